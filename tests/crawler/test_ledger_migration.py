"""A ledger of the first version, opened by this one."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import ledger_statements as sql
from crawler.ledger import Ledger
from crawler.ledger_schema import MIGRATIONS
from crawler.recheck import is_due
from pipelines.state import migrate, open_state, schema_version, transaction

NOW = datetime.now(UTC)
_INSERT = (
    "INSERT INTO urls(id, url, site, kind, source, depth, priority, published, state, settled, run_id, first_seen, last_check)"
    " VALUES (?, 'https://a.example/' || ?, 'a.example', 'article', 'feed', 1, 0, ?, 'stored', 'stored', 'r', ?, ?)"
)


def test_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    """Its URLs stay, and articles of the last days are due once; older ones are not."""
    now, year_ago = int(NOW.timestamp()), int(NOW.timestamp()) - 365 * 86400
    with closing(open_state(tmp_path / "ledger.sqlite3")) as connection:
        migrate(connection, "crawler", MIGRATIONS[:1])
        with transaction(connection):
            connection.execute(_INSERT, ("new", "new", now - 3600, now - 3600, now - 60))
            connection.execute(_INSERT, ("old", "old", year_ago, year_ago, year_ago))
        migrate(connection, "crawler", MIGRATIONS)
        assert schema_version(connection, "crawler") == len(MIGRATIONS)
        rows = [Ledger(connection, "next").get(name) for name in ("new", "old")]
    assert [row is not None and is_due(row.memory, NOW) for row in rows] == [True, False]
    assert [row is not None and row.settled for row in rows] == ["stored", "stored"]


@pytest.mark.parametrize(("query", "values"), [(sql.DUE_SOURCES, ("a", 1, "r", 9)), (sql.DUE_PAGES, ("a", 1, "r", 8, 0, 9))])
def test_due_urls_are_found_by_their_index(tmp_path: Path, query: str, values: tuple[object, ...]) -> None:
    """A ledger of a million URLs is not read through for the few that are due."""
    with closing(open_state(tmp_path / "ledger.sqlite3")) as connection:
        migrate(connection, "crawler", MIGRATIONS)
        plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert plan[0] == "SEARCH urls USING INDEX urls_due (site=? AND next_check>? AND next_check<?)"
