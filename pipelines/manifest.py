"""The manifest: which part files are the data set, as the ledger records them.

Nothing here begins or ends a transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from pipelines.outbox import Dataset, Part

_COLUMNS = "name, dataset, crawl_date, rows, bytes, sha256"


def list_parts(connection: sqlite3.Connection, dataset: Dataset | None = None, crawl_date: str | None = None) -> list[Part]:
    """The parts of a data set and a day, or of all, in the order of their days and batches."""
    query = (
        f"SELECT {_COLUMNS} FROM parts WHERE (? IS NULL OR dataset = ?) AND (? IS NULL OR crawl_date = ?)"  # noqa: S608  # names of this file
        " ORDER BY dataset, crawl_date, batch, name"
    )
    return [Part(*row) for row in connection.execute(query, (dataset, dataset, crawl_date, crawl_date))]


def part_name(writer: str, batch: int, crawl_date: str) -> str:
    """The name of a batch's part, which no other batch has."""
    return f"part-{writer}-{batch:06d}-{crawl_date}.parquet"


def batch_id(writer: str, batch: int) -> str:
    """The batch as a part's metadata names it."""
    return f"{writer}-{batch:06d}"


def part_path(part: Part) -> Path:
    """Where the part lies, relative to the data directory."""
    return day_folder(part.dataset, part.crawl_date) / part.name


def day_folder(dataset: str, crawl_date: str) -> Path:
    """The folder of one day, relative to the data directory."""
    return Path(dataset) / f"crawl_date={crawl_date}"


def swap_parts(connection: sqlite3.Connection, gone: Sequence[Part], new: Sequence[Part], batch: int) -> None:
    """Takes parts out of the manifest and enters those that a batch brings in their place."""
    connection.executemany(
        "DELETE FROM parts WHERE dataset = ? AND crawl_date = ? AND name = ?", [(part.dataset, part.crawl_date, part.name) for part in gone]
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO parts ({_COLUMNS}, batch) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # names of this file
        [(*astuple(part), batch) for part in new],
    )


def take_batch_number(connection: sqlite3.Connection, writer: str) -> int:
    """A batch number for parts that come from other parts, not from the outbox; such a batch is never open."""
    cursor = connection.execute("INSERT INTO batches (writer, last_seq, is_done) VALUES (?, 0, 1)", (writer,))
    return int(cursor.lastrowid or 0)
