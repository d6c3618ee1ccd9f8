"""Crawls that are killed or stopped: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest
from crawls import Servers, articles, crawl, kill_group, pages, running_crawl, serve
from small_site import FRONT, HOST, big_site, story

from crawler.run_result import ExitCode
from pipelines.urls import normalize_url

STORIES = 60
ANSWER_S = 0.05
IN_FLIGHT = 2  # CONCURRENT_REQUESTS_PER_DOMAIN
# A group commit holds what was recorded in the last 0.25 s, at most 50 pages: this much was fetched and is not yet safe.
UNSAFE = 50


def _kill_and_resume(servers: Servers, data_dir: Path, kills: int, seed: int) -> None:
    """Kills a crawl a number of times, each time after some requests more, then lets it finish."""
    chance = random.Random(seed)
    for _ in range(kills):
        wanted = len(servers.requests) + chance.randrange(3, 20)
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            while len(servers.requests) < wanted and process.poll() is None:
                pass
            kill_group(process)
    process_end = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert process_end.returncode == ExitCode.DONE, process_end.stderr


def _check(servers: Servers, data_dir: Path, kills: int) -> None:
    stored = sorted(normalize_url(url) for url in articles(data_dir)["url"])
    assert stored == sorted(normalize_url(f"http://{HOST}{story(number)}") for number in range(STORIES))
    assert not list(data_dir.glob("*/crawl_date=*/.*"))
    log = pages(data_dir)
    assert not log.duplicated(["url", "run_id"]).any()
    fetched = [request for request in servers.requests if "/news/" in request]
    assert len(fetched) <= STORIES + kills * (UNSAFE + IN_FLIGHT)


def test_three_kills_lose_and_double_nothing(data_dir: Path) -> None:
    """After three SIGKILLs of the whole process group every story is stored exactly once."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        _kill_and_resume(servers, data_dir, kills=3, seed=1)
    _check(servers, data_dir, kills=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_ten_kills_lose_and_double_nothing(data_dir: Path, seed: int) -> None:
    """The same with ten kills."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        _kill_and_resume(servers, data_dir, kills=10, seed=seed)
    _check(servers, data_dir, kills=10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_early_and_the_next_run_goes_on(data_dir: Path, number: signal.Signals) -> None:
    """One SIGINT or SIGTERM ends the run with exit code 6, what it has published; the next run stores the rest."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            while len(servers.requests) < 20 and process.poll() is None:
                pass
            process.send_signal(number)
            output, errors = process.communicate(timeout=120)
        assert process.returncode == ExitCode.STOPPED_EARLY, errors
        assert "stopped early" in output
        stored_before = len(articles(data_dir))
        assert 0 < stored_before < STORIES
        asked_before = set(servers.requests)
        servers.requests.clear()
        assert crawl(data_dir, servers.resolve, "-a", f"url={FRONT}").returncode == ExitCode.DONE
    assert len(articles(data_dir)) == STORIES
    assert not [request for request in servers.requests if "/news/" in request and request in asked_before]
