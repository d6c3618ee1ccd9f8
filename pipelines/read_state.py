"""The ledger for those who only look: no lock is taken, nothing is made that is not there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipelines.disk import disk_faults
from pipelines.errors import InputError, StoreError
from pipelines.state import open_to_read, schema_version
from pipelines.store import MIGRATIONS


def ledger_path(data_dir: Path) -> Path:
    """Where the ledger of a data directory is."""
    return data_dir / "state" / "ledger.sqlite3"


def existing_ledger(data_dir: Path) -> Path:
    """The ledger of a data directory. Raises InputError where there is none."""
    path = ledger_path(data_dir)
    if not path.is_file():
        raise InputError(f"no store in {data_dir}, no run has been here yet: there is no {path}; name the data with -s DATA_DIR=…")
    return path


@contextmanager
def read_state(data_dir: Path, *, is_brief: bool = False) -> Iterator[sqlite3.Connection]:
    """The ledger, to be read while the block runs; rows can be asked for by column. A run may go on, or begin, meanwhile.

    A brief look asks with `has_table` first, and leaves no trace: where no write-ahead log is, SQLite is told that the file stays as it
    is, else it would leave an empty log behind. Raises InputError where there is no ledger, StoreError where a newer program wrote it.
    """
    path = existing_ledger(data_dir)
    stays = (is_brief or not os.access(path.parent, os.W_OK)) and not path.with_name(f"{path.name}-wal").exists()
    with disk_faults(path), closing(open_to_read(path, stays=stays)) as ledger:
        version = schema_version(ledger, "store")
        if not (0 if is_brief else 1) <= version <= len(MIGRATIONS):
            raise StoreError(f"{path}: the store tables have version {version}, this program knows 1 to {len(MIGRATIONS)}: upgrade it")
        ledger.row_factory = sqlite3.Row
        yield ledger


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the ledger has this table: one of an older version may not."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None
