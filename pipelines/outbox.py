"""The store's tables in the ledger: rows accepted but not yet in a part file, batches and parts.

Every function runs inside the caller's transaction or is one statement; none begins or ends a transaction.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pipelines.text import visible

ZLIB_LEVEL = 3  # the payload lives for minutes


class Dataset(StrEnum):
    """The two data sets; the value is the folder's name."""

    ARTICLES = "articles"
    PAGES = "pages"


OUTBOX_TABLES = """
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: a batch is a range of it
    dataset TEXT NOT NULL,
    crawl_date TEXT NOT NULL,               -- UTC day of fetched_at
    raw_bytes INTEGER NOT NULL,             -- the payload's length before compression
    payload BLOB NOT NULL
);
CREATE INDEX outbox_size ON outbox (dataset, crawl_date, raw_bytes);
CREATE TABLE batches (
    batch INTEGER PRIMARY KEY AUTOINCREMENT,
    writer TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX batches_open ON batches (batch) WHERE NOT is_done;
CREATE TABLE parts (
    name TEXT NOT NULL,
    dataset TEXT NOT NULL,
    crawl_date TEXT NOT NULL,
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    batch INTEGER NOT NULL REFERENCES batches (batch),
    PRIMARY KEY (dataset, crawl_date, name)
) WITHOUT ROWID;
CREATE TABLE quarantine (
    seq INTEGER PRIMARY KEY,
    dataset TEXT NOT NULL,
    payload BLOB NOT NULL,
    reason TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """A publication: all outbox rows up to `last_seq`, under names that hold `writer` and `number`."""

    number: int
    writer: str
    last_seq: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part file as the manifest records it; a name is unique inside its folder."""

    name: str
    dataset: str
    crawl_date: str
    rows: int
    bytes: int
    sha256: str


def pack(row: Mapping[str, object]) -> tuple[int, bytes]:
    """The row as compressed JSON, with its length before compression.

    A value that JSON does not know goes in as its `repr`; a row that JSON refuses (a cycle, an endless integer) as the types of its values.
    """
    try:
        raw = json.dumps(row, separators=(",", ":"), default=_plain).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        raw = json.dumps({str(column): type(value).__name__ for column, value in row.items()}).encode("ascii")
    return len(raw), zlib.compress(raw, ZLIB_LEVEL)


def unpack(payload: bytes) -> dict[str, Any]:
    """The row that `pack` was given, or the rows that were packed apart and joined; dates as ISO 8601 strings."""
    row: dict[str, Any] = {}
    while payload:
        member = zlib.decompressobj()
        row |= json.loads(member.decompress(payload))
        payload = member.unused_data
    return row


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else repr(value)


def append(
    connection: sqlite3.Connection, dataset: Dataset, crawl_date: str, row: Mapping[str, object], rest: tuple[int, bytes] = (0, b"")
) -> int:
    """Adds a row to the outbox and gives its number; `rest` are columns of the row that `pack` was given elsewhere."""
    raw_bytes, payload = pack(row)
    raw_bytes, payload = raw_bytes + rest[0], payload + rest[1]
    cursor = connection.execute(
        "INSERT INTO outbox (dataset, crawl_date, raw_bytes, payload) VALUES (?, ?, ?, ?)", (dataset, crawl_date, raw_bytes, payload)
    )
    return int(cursor.lastrowid or 0)


def quarantine(connection: sqlite3.Connection, seq: int, reason: str) -> None:
    """Moves a row from the outbox into the quarantine."""
    reason = visible(reason)  # half a surrogate pair in it, and SQLite would take nothing of the page
    connection.execute(
        "INSERT INTO quarantine (seq, dataset, payload, reason) SELECT seq, dataset, payload, ? FROM outbox WHERE seq = ?", (reason, seq)
    )
    connection.execute("DELETE FROM outbox WHERE seq = ?", (seq,))


def quarantined(connection: sqlite3.Connection, run_id: str) -> list[dict[str, Any]]:
    """The rows of a run that the schema refused, oldest first: number, data set, reason and URL."""
    rows = []
    for seq, dataset, payload, reason in connection.execute("SELECT seq, dataset, payload, reason FROM quarantine ORDER BY seq"):
        row = unpack(payload)
        if row.get("run_id") == run_id:
            rows.append({"seq": seq, "dataset": dataset, "reason": reason, "url": row.get("url")})
    return rows


def waiting(connection: sqlite3.Connection) -> tuple[int, int]:
    """Rows in the outbox, and their bytes before compression; reads an index, not the rows."""
    rows, raw_bytes = connection.execute("SELECT count(*), coalesce(sum(raw_bytes), 0) FROM outbox").fetchone()
    return rows, raw_bytes


def last_seq_within(connection: sqlite3.Connection, max_rows: int, max_bytes: int) -> int | None:
    """The last number of the oldest rows that fit the limits, one row at least; None where the outbox is empty."""
    last, total = None, 0
    for seq, raw_bytes in connection.execute("SELECT seq, raw_bytes FROM outbox ORDER BY seq LIMIT ?", (max_rows,)):
        total += raw_bytes
        if last is not None and total > max_bytes:
            break
        last = seq
    return last


def open_batch(connection: sqlite3.Connection) -> Batch | None:
    """The batch that was recorded and not finished: there is one at most."""
    row = connection.execute("SELECT batch, writer, last_seq FROM batches WHERE NOT is_done ORDER BY batch").fetchone()
    return Batch(*row) if row else None


def record_batch(connection: sqlite3.Connection, writer: str, last_seq: int) -> Batch:
    """Records a batch before its first part is written."""
    cursor = connection.execute("INSERT INTO batches (writer, last_seq) VALUES (?, ?)", (writer, last_seq))
    return Batch(int(cursor.lastrowid or 0), writer, last_seq)


def groups(connection: sqlite3.Connection, batch: Batch) -> list[tuple[Dataset, str, int]]:
    """Data set, crawl day and bytes before compression of each part that the batch needs."""
    query = "SELECT dataset, crawl_date, sum(raw_bytes) FROM outbox WHERE seq <= ? GROUP BY 1, 2 ORDER BY 1, 2"
    return [(Dataset(dataset), day, raw_bytes) for dataset, day, raw_bytes in connection.execute(query, (batch.last_seq,))]


def group_rows(connection: sqlite3.Connection, batch: Batch, dataset: Dataset, crawl_date: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and row of each outbox row of one part, oldest first, read one at a time."""
    # The plus signs keep SQLite on the row numbers: by the index it would sort, and hold, all payloads first.
    query = "SELECT seq, payload FROM outbox WHERE seq <= ? AND +dataset = ? AND +crawl_date = ? ORDER BY seq"
    for seq, payload in connection.execute(query, (batch.last_seq, dataset, crawl_date)):
        yield seq, unpack(payload)


def finish_batch(connection: sqlite3.Connection, batch: Batch, parts: Sequence[Part]) -> None:
    """Takes the batch's rows out of the outbox and records its parts."""
    connection.execute("DELETE FROM outbox WHERE seq <= ?", (batch.last_seq,))
    connection.executemany(
        "INSERT INTO parts (name, dataset, crawl_date, rows, bytes, sha256, batch) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(part.name, part.dataset, part.crawl_date, part.rows, part.bytes, part.sha256, batch.number) for part in parts],
    )
    connection.execute("UPDATE batches SET is_done = 1 WHERE batch = ?", (batch.number,))
