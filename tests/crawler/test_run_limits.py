"""Limits of a run: read with care, reached exactly, and what they leave is fetched by the next run."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawls import articles, crawl, pages, serve
from scrapy.settings import Settings
from small_site import FRONT, HOST, big_site

from crawler.process_memory import resident_bytes
from crawler.run_limits import RunLimits, read_run_limits, why_stopped
from crawler.run_result import ExitCode
from pipelines.errors import InputError

LIMITS = RunLimits(seconds=60.0, pages=100, received_bytes=5_000)


@pytest.mark.parametrize(
    ("limits", "numbers", "name"),
    [
        (LIMITS, (59.9, 99, 4_999), None),
        (LIMITS, (60.0, 0, 0), "MAX_RUN_S"),
        (LIMITS, (0.0, 100, 0), "MAX_RUN_PAGES"),
        (LIMITS, (0.0, 0, 5_000), "MAX_RUN_MB"),
        (RunLimits(), (1e9, 10**9, 10**12, 10**12), None),
        (RunLimits(memory_bytes=10**9), (1e9, 10**9, 10**12, 10**9 - 1), None),
        (RunLimits(memory_bytes=10**9), (1e9, 10**9, 10**12, 10**9), "MEMUSAGE_LIMIT_MB"),
    ],
)
def test_limit_that_is_reached(limits: RunLimits, numbers: tuple[float, ...], name: str | None) -> None:
    """None is no limit; the setting is named."""
    assert limits.reached(*numbers) == name


def test_limits_of_the_settings() -> None:
    """Megabytes may have a fraction; what is not set is no limit."""
    settings = {"MAX_RUN_S": "3600", "MAX_RUN_MB": "0.5", "MEMUSAGE_LIMIT_MB": 1500}
    assert read_run_limits(Settings(settings)) == RunLimits(3600.0, 0, 524_288, 1_572_864_000)


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf"])
def test_limit_that_is_no_number(value: str) -> None:
    """It is told before the run begins."""
    with pytest.raises(InputError, match=f"MAX_RUN_S={value}: not a number from 0 on"):
        read_run_limits(Settings({"MAX_RUN_S": value}))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("limit:MAX_RUN_MB", "MAX_RUN_MB is reached"),
        ("shutdown", "a signal"),
        ("limit:MEMUSAGE_LIMIT_MB", "MEMUSAGE_LIMIT_MB is reached"),
        ("closespider_errorcount", "closespider_errorcount"),
        (None, "cut off"),
    ],
)
def test_why_a_run_stopped(reason: str | None, words: str) -> None:
    """In words, from the crawl's finish reason."""
    assert why_stopped(reason) == words


def test_limit_ends_a_run_gracefully_and_the_next_goes_on(data_dir: Path) -> None:
    """Exit code 6, at most the pages in flight beyond the limit, every verdict kept; nothing is lost or fetched twice."""
    with serve({HOST: big_site(12)}) as servers:
        first = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "MAX_RUN_PAGES=5")
        asked = [request for request in servers.requests if not request.endswith(("/robots.txt", "/tdmrep.json"))]
        stored = len(articles(data_dir))
        last = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "MAX_RUN_S=600")
    assert first.stderr.splitlines()[-1] == (
        "scrapy crawl: stopped early, MAX_RUN_PAGES is reached; the next run goes on where this one stopped"
    )
    assert (first.returncode, last.returncode) == (ExitCode.STOPPED_EARLY, ExitCode.DONE)
    assert 5 <= len(asked) <= 7  # two may be in flight
    assert stored == len(asked) - 1
    stories = [request for request in servers.requests if "/news/" in request]
    assert len(stories) == len(set(stories)) == len(articles(data_dir)) == 12
    assert not pages(data_dir).duplicated(["url", "run_id"]).any()


@pytest.mark.slow
@pytest.mark.parametrize("limit", ["MAX_RUN_S=1.5", "MAX_RUN_MB=0.005"])
def test_limits_of_time_and_bytes_end_a_run(data_dir: Path, limit: str) -> None:
    """As the limit of pages does."""
    with serve({HOST: big_site(40)}, delay_s=0.1) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", limit)
        assert process.returncode == ExitCode.STOPPED_EARLY
        assert f"stopped early, {limit.partition('=')[0]} is reached" in process.stderr.splitlines()[-1]
        assert len(articles(data_dir)) < 40
        assert crawl(data_dir, servers.resolve, "-a", f"url={FRONT}").returncode == ExitCode.DONE
    assert len(articles(data_dir)) == 40


def test_memory_that_is_held_now() -> None:
    """It grows with what is held, and falls when it is let go."""
    before = resident_bytes()
    held = bytearray(b"x" * 200_000_000)
    with_it = resident_bytes()
    del held
    assert with_it - before > 150_000_000
    assert resident_bytes() < with_it - 150_000_000


@pytest.mark.slow
def test_memory_limit_ends_a_run_with_an_alarm_that_the_next_run_ends(data_dir: Path) -> None:
    """Exit code 6 as for every limit, since the next run goes on; but somebody has to know."""
    with serve({HOST: big_site(6)}) as servers:
        first = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "MEMUSAGE_LIMIT_MB=20")
        last = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert (first.returncode, last.returncode) == (ExitCode.STOPPED_EARLY, ExitCode.DONE)
    message = "stopped early, MEMUSAGE_LIMIT_MB is reached; the next run goes on where this one stopped"
    assert first.stderr.splitlines()[-2:] == [
        f"scrapy crawl: alarm: url={FRONT}: memory (new): {message}",
        f"scrapy crawl: {message}",
    ]
    assert f"alarm: url={FRONT}: memory (ended" in last.stderr
    assert len(articles(data_dir)) == 6
