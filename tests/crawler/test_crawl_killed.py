"""Crawls that are killed: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest
from crawls import Servers, articles, crawl, kill_group, pages, running_crawl, serve, wait_for_requests
from small_site import FRONT, HOST, big_site, story

from crawler.run_result import ExitCode
from pipelines.urls import normalize_url

STORIES = 40
STORY_URLS = sorted(normalize_url(f"http://{HOST}{story(number)}") for number in range(STORIES))
ANSWER_S = 0.03
ALWAYS_PUBLISHING = ("-s", "PUBLISH_EVERY_S=0.5")  # so that kills meet a process that writes parts
KILLS = 50
KILL_SEED = 50
MANY_STORIES = 300
MANY_AT_ONCE = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
MAX_IN_FLIGHT = 16  # 8 without a verdict, and 8 with one that is not committed yet
STARTING_SHARE = 0.25
MAX_STORIES_A_LIFE = 12  # 8 are asked for while the workers start; with more there would be none left for the last kills


def _kill_and_resume(servers: Servers, data_dir: Path, kills: int, seed: int) -> None:
    """Kills a crawl a number of times, each time after some requests more, then lets it finish; what was committed stays done."""
    chance = random.Random(seed)
    committed: set[str] = set()
    for _ in range(kills):
        begin = len(servers.requests)
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *ALWAYS_PUBLISHING) as process:
            wait_for_requests(servers, begin + chance.randrange(3, 15), process)
            kill_group(process)
        assert committed.isdisjoint(servers.requests[begin:])
        committed = _committed(data_dir)
    begin = len(servers.requests)
    last = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *ALWAYS_PUBLISHING)
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


@pytest.mark.slow
def test_fifty_kills_lose_and_double_nothing(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """50 SIGKILLs at random moments, start-up included: every URL has a verdict, and only what was in flight is fetched again."""
    chance = random.Random(KILL_SEED)
    in_flight: list[int] = []
    with serve({HOST: big_site(MANY_STORIES)}, delay_s=0.02) as servers:
        while len(in_flight) < KILLS:
            begin = len(servers.requests)
            with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *MANY_AT_ONCE) as process:
                _wait_for_chance(servers, process, chance)
                assert process.poll() is None, "the crawl was over before the last kill: more stories are needed"
                kill_group(process)
                process.wait()
            in_flight.append(len(_stories(servers.requests[begin:]) - _committed(data_dir)))
        last = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *MANY_AT_ONCE)
    asked = [request for request in servers.requests if "/news/" in request]
    again = len(asked) - len(set(asked))
    with capsys.disabled():
        print(
            f"\n{KILLS} kills (seed {KILL_SEED}): {MANY_STORIES} stories, {again} fetched again, {sum(in_flight)} were in flight, ", end=""
        )
        print(f"{max(in_flight)} at most at one kill")
    assert last.returncode == ExitCode.DONE, last.stderr
    assert 0 < again <= sum(in_flight)
    assert max(in_flight) <= MAX_IN_FLIGHT
    assert _stored(data_dir) == sorted(normalize_url(f"http://{HOST}{story(number)}") for number in range(MANY_STORIES))
    assert _unfinished(data_dir) == []
    assert _states(data_dir).keys() <= {"stored", "skipped", "error"}
    assert not pages(data_dir).duplicated(["url", "run_id"]).any()


def _wait_for_chance(servers: Servers, process: subprocess.Popen[str], chance: random.Random) -> None:
    """A random moment: of every fourth life while it starts, of the others up to a third of a second after some stories were asked for."""
    if chance.random() < STARTING_SHARE:
        threading.Event().wait(chance.uniform(0.0, 3.0))
        return
    begin, wanted = len(servers.requests), chance.randrange(MAX_STORIES_A_LIFE)
    while len(_stories(servers.requests[begin:])) < wanted and process.poll() is None:
        threading.Event().wait(0.002)
    threading.Event().wait(chance.uniform(0.0, 0.3))


def _stories(requests: list[str]) -> set[str]:
    return {request for request in requests if "/news/" in request}


def _states(data_dir: Path) -> dict[str, int]:
    """How many URLs are in each state of the ledger."""
    with closing(sqlite3.connect(data_dir / "state" / "ledger.sqlite3")) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM urls GROUP BY state"))
