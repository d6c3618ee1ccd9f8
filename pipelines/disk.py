"""What survives a power cut: folders and files flushed to the disk, and faults of the disk as one error."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StoreError

# What SQLite reports of the file and the disk under it; every other code is a fault of the program, and stays what it is.
FAULT_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


@contextmanager
def disk_faults(path: Path) -> Iterator[None]:
    """Turns a fault of the disk or of the ledger file inside the block into a `StoreError` with the path and the free bytes."""
    try:
        with ledger_faults(path):
            yield
    except OSError as error:
        raise StoreError(f"{error.filename or path}: {error.strerror or error} ({free_bytes(path)} bytes free)") from error


@contextmanager
def ledger_faults(path: Path) -> Iterator[None]:
    """Turns a fault of the ledger file alone into a `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in FAULT_CODES:  # extended codes carry the plain one in the low byte
            raise
        raise StoreError(f"{path}: {error} ({free_bytes(path)} bytes free)") from error


def free_bytes(path: Path) -> int:
    """Bytes free on the file system that holds the path, or would hold it; 0 where nobody can say."""
    for folder in (path, *path.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return 0


def make_folder(folder: Path) -> None:
    """Makes the folder and its missing parents, each entered durably into the one above."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Waits until the file's bytes, or the folder's entries, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
