"""Ledgers of every earlier version: brought up to date with all that is in them. Those of a later one are left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawls import articles, pages

from crawler.closing import close_run
from crawler.fetch_results import UNCHANGED
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, failed
from crawler.ledger import Ledger
from crawler.ledger_schema import MIGRATIONS
from crawler.plan import CrawlPlan
from crawler.recheck import is_due
from crawler.session import open_session
from pipelines.errors import StoreError
from pipelines.read_state import read_state
from pipelines.reasons import Stage
from pipelines.state import migrate, open_state, schema_version, transaction
from pipelines.urls import url_id

LEDGERS = sorted((Path(__file__).parent / "ledgers").glob("version_*.sql"))
SITE = "kurier.example"
STORED, QUEUED = f"https://{SITE}/news/landing", f"https://{SITE}/news/queued"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_INSERT = (
    "INSERT INTO urls(id, url, site, kind, source, depth, priority, published, state, settled, run_id, first_seen, last_check)"
    " VALUES (?, 'https://a.example/' || ?, 'a.example', 'article', 'feed', 1, 0, ?, 'stored', 'stored', 'r', ?, ?)"
)


def _plan(data_dir: Path) -> CrawlPlan:
    return CrawlPlan({}, data_dir, (), (SITE,), {}, Limits(since=datetime(2026, 11, 15, tzinfo=UTC)))


def _make(data_dir: Path, script: Path) -> Path:
    path = data_dir / "state" / "ledger.sqlite3"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    return path


def _schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns and indexes of each table."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        return {
            table: sorted(row[1:] for row in connection.execute(f"PRAGMA table_info({table})"))
            + sorted(row[1:] for row in connection.execute(f"PRAGMA index_list({table})"))
            for table in tables
        }


@pytest.mark.parametrize("script", LEDGERS, ids=lambda script: script.stem)
def test_run_goes_on_with_an_old_ledger(tmp_path: Path, script: Path) -> None:
    """What waited is published, what was stored is looked at again, what was queued is fetched, and the sums of the run are right."""
    _make(tmp_path, script)
    with open_session(_plan(tmp_path), "news") as session:
        assert [visit.url for visit in session.ledger.queued(SITE, 9)] == [QUEUED]
        session.recorder.discover([Candidate(url_id(STORED), STORED, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW)])
        verdicts = {QUEUED: failed(Stage.FETCH, "http_500"), STORED: UNCHANGED}
        for visit in session.ledger.queued(SITE, 9):
            session.recorder.conclude(Concluded(visit, UrlKind.ARTICLE, verdicts[visit.url]))
        session.recorder.settle_rest([SITE])
        assert close_run(session, "finished", 0.0).verdicts == {"skipped:unchanged": 1, "error:http_500": 1}
        assert session.connection.execute("SELECT count(*) FROM quarantine").fetchone() == (1,)
        assert session.connection.execute("SELECT count(*) FROM runs WHERE outcome = 'killed'").fetchone() == (1,)
    assert articles(tmp_path)["url"].tolist() == [STORED]
    assert len(pages(tmp_path)) == 4 + 2


@pytest.mark.parametrize("script", LEDGERS, ids=lambda script: script.stem)
def test_old_ledger_gets_the_tables_of_a_new_one(tmp_path: Path, script: Path) -> None:
    """Migrated or made anew: the same tables, columns and indexes."""
    old = _make(tmp_path / "old", script)
    for data_dir in (tmp_path / "old", tmp_path / "new"):
        with open_session(_plan(data_dir), "news") as session:
            assert session.run_id
    assert _schema(old) == _schema(tmp_path / "new" / "state" / "ledger.sqlite3")


def test_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    """Its URLs stay, and articles of the last days are due once; older ones are not."""
    today = datetime.now(UTC)
    now, year_ago = int(today.timestamp()), int(today.timestamp()) - 365 * 86400
    with closing(open_state(tmp_path / "ledger.sqlite3")) as connection:
        migrate(connection, "crawler", MIGRATIONS[:1])
        with transaction(connection):
            connection.execute(_INSERT, ("new", "new", now - 3600, now - 3600, now - 60))
            connection.execute(_INSERT, ("old", "old", year_ago, year_ago, year_ago))
        migrate(connection, "crawler", MIGRATIONS)
        assert schema_version(connection, "crawler") == len(MIGRATIONS)
        rows = [Ledger(connection, "next").get(name) for name in ("new", "old")]
    assert [row is not None and is_due(row.memory, today) for row in rows] == [True, False]
    assert [row is not None and row.settled for row in rows] == ["stored", "stored"]


@pytest.mark.parametrize("component", ["crawler", "store"])
def test_newer_ledger_is_refused(tmp_path: Path, component: str) -> None:
    """A program that is too old says so, with both versions, and changes nothing."""
    with open_session(_plan(tmp_path), "news") as session:
        session.connection.execute("UPDATE schema_versions SET version = version + 1 WHERE component = ?", (component,))
    path = tmp_path / "state" / "ledger.sqlite3"
    before = path.read_bytes()
    refused = pytest.raises(StoreError, match=rf"the ledger's {component} tables have version \d+, this program knows \d+: upgrade it")
    with refused, open_session(_plan(tmp_path), "news"):
        pass
    assert path.read_bytes() == before


def test_newer_ledger_is_not_read(tmp_path: Path) -> None:
    """Nor do the commands that only read trust tables that they do not know."""
    with open_session(_plan(tmp_path), "news") as session:
        session.connection.execute("UPDATE schema_versions SET version = version + 1 WHERE component = 'store'")
    with pytest.raises(StoreError, match="the store tables have version"), read_state(tmp_path):
        pass


def test_old_ledger_can_be_read(tmp_path: Path) -> None:
    """Reading commands take a ledger of the first version as it is."""
    _make(tmp_path, LEDGERS[0])
    with read_state(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone()[0] == 5
