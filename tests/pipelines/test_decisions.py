"""The decision log is read whole: published rows and waiting ones, each decision once, every spelling of a URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipelines.decisions import Tally, count_decisions, decisions_on
from pipelines.errors import InputError
from pipelines.read_state import has_table, ledger_path, read_state
from pipelines.state import open_state, transaction
from pipelines.store import Store

SITE, STORY = "kurier.example", "http://www.kurier.example/news/ferry-landing-stays-closed"
BEGIN = date(2026, 11, 19)


@pytest.fixture
def store(data_dir: Path) -> Iterator[Store]:
    """A store that its owner has open."""
    with closing(open_state(ledger_path(data_dir))) as connection:
        yield Store(data_dir, connection)


def _add(store: Store, url: str, run_id: str, *ended: str, day: int = 20) -> None:
    fetched_at = f"2026-11-{day}T06:00:00.000000+00:00"
    verdict, reason = ended or ("stored", None)
    row = {"url": url, "site": SITE, "verdict": verdict, "reason": reason, "source": "feed", "depth": 1}
    with transaction(store._connection):
        store.add_page({**row, "fetched_at": fetched_at, "run_id": run_id})


def test_decisions_are_counted_whether_they_wait_or_not(data_dir: Path, store: Store) -> None:
    """By site, source and verdict; other runs do not count; no row counts twice while it is on its way."""
    for number in range(3):
        _add(store, f"{STORY}-{number}", "run1")
    _add(store, STORY, "run2")
    store.publish()
    _add(store, f"{STORY}-7", "run1", "skipped", "known", day=21)
    _add(store, f"{STORY}-0", "run1")  # as if its batch was published and not yet finished
    with read_state(data_dir) as ledger:
        counts = count_decisions(data_dir, ledger, "run1", BEGIN)
    assert counts == {Tally(SITE, "feed", "stored"): 3, Tally(SITE, "feed", "skipped:known"): 1}


def test_days_before_the_run_are_not_read(data_dir: Path, store: Store) -> None:
    """So that a long archive costs nothing."""
    _add(store, STORY, "run1", day=18)
    store.publish()
    with read_state(data_dir) as ledger:
        assert not count_decisions(data_dir, ledger, "run1", BEGIN)


@pytest.mark.parametrize(
    ("logged", "asked"),
    [
        (STORY, f"{STORY.replace('http', 'https')}?utm_source=x#top"),
        (f"{STORY}?fbclid=7", STORY),
        ("http://www.kurier.example", "https://www.kurier.example/"),
        ("http://www.kurier.example/?utm_source=x", "https://www.kurier.example/"),
        ("http://www.kurier.example/%C3%BCber", "http://www.kurier.example/über"),
        ("http://www.kurier.example/%d0%b0/%d0%b1", "http://www.kurier.example/а/б"),
        (f"{STORY}?b=2&a=1", f"{STORY}?a=1&b=2"),
        ("http://www.kurier.example/%7Ename", "http://www.kurier.example/~name"),
    ],
)
def test_url_is_found_in_every_spelling(data_dir: Path, store: Store, logged: str, asked: str) -> None:
    """As the crawl took it for the same; and no other URL is found with it."""
    _add(store, logged, "run1")
    _add(store, f"{STORY}-another", "run1")
    store.publish()
    _add(store, logged, "run2", "skipped", "known", day=21)
    with read_state(data_dir) as ledger:
        found = decisions_on(data_dir, ledger, asked)
    assert [(decision.run_id, decision.url, decision.name) for decision in found] == [
        ("run1", logged, "stored"),
        ("run2", logged, "skipped:known"),
    ]


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def test_reading_leaves_no_trace(data_dir: Path) -> None:
    """After the last writer has gone a reader makes no file, and changes none."""
    with closing(open_state(ledger_path(data_dir))) as connection:
        store = Store(data_dir, connection)
        _add(store, STORY, "run1")
        store.publish()
    before = _files(data_dir)
    with read_state(data_dir, is_brief=True) as ledger:
        assert len(decisions_on(data_dir, ledger, STORY)) == 1
        with pytest.raises(sqlite3.OperationalError):
            ledger.execute("DELETE FROM parts")
    assert _files(data_dir) == before


def test_folder_without_a_ledger_is_told_and_not_made(data_dir: Path) -> None:
    """The message says what to do."""
    with pytest.raises(InputError, match="no run has been here yet"), read_state(data_dir):
        pass
    assert not data_dir.exists()


def test_tables_that_an_older_ledger_lacks(data_dir: Path, store: Store) -> None:
    """A reader can ask before it reads."""
    del store
    with read_state(data_dir) as ledger:
        assert has_table(ledger, "outbox")
        assert not has_table(ledger, "watch_runs")
