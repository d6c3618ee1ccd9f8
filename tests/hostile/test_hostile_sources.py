"""Hostile sitemaps, feeds and robots.txt files: what is good in them is read, the rest refused with a reason, in seconds and in bounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile_sources import FEEDS, ROBOTS, SITE, SITEMAPS, HostileFile
from measured import measure_file

from pipelines.workers import WorkerPool

MAX_CPU_S, MAX_PEAK_MB = 10, 500  # a sitemap of 60,000 URLs takes 4 s


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker."""
    with WorkerPool(1, 60) as pool:
        yield pool


def marked(case: HostileFile) -> object:
    """The case as a parameter."""
    return pytest.param(case, id=f"{case.read.__name__}-{case.name}", marks=[pytest.mark.slow] if case.is_large else [])


@pytest.mark.parametrize("case", [marked(case) for case in (*SITEMAPS, *FEEDS, *ROBOTS)])
def test_file(case: HostileFile, pool: WorkerPool) -> None:
    """One bad entry costs itself, a bad file is refused by name, and never an exception of another kind."""
    result = pool.submit(measure_file, case.read, case.make(), f"{SITE}/source").result()
    assert (result.finds if result.reason is None else result.reason) == case.expected
    assert result.cpu_s < MAX_CPU_S
    assert result.peak_mb < MAX_PEAK_MB
