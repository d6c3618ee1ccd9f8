"""What the statements of the ledger cost."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from crawler import ledger_statements as sql
from crawler.ledger_schema import MIGRATIONS
from pipelines.state import migrate, open_state


@pytest.mark.parametrize(("query", "values"), [(sql.DUE_SOURCES, ("a", 1, "r", 9)), (sql.DUE_PAGES, ("a", 1, "r", 8, 0, 9))])
def test_due_urls_are_found_by_their_index(tmp_path: Path, query: str, values: tuple[object, ...]) -> None:
    """A ledger of a million URLs is not read through for the few that are due."""
    with closing(open_state(tmp_path / "ledger.sqlite3")) as connection:
        migrate(connection, "crawler", MIGRATIONS)
        plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    assert plan[0] == "SEARCH urls USING INDEX urls_due (site=? AND next_check>? AND next_check<?)"
