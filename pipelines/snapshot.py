"""The data set as a reader sees it that must be exact: the parts of the manifest at one moment, found also while a folder is replaced."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.disk import disk_faults
from pipelines.errors import InputError, StoreError
from pipelines.manifest import part_path
from pipelines.outbox import Part
from pipelines.state import open_to_read, schema_version
from pipelines.store import MIGRATIONS


def ledger_path(data_dir: Path) -> Path:
    """The ledger of a data directory. Raises InputError where there is none."""
    path = data_dir / "state" / "ledger.sqlite3"
    if not path.is_file():
        raise InputError(f"no store in {data_dir}: there is no {path}; set DATA_DIR, or crawl first")
    return path


def open_reading(data_dir: Path) -> sqlite3.Connection:
    """The ledger for reading, without a lock. Raises InputError where there is none, StoreError where a newer program wrote it."""
    path = ledger_path(data_dir)
    with disk_faults(path):
        connection = open_to_read(path)
        version = schema_version(connection, "store")
    if not 0 < version <= len(MIGRATIONS):
        connection.close()
        raise StoreError(f"{path}: the store tables have version {version}, this program knows 1 to {len(MIGRATIONS)}: upgrade it")
    return connection


def locate(data_dir: Path, part: Part) -> Path:
    """Where the part's file lies now: in the data set, or in the folder that was exchanged for a newer one within the last day.

    Raises StoreError where it is in neither.
    """
    path = data_dir / part_path(part)
    if path.exists():
        return path
    for folder in (data_dir / "state" / "replaced").glob("*"):
        if (folder / part_path(part)).exists():
            return folder / part_path(part)
    raise StoreError(f"{path} is missing; scrapy verify says what to do")
