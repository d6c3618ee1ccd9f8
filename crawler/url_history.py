"""What is known of one URL: its row in the ledger, its verdict in each run, the article and its stored revisions."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.reason_words import reason_in_words
from pipelines.decisions import Decision, decisions_on, stored_rows
from pipelines.read_state import has_table
from pipelines.urls import normalize_url, registered_domain, url_id

History = dict[str, Any]

_STATE = (
    "url", "kind", "source", "depth", "state", "hold", "stage", "reason", "settled", "http_status", "published", "first_seen",
    "last_check", "next_check", "etag", "last_modified", "run_id", "request_url",
)  # fmt: skip  # those of a newer ledger too: what a table does not have is left out
_MOMENTS = frozenset({"published", "first_seen", "last_check", "next_check"})
_REVISION = (
    "fetched_at", "revision_cause", "content_hash", "extractor_version", "headline", "word_count", "extraction_status", "url", "run_id",
)  # fmt: skip
MAX_ALIASES = 10


def url_history(data_dir: Path, ledger: sqlite3.Connection, url: str) -> History:
    """All that ledger and data set say about a URL, in any of its spellings. Raises ValueError where it has no host."""
    row = _row(ledger, url_id(url))
    decisions = decisions_on(data_dir, ledger, url)
    article_id = _article_id(ledger, url_id(url), row)
    return {
        "url": url,
        "normalized_url": normalize_url(url),
        "url_id": url_id(url),
        "site": registered_domain(url),
        "seen": row is not None or bool(decisions),
        "state": _state(row) if row else None,
        "canonical": _canonical(ledger, row),
        "aliases": _aliases(ledger, url_id(url)),
        "decisions": [_decision(decision) for decision in decisions],
        "article_id": article_id,
        "revisions": _revisions(data_dir, ledger, article_id) if article_id else [],
    }


def _row(ledger: sqlite3.Connection, row_id: str) -> dict[str, Any] | None:
    if not has_table(ledger, "urls"):
        return None
    row = ledger.execute("SELECT * FROM urls WHERE id = ?", (row_id,)).fetchone()
    return dict(row) if row else None


def _state(row: dict[str, Any]) -> dict[str, Any]:
    """Where the URL stands in the run that found it last."""
    values = {name: row[name] for name in _STATE if name in row}
    return values | {name: moment_of(values[name]) for name in _MOMENTS & values.keys()} | {"meaning": reason_in_words(row["reason"])}


def _canonical(ledger: sqlite3.Connection, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """The URL that the page called its own name, with its verdict."""
    other = _row(ledger, row["canonical_id"]) if row and row["canonical_id"] and row["canonical_id"] != row["id"] else None
    return {name: other[name] for name in ("url", "state", "reason", "run_id")} if other else None


def _aliases(ledger: sqlite3.Connection, canonical_id: str) -> list[str]:
    """Some of the pages that call this URL their canonical one."""
    if not has_table(ledger, "urls"):
        return []
    query = "SELECT url FROM urls WHERE canonical_id = ? AND id != ? ORDER BY url LIMIT ?"
    return [row["url"] for row in ledger.execute(query, (canonical_id, canonical_id, MAX_ALIASES))]


def _article_id(ledger: sqlite3.Connection, own_id: str, row: dict[str, Any] | None) -> str | None:
    """The id of the article that the URL led to: its own, or that of its canonical URL; None where none is stored."""
    names = [own_id, *([row["canonical_id"]] if row and row["canonical_id"] else [])]
    is_stored = has_table(ledger, "articles")
    return next((name for name in names if is_stored and _is_article(ledger, name)), None)


def _is_article(ledger: sqlite3.Connection, article_id: str) -> bool:
    return ledger.execute("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)).fetchone() is not None


def _revisions(data_dir: Path, ledger: sqlite3.Connection, article_id: str) -> list[dict[str, Any]]:
    """The article's stored rows, oldest first."""
    (first,) = ledger.execute("SELECT min(crawl_date) FROM revisions WHERE article_id = ?", (article_id,)).fetchone()
    rows = stored_rows(data_dir, ledger, article_id, _REVISION, date.fromisoformat(first) if first else None)
    return [{name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()} for row in rows]


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "run_id": decision.run_id,
        "at": decision.at.isoformat(),
        "verdict": decision.name,
        "stage": decision.stage,
        "source": decision.source,
        "depth": decision.depth,
        "http_status": decision.http_status,
        "url": decision.url,
        "meaning": reason_in_words(decision.reason),
    }


def moment_of(seconds: int | None) -> str | None:
    """The ledger's seconds as ISO 8601, None where it has none."""
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else None
