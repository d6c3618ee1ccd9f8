"""What the ledger knows of each stored article: its latest row, and the key of every row.

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime

from pipelines.arrow_rows import Row
from pipelines.article_row import headline_hash
from pipelines.urls import registered_domain

ARTICLE_TABLES = """
CREATE TABLE articles (                     -- the latest row of each article
    article_id TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    headline_hash TEXT,
    url TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE revisions (                    -- the key of every row
    article_id TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    crawl_date TEXT NOT NULL,
    PRIMARY KEY (article_id, content_hash, extractor_version)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """The latest stored row of an article; `fetched_at` is ISO 8601, UTC, with microseconds."""

    article_id: str
    content_hash: str
    extractor_version: str
    fetched_at: str
    headline_hash: str | None
    url: str


def of_row(values: Row) -> KnownArticle:
    """What the ledger keeps of an article's row that `conform` has passed."""
    moment, headline = values["fetched_at"], values["headline"]
    return KnownArticle(
        article_id=str(values["article_id"]),
        content_hash=str(values["content_hash"]),
        extractor_version=str(values["extractor_version"]),
        fetched_at=moment.isoformat(timespec="microseconds") if isinstance(moment, datetime) else "",
        headline_hash=headline_hash(headline if isinstance(headline, str) else None),
        url=str(values["url"]),
    )


def latest(connection: sqlite3.Connection, article_id: str) -> KnownArticle | None:
    """The article's row with the greatest (fetched_at, extractor_version); None where none is stored."""
    query = "SELECT article_id, content_hash, extractor_version, fetched_at, headline_hash, url FROM articles WHERE article_id = ?"
    row = connection.execute(query, (article_id,)).fetchone()
    return KnownArticle(*row) if row else None


def has_revision(connection: sqlite3.Connection, article_id: str, content_hash: str, extractor_version: str) -> bool:
    """Whether exactly this row is stored."""
    query = "SELECT 1 FROM revisions WHERE article_id = ? AND content_hash = ? AND extractor_version = ?"
    return connection.execute(query, (article_id, content_hash, extractor_version)).fetchone() is not None


def revisions_of_day(connection: sqlite3.Connection, article_id: str, crawl_date: str) -> int:
    """How many rows of the article were fetched on that UTC day."""
    query = "SELECT count(*) FROM revisions WHERE article_id = ? AND crawl_date = ?"
    return int(connection.execute(query, (article_id, crawl_date)).fetchone()[0])


def remember(connection: sqlite3.Connection, article: KnownArticle, crawl_date: str) -> None:
    """Records the row's key, and the row as the article's latest unless a later one is known."""
    connection.execute(
        "INSERT INTO revisions (article_id, content_hash, extractor_version, crawl_date) VALUES (?, ?, ?, ?)",
        (article.article_id, article.content_hash, article.extractor_version, crawl_date),
    )
    connection.execute(
        "INSERT INTO articles (article_id, content_hash, extractor_version, fetched_at, headline_hash, url) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET content_hash = excluded.content_hash, extractor_version = excluded.extractor_version,"
        " fetched_at = excluded.fetched_at, headline_hash = excluded.headline_hash, url = excluded.url"
        " WHERE (excluded.fetched_at, excluded.extractor_version) >= (fetched_at, extractor_version)",
        astuple(article),
    )


def remove(connection: sqlite3.Connection, article_ids: Iterable[str], site: str | None = None) -> None:
    """Forgets articles, and those of a whole site."""
    ids = set(article_ids)
    if site is not None:
        rows = connection.execute("SELECT article_id, url FROM articles WHERE instr(url, ?)", (site,))
        ids |= {article_id for article_id, url in rows if registered_domain(url) == site}
    for table in ("articles", "revisions"):
        connection.executemany(f"DELETE FROM {table} WHERE article_id = ?", [(article_id,) for article_id in ids])  # noqa: S608
