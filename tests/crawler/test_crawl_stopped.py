"""Crawls that are told to stop: they end inside a bound, with exit code 6, and the next run goes on where they stopped."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest
from crawls import Servers, articles, crawl, running_crawl, serve, wait_for_requests
from small_site import FRONT, HOST, big_site, robots, story

from crawler.run_result import ExitCode

STORIES = 40
ANSWER_S = 0.03
HANGING_S = 25.0  # less than DOWNLOAD_TIMEOUT: a stop that waits for it would succeed, and late
AT_ONCE_S = 20.0  # for a process that ends at once, on a machine that has other things to do


def _stop(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[str, float]:
    """Sends the signal; gives what the crawl printed and the seconds that it took to end, which it must with exit code 6."""
    sent_s = time.monotonic()
    process.send_signal(number)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == ExitCode.STOPPED_EARLY, errors
    assert "Task was destroyed" not in errors
    return output, time.monotonic() - sent_s


def _resume(servers: Servers, data_dir: Path, stories: int) -> None:
    """The next run stores the rest."""
    servers.delays_s.clear()
    done = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert len(articles(data_dir)) == stories


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_signal_stops_early_and_the_next_run_goes_on(data_dir: Path, number: signal.Signals) -> None:
    """One SIGINT or SIGTERM ends the run with exit code 6, what it has published; the next run stores the rest."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            wait_for_requests(servers, 20, process)
            output, _ = _stop(process, number)
        assert "stopped early" in output
        assert 0 < len(articles(data_dir)) < STORIES
        asked_before = set(servers.requests)
        servers.requests.clear()
        _resume(servers, data_dir, STORIES)
    assert not [request for request in servers.requests if "/news/" in request and request in asked_before]


def test_second_signal_ends_at_once_without_loss(data_dir: Path) -> None:
    """With a response under way that takes long, a second SIGTERM ends the run; what was recorded is published, the rest stays queued."""
    with serve({HOST: big_site(4)}, ANSWER_S) as servers:
        servers.delays_s[story(3)] = HANGING_S
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            wait_for_requests(servers, 7, process)  # robots.txt twice, the front page, the stories
            process.send_signal(signal.SIGTERM)
            _wait_for_line(process, "shutting down gracefully")
            output, seconds = _stop(process)
        assert seconds < AT_ONCE_S
        assert " queued = " in output
        stored_before = set(articles(data_dir)["article_id"])
        _resume(servers, data_dir, 4)
    assert len(stored_before) < 4
    assert stored_before < set(articles(data_dir)["article_id"])


@pytest.mark.slow
def test_first_signal_waits_for_the_response_under_way(data_dir: Path) -> None:
    """A story that a slow server is still sending is stored, not fetched again."""
    with serve({HOST: big_site(4)}, ANSWER_S) as servers:
        servers.delays_s[story(3)] = 6.0
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            wait_for_requests(servers, 7, process)
            _, seconds = _stop(process)
        assert seconds > 3.0
        assert any(articles(data_dir)["url"].str.endswith(story(3)))
        _resume(servers, data_dir, 4)
    assert sum(request.endswith(story(3)) for request in servers.requests) == 1


@pytest.mark.slow
def test_stop_does_not_wait_for_crawl_delay(data_dir: Path) -> None:
    """A request that waits for its turn is not sent any more, and its URL stays queued: no verdict, no error."""
    site = big_site(2) | {"/robots.txt": robots("User-agent: *", "Crawl-delay: 60")}
    with serve({HOST: site}) as servers:
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            wait_for_requests(servers, 2, process)
            output, seconds = _stop(process)
        assert seconds < AT_ONCE_S
        assert "errors        0" in output
        assert "1 queued" in output
        site["/robots.txt"] = robots("User-agent: *")
        _resume(servers, data_dir, 2)


@pytest.mark.slow
def test_stop_is_cut_at_its_bound(data_dir: Path) -> None:
    """DOWNLOAD_TIMEOUT and three times EXTRACT_TIMEOUT_S after the signal, what still hangs is left to the next run."""
    site = big_site(2)
    with serve({HOST: site}) as servers:
        servers.delays_s.update({"/robots.txt": 5.0, "/": 5.5})  # one after the other they take longer than the bound of 9 s
        settings = ("-s", "DOWNLOAD_TIMEOUT=6", "-s", "EXTRACT_TIMEOUT_S=1")
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *settings) as process:
            wait_for_requests(servers, 1, process)
            output, seconds = _stop(process)
        assert 8.0 < seconds < 9.0 + AT_ONCE_S
        assert "1 queued" in output
        _resume(servers, data_dir, 2)


def _wait_for_line(process: subprocess.Popen[str], text: str) -> None:
    """Until the crawl has logged it."""
    assert process.stderr is not None
    while (line := process.stderr.readline()) and text not in line:
        pass
    assert line, f"the crawl ended without saying {text!r}"
