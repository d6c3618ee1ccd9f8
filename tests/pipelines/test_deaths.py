"""Publication, compaction and `forget`, killed while a reader counts rows: it never sees another number, and nothing is left half-done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from store_rows import add, article, open_store, page

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("deaths_driver.py")
SITES = ("a.example", "gone.example", "b.example")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two articles and one to be forgotten in three revisions each, over two days, in three publications; a page row for each."""
    data_dir = tmp_path / "store"
    opened, connection = open_store(data_dir)
    for revision in range(3):
        rows = [
            article(
                number,
                content_hash=str(revision),
                url=f"https://{site}/{number + 1}",
                site=site,
                fetched_at=f"2026-11-{18 + (number + revision) % 2}T1{revision}:00:00+00:00",
            )
            for number, site in enumerate(SITES)
        ]
        add(opened, connection, rows, [page(number, **_page_values(row)) for number, row in enumerate(rows)])
        opened.publish()
    connection.close()
    return data_dir


def _page_values(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("url", "site", "fetched_at")}


def die(action: str, store: Path, which: str) -> list[dict[str, object]]:
    """What was seen at each death, one process after the other."""
    work = store.with_name("work")
    work.mkdir()
    command = [sys.executable, str(DRIVER), action, str(store), str(work), which]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=DRIVER.parent, env=environment, capture_output=True, text=True, timeout=1800, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_publication_is_finished_by_the_next_start(store: Path) -> None:
    """Wherever it dies, each part is there or not, the next start completes the batch, and every row is there once."""
    opened, connection = open_store(store)
    late = [article(number, content_hash="late", fetched_at=f"2026-11-{18 + number % 2}T20:00:00Z") for number in range(4)]
    add(opened, connection, late, [page(number, fetched_at="2026-11-18T20:00:00Z") for number in range(2)])
    connection.close()
    deaths = die("publish", store, "decisive")
    assert len(deaths) >= 10
    for death in deaths:
        articles, pages = zip(*death["seen"], strict=True)
        assert (set(articles) <= {9, 11, 13}, set(pages) <= {9, 11}) == (True, True), death
        assert (sorted(articles), sorted(pages)) == (list(articles), list(pages)), death
        assert (death["recovered"], death["ended"], death["faults"]) == ([13, 11], [13, 11], []), death


@pytest.mark.parametrize(("which", "at_least"), [("decisive", 5), pytest.param("every", 50, marks=pytest.mark.slow)])
def test_readers_never_see_a_compaction(store: Path, which: str, at_least: int) -> None:
    """Wherever it dies, every count of a reader is 9; the next start leaves a sound store, and the command goes on to its end."""
    deaths = die("compact", store, which)
    assert len(deaths) >= at_least
    for death in deaths:
        assert (death["seen"], death["recovered"], death["ended"], death["faults"]) == ([[9, 9]], [9, 9], [9, 9], []), death


@pytest.mark.parametrize(("which", "at_least"), [("decisive", 5), pytest.param("every", 50, marks=pytest.mark.slow)])
def test_readers_see_all_or_nothing_of_a_forget(store: Path, which: str, at_least: int) -> None:
    """Wherever it dies, a reader counts 9 articles and then 6, never another number; once decided, no byte of the text survives a start."""
    deaths = die("forget", store, which)
    assert len(deaths) >= at_least
    for death in deaths:
        for counts in zip(*death["seen"], strict=True):
            assert list(dict.fromkeys(counts)) == [9, 6], death
            assert sorted(counts, reverse=True) == list(counts), death
        assert (death["recovered"], bool(death["traces"])) in (([9, 9], True), ([6, 6], False)), death
        assert (death["ended"], death["traces_left"], death["faults"]) == ([6, 6], [], []), death
