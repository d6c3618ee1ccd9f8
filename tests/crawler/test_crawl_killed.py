"""Crawls that are killed or stopped: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from crawls import Servers, articles, crawl, kill_group, pages, running_crawl, serve
from small_site import FRONT, HOST, big_site, story

from crawler.run_result import ExitCode
from pipelines.urls import normalize_url

STORIES = 40
STORY_URLS = sorted(normalize_url(f"http://{HOST}{story(number)}") for number in range(STORIES))
ANSWER_S = 0.03


def _kill_and_resume(servers: Servers, data_dir: Path, kills: int, seed: int) -> None:
    """Kills a crawl a number of times, each time after some requests more, then lets it finish; what was committed stays done."""
    chance = random.Random(seed)
    committed: set[str] = set()
    for _ in range(kills):
        begin = len(servers.requests)
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            _wait_for_requests(servers, begin + chance.randrange(3, 15), process)
            kill_group(process)
        assert committed.isdisjoint(servers.requests[begin:])
        committed = _committed(data_dir)
    begin = len(servers.requests)
    last = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert last.returncode == ExitCode.DONE, last.stderr
    assert committed.isdisjoint(servers.requests[begin:])


def _committed(data_dir: Path) -> set[str]:
    """The requests of the stories that the ledger calls stored: they are never to be asked for again."""
    path = data_dir / "state" / "ledger.sqlite3"
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'urls'").fetchall()
        rows = connection.execute("SELECT url FROM urls WHERE settled = 'stored'").fetchall() if tables else []
    return {url.removeprefix("http://").replace("/", " /", 1) for (url,) in rows}


def _wait_for_requests(servers: Servers, number: int, process: subprocess.Popen[str]) -> None:
    """Until the server was asked so often, or the crawl has ended."""
    while len(servers.requests) < number and process.poll() is None:
        threading.Event().wait(0.005)


def _stored(data_dir: Path) -> list[str]:
    """The URL of each row of the articles, in alphabetical order."""
    return sorted(normalize_url(url) for url in articles(data_dir)["url"])


def _unfinished(data_dir: Path) -> list[Path]:
    """Files that a reader of the data set would not see."""
    return list(data_dir.glob("*/crawl_date=*/.*"))


def test_three_kills_lose_and_double_nothing(data_dir: Path) -> None:
    """After three SIGKILLs of the whole process group every story is stored exactly once."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        _kill_and_resume(servers, data_dir, kills=3, seed=1)
    assert _stored(data_dir) == STORY_URLS
    assert _unfinished(data_dir) == []
    assert not pages(data_dir).duplicated(["url", "run_id"]).any()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_ten_kills_lose_and_double_nothing(data_dir: Path, seed: int) -> None:
    """The same with ten kills."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        _kill_and_resume(servers, data_dir, kills=10, seed=seed)
    assert _stored(data_dir) == STORY_URLS
    assert _unfinished(data_dir) == []
    assert not pages(data_dir).duplicated(["url", "run_id"]).any()


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)])
def test_signal_stops_early_and_the_next_run_goes_on(data_dir: Path, number: signal.Signals) -> None:
    """One SIGINT or SIGTERM ends the run with exit code 6, what it has published; the next run stores the rest."""
    with serve({HOST: big_site(STORIES)}, ANSWER_S) as servers:
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as process:
            _wait_for_requests(servers, 20, process)
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
