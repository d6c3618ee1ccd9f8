"""What the monitors remember, in a real ledger: sites, feeds, alarms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.watch import memory
from crawler.watch.alarms import Alarm, AlarmState
from crawler.watch.numbers import AlarmKind, FeedAge, FeedRead, SiteRun
from crawler.watch.schema import MIGRATIONS
from pipelines.state import migrate, open_state

SITE, NOW, DAY = "a.example", 1_795_000_000, 24 * 3600
LOW, FAILED = AlarmKind.LOW_YIELD, AlarmKind.SITE_FAILED
RUN = SiteRun(SITE, NOW, 3, 9, 2, 1, 8, {"body": 70, "share": 30}, is_regular=False, has_failed=None, flags=frozenset({LOW, FAILED}))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty ledger with the tables of the monitors."""
    with closing(open_state(tmp_path / "ledger.sqlite3")) as connection:
        migrate(connection, "watch", MIGRATIONS)
        yield connection


def test_run_of_a_site_comes_back_as_it_was(ledger: sqlite3.Connection) -> None:
    """With all its numbers and marks, newest first."""
    later = SiteRun(SITE, NOW + 1)
    for number, run in enumerate((RUN, later, SiteRun("b.example", NOW))):
        memory.remember_site(ledger, number, run)
    assert memory.past_runs(ledger, SITE) == [later, RUN]


def test_oldest_runs_of_a_site_are_forgotten(ledger: sqlite3.Connection) -> None:
    """The ledger keeps the last 300 of each site, and all of another's."""
    memory.remember_site(ledger, 0, SiteRun("b.example", 0))
    ledger.execute("BEGIN")
    for number in range(memory.KEEP_RUNS + 5):
        memory.remember_site(ledger, number, SiteRun(SITE, NOW + number))
    kept = memory.past_runs(ledger, SITE)
    assert (len(kept), kept[-1].ended) == (memory.KEEP_RUNS, NOW + 5)
    assert len(memory.past_runs(ledger, "b.example")) == 1


def _read(age_s: int | None, now: int) -> FeedRead:
    return FeedRead("https://a.example/rss", SITE, None if age_s is None else datetime.fromtimestamp(now - age_s, UTC))


def test_age_of_a_feed_is_compared_with_the_days_before(ledger: sqlite3.Connection) -> None:
    """The greatest age of each day is kept; a feed that has not changed grows older; what was stale is not usual."""
    readings = [(0, 3600), (DAY // 2, 7200), (DAY, 1800), (2 * DAY, None)]
    for passed, age_s in readings:
        read = _read(age_s, NOW + passed)
        age = memory.feed_age(ledger, "id", read, NOW + passed)
        assert age is not None
        memory.remember_feed(ledger, "id", read, age, NOW + passed, is_usual=passed < 2 * DAY)
    age = memory.feed_age(ledger, "id", _read(60, NOW + 3 * DAY), NOW + 3 * DAY)
    assert age is not None
    assert (age.age_s, age.past_ages_s, age.reads) == (60, (7200, 1800), 3)
    unchanged = memory.feed_age(ledger, "id", _read(None, NOW + 3 * DAY), NOW + 3 * DAY)
    assert unchanged is not None
    assert unchanged.age_s == 2 * DAY + 1800


def test_feed_without_dates_has_no_age(ledger: sqlite3.Connection) -> None:
    """Nothing is said about one that never gave a date; one dated in the future is new."""
    assert memory.feed_age(ledger, "id", _read(None, NOW), NOW) is None
    assert memory.feed_age(ledger, "id", _read(-3600, NOW), NOW) == FeedAge("https://a.example/rss", 0)


def test_alarms_stay_open_until_they_end(ledger: sqlite3.Connection) -> None:
    """Each run's alarms are kept; what has ended is open no longer."""
    new = Alarm(SITE, LOW, AlarmState.NEW, "2 articles", NOW, 0, 2.0, 30.0)
    dead = Alarm("b.example", FAILED, AlarmState.NEW, "failed", NOW)
    memory.remember_alarms(ledger, "run1", [dead, new], NOW)
    assert memory.alarms_of_run(ledger, "run1") == [new, dead]
    assert set(memory.open_alarms(ledger)) == {(SITE, LOW), ("b.example", FAILED)}
    ended = Alarm(SITE, LOW, AlarmState.ENDED, "29 articles", NOW)
    memory.remember_alarms(ledger, "run2", [ended], NOW + 1)
    assert memory.alarms_of_run(ledger, "run2") == [ended]
    assert set(memory.open_alarms(ledger)) == {("b.example", FAILED)}


def test_accepted_level_counts_as_usual(ledger: sqlite3.Connection) -> None:
    """The runs that raised the alarm lose its flag, and keep their others."""
    memory.remember_site(ledger, 1, RUN)
    memory.remember_alarms(ledger, "run2", [Alarm(SITE, LOW, AlarmState.ACCEPTED, "2 articles", NOW)], NOW)
    assert memory.past_runs(ledger, SITE)[0].flags == frozenset({FAILED})


def test_old_alarms_are_forgotten(ledger: sqlite3.Connection) -> None:
    """After 400 days."""
    memory.remember_alarms(ledger, "run1", [Alarm(SITE, LOW, AlarmState.NEW, "x", NOW)], NOW)
    memory.remember_alarms(ledger, "run2", [], NOW + memory.KEEP_ALARMS_S + 1)
    assert memory.alarms_of_run(ledger, "run1") == []
