"""The ledger for those who only look: no lock is taken, nothing is written, nothing is made that is not there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from pipelines.disk import disk_faults
from pipelines.errors import InputError

READ_TIMEOUT_S = 30.0


def ledger_path(data_dir: Path) -> Path:
    """Where the ledger of a data directory is."""
    return data_dir / "state" / "ledger.sqlite3"


@contextmanager
def read_state(data_dir: Path) -> Iterator[sqlite3.Connection]:
    """The ledger, to be read while the block runs; rows can be asked for by column. Raises InputError where there is none.

    A run may go on meanwhile. Without one there is no write-ahead log, and SQLite would leave an empty one behind if it were not
    told that the file stays as it is.
    """
    path = ledger_path(data_dir)
    if not path.is_file():
        raise InputError(f"{data_dir}: no run has been here yet (there is no {path}); name the data with -s DATA_DIR=…")
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    with (
        disk_faults(path),
        closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?{mode}", uri=True, timeout=READ_TIMEOUT_S)) as ledger,
    ):
        ledger.row_factory = sqlite3.Row
        yield ledger


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the ledger has this table: one of an older version may not."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None
