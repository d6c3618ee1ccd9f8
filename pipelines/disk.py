"""What survives a power cut: folders and files flushed to the disk, and faults of the disk as one error."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StoreError

AT_FDCWD = -100  # fcntl.h: paths are relative to the working directory
RENAME_EXCHANGE = 2  # linux/fs.h

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
    except BrokenPipeError:  # a reader of our output who has seen enough is no fault of the disk
        raise
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


def exchange(first: Path, second: Path) -> None:
    """Swaps two folders of one file system in one step that is done or not done, whatever happens; nobody sees a state between.

    Raises OSError, ENOTSUP where the system has no such call.
    """
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        raise OSError(errno.ENOTSUP, "this system cannot exchange two folders in one step", str(first))
    if renameat2(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(first))


def require_exchange(folder: Path, target: Path) -> None:
    """Raises StoreError where folders in `folder` cannot be exchanged with `target`; tries it with two empty ones."""
    if target.is_symlink() or target.is_mount() or folder.stat().st_dev != target.stat().st_dev:
        raise StoreError(f"{target} must be a plain folder on the file system of {folder}: only so can it be replaced in one step")
    with tempfile.TemporaryDirectory(dir=folder, prefix="probe-") as probe:
        pair = (Path(probe) / "a", Path(probe) / "b")
        for path in pair:
            path.mkdir()
        try:
            exchange(*pair)
        except OSError as error:
            raise StoreError(f"{folder}: this file system cannot exchange two folders in one step ({error.strerror})") from error


def remove_tree(folder: Path) -> None:
    """Removes a folder with all that is in it; one that is not there is no fault."""
    if folder.exists():
        shutil.rmtree(folder)
