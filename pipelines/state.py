"""The ledger file: one SQLite database with versioned tables, and the lock that keeps a second writer out."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from pipelines.disk import disk_faults, ledger_faults, make_folder, sync
from pipelines.errors import StoreError, StoreLockedError

BUSY_TIMEOUT_S = 30.0  # a reader's checkpoint or backup can hold the file for seconds; writers exclude each other by `lock_store`
MAX_IDLE_WAL_BYTES = 64 * 2**20  # the log is cut back to this after a checkpoint: one publication's worth
LOCK_POLL_S = 0.1


def open_state(path: Path) -> sqlite3.Connection:
    """The ledger, made if missing: write-ahead log, every commit flushed to the disk, transactions only where the caller begins one.

    Raises `StoreError` where the file cannot be opened, is no ledger, or lies on a file system without write-ahead logs.
    """
    with disk_faults(path):
        make_folder(path.parent)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        try:
            _configure(connection, path)
        except BaseException:
            connection.close()
            raise
        sync(path.parent)
    return connection


def open_to_read(path: Path, *, stays: bool = False) -> sqlite3.Connection:
    """A ledger that is there, for reading only; needs no lock. Raises `StoreError` where it cannot be opened.

    Where the file `stays` as it is, nothing is written beside it either.
    """
    name = f"file:{quote(str(path.resolve()))}?{'immutable=1' if stays else 'mode=ro'}"
    with disk_faults(path):
        return sqlite3.connect(name, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _configure(connection: sqlite3.Connection, path: Path) -> None:
    """Sets what SQLite forgets when a connection closes, and makes the table of schema versions."""
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StoreError(f"{path}: this file system cannot hold a write-ahead log; put DATA_DIR on a local disk")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {MAX_IDLE_WAL_BYTES}")
    connection.execute("CREATE TABLE IF NOT EXISTS schema_versions (component TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: committed at the end of the block, rolled back when the block raises.

    A full disk or a damaged ledger is a `StoreError`; then nothing of the block is stored.
    """
    with ledger_faults(_path(connection)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite rolls back by itself when the disk is full
                connection.execute("ROLLBACK")
            raise


def _path(connection: sqlite3.Connection) -> Path:
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def migrate(connection: sqlite3.Connection, component: str, migrations: Sequence[str]) -> None:
    """Brings the component's tables to version len(migrations), one transaction for each script.

    A migration is never edited once released: append the next one. Raises `StoreError` where the ledger was written by a newer version.
    """
    version = schema_version(connection, component)
    if version > len(migrations):
        raise StoreError(f"the ledger's {component} tables have version {version}, this program knows {len(migrations)}: upgrade it")
    for number, script in enumerate(migrations[version:], start=version + 1):
        with transaction(connection):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute("INSERT OR REPLACE INTO schema_versions VALUES (?, ?)", (component, number))


def schema_version(connection: sqlite3.Connection, component: str) -> int:
    """The version of the component's tables, 0 where there are none."""
    row = connection.execute("SELECT version FROM schema_versions WHERE component = ?", (component,)).fetchone()
    return int(row[0]) if row else 0


def _statements(script: str) -> Iterator[str]:
    """The script's statements one by one: `executescript` would commit the transaction around them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"a migration ends in the middle of a statement: {statement.strip()[:80]!r}")


@contextmanager
def lock_store(data_dir: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Holds the store for one writer; readers need no lock. The kernel frees it when the process dies, however it dies.

    Waits up to `wait_s` seconds, then raises `StoreLockedError` with the holder's process id.
    """
    path = data_dir / "state" / "lock"
    with disk_faults(path):
        make_folder(path.parent)
        handle = path.open("a+", encoding="ascii")
    with handle:
        _acquire(handle, data_dir, wait_s)
        with disk_faults(path):
            _write_pid(handle, str(os.getpid()))
        try:
            yield
        finally:
            handle.truncate(0)


def _acquire(handle: IO[str], data_dir: Path, wait_s: float) -> None:
    """Takes the lock, or raises when the time is up."""
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                handle.seek(0)
                holder = handle.read().strip() or "unknown"
                raise StoreLockedError(f"{data_dir} is in use by another run, process {holder}") from error
            time.sleep(LOCK_POLL_S)
        else:
            return


def _write_pid(handle: IO[str], pid: str) -> None:
    handle.truncate(0)
    handle.write(pid)
    handle.flush()
