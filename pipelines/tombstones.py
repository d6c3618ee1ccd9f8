"""What was forgotten, by hash alone: nothing of it is fetched or stored again.

No function begins or ends a transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

TOMBSTONE_TABLES = """
CREATE TABLE tombstones (
    hash TEXT PRIMARY KEY,   -- the id of an article or URL, or the hash of a site's name
    reason TEXT NOT NULL,
    day TEXT NOT NULL        -- UTC
) WITHOUT ROWID;
"""


def site_hash(site: str) -> str:
    """The name under which a whole site is forgotten: first 32 hex digits of sha256."""
    return hashlib.sha256(f"site:{site}".encode()).hexdigest()[:32]


def bury(connection: sqlite3.Connection, hashes: Iterable[str], reason: str, day: str) -> None:
    """Leaves tombstones; one that stands already keeps its reason and day."""
    connection.executemany(
        "INSERT OR IGNORE INTO tombstones (hash, reason, day) VALUES (?, ?, ?)", [(name, reason, day) for name in hashes]
    )


def is_forgotten(connection: sqlite3.Connection, url_id: str, site: str) -> bool:
    """Whether the URL or article, or its whole site, was forgotten."""
    query = "SELECT 1 FROM tombstones WHERE hash IN (?, ?) LIMIT 1"
    return connection.execute(query, (url_id, site_hash(site))).fetchone() is not None
