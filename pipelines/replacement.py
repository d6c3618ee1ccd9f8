"""Parts of the data set replaced by others in one step: readers see the old ones or the new ones, whatever kills the process.

The new folder is built below `state/replaced/NUMBER/`, at the path that the old one has below the data directory, and flushed. Then
the intent is recorded, the two are exchanged in one atomic step, and one transaction enters the new parts in the manifest. The old
folder stays where the new one was built, for readers that opened it before. What is found half-done at the next start is finished
or, where nothing was exchanged yet and nothing is lost by it, taken back.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.disk import disk_faults, exchange, make_folder, remove_tree, sync
from pipelines.errors import StoreError
from pipelines.manifest import part_path, swap_parts
from pipelines.outbox import Part
from pipelines.state import transaction

logger = logging.getLogger(__name__)

KEEP_REPLACED_S = 24 * 3600  # readers that began before the exchange have this long to finish

REPLACEMENT_TABLES = """
CREATE TABLE replacements (              -- folders of the data set that are exchanged, or were
    number INTEGER PRIMARY KEY REFERENCES batches (batch),
    cause TEXT NOT NULL,
    paths TEXT NOT NULL,                 -- JSON: the folders, relative to the data directory
    gone TEXT NOT NULL,                  -- JSON: the parts that leave the manifest
    new TEXT NOT NULL,                   -- JSON: the parts that take their place
    done_at INTEGER                      -- null: recorded, perhaps exchanged, not in the manifest
);
"""


class Cause(StrEnum):
    """Why folders are replaced."""

    COMPACT = "compact"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Replacement:
    """New folders that take the place of old ones; `gone` and `new` are the parts in which they differ."""

    number: int
    cause: Cause
    paths: tuple[str, ...]
    gone: tuple[Part, ...]
    new: tuple[Part, ...]


def building_folder(data_dir: Path, number: int) -> Path:
    """Where the new folders are built, and the old ones stay."""
    return data_dir / "state" / "replaced" / str(number)


@contextmanager
def building(data_dir: Path, number: int) -> Iterator[Path]:
    """The folder to build in; removed again where that fails, since a torn file would only keep the disk full."""
    folder = building_folder(data_dir, number)
    make_folder(folder)
    try:
        yield folder
    except BaseException:
        remove_tree(folder)
        raise


def sync_built(folder: Path, files: Iterable[Path]) -> None:
    """Flushes the new files, and all folders in `folder`, to the disk."""
    for path in files:
        sync(path)
    for parent, _, _ in os.walk(folder):
        sync(Path(parent))


def record(connection: sqlite3.Connection, replacement: Replacement) -> None:
    """Records the intent, inside the caller's transaction: everything that is built must be on the disk."""
    parts = (json.dumps([astuple(part) for part in parts]) for parts in (replacement.gone, replacement.new))
    connection.execute(
        "INSERT INTO replacements (number, cause, paths, gone, new) VALUES (?, ?, ?, ?, ?)",
        (replacement.number, replacement.cause, json.dumps(replacement.paths), *parts),
    )


def carry_out(data_dir: Path, connection: sqlite3.Connection, replacement: Replacement) -> None:
    """Exchanges what is not exchanged yet, and brings the manifest up to date; safe to repeat."""
    for path in replacement.paths:
        built = building_folder(data_dir, replacement.number) / path
        if not _is_exchanged(data_dir, replacement, path):
            exchange(data_dir / path, built)
        sync((data_dir / path).parent)
        sync(built.parent)
    with transaction(connection):
        swap_parts(connection, replacement.gone, replacement.new, replacement.number)
        connection.execute("UPDATE replacements SET done_at = ? WHERE number = ?", (int(time.time()), replacement.number))


def finish_replacements(data_dir: Path, connection: sqlite3.Connection) -> None:
    """Ends what a killed process left: finished where readers may have seen it, else taken back. Then removes what nobody reads."""
    with disk_faults(data_dir):
        for replacement in list(_open(connection)):
            is_begun = any(_is_exchanged(data_dir, replacement, path) for path in replacement.paths)
            if is_begun or replacement.cause is Cause.FORGET:  # what was to be forgotten is gone from the ledger already
                carry_out(data_dir, connection, replacement)
                logger.warning("scrapy %s was cut off and is finished now", replacement.cause)
            else:
                _delete(connection, replacement.number)
                logger.warning("scrapy %s was cut off before readers saw anything of it, and is taken back", replacement.cause)
        erase_forgotten(data_dir, connection)
        _remove_unread(data_dir, connection)


def erase_forgotten(data_dir: Path, connection: sqlite3.Connection) -> None:
    """After a `forget`: removes the old folders at once, and what the ledger's file still holds of deleted rows.

    Old folders of compactions may hold the same rows: they go, too. Raises StoreError where a reader keeps the ledger's log alive.
    """
    numbers = [row[0] for row in connection.execute("SELECT number FROM replacements WHERE cause = ?", (Cause.FORGET,))]
    if not numbers:
        return
    remove_tree(data_dir / "state" / "replaced")
    connection.execute("VACUUM")  # deleted rows stay in free pages until they are written over
    (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreError(
            f"{data_dir}: another process reads the ledger, so its log still holds what was forgotten; the next start removes it"
        )
    for number in numbers:
        _delete(connection, number)


def coming_parts(connection: sqlite3.Connection) -> list[Part]:
    """Parts that readers may see already, though the manifest does not have them yet."""
    is_known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'replacements'").fetchone()  # a reader migrates nothing
    return [part for replacement in _open(connection) for part in replacement.new] if is_known else []


def _is_exchanged(data_dir: Path, replacement: Replacement, path: str) -> bool:
    """Whether the new folder is in its place: then no part that goes is there any more."""
    gone = [part_path(part) for part in replacement.gone]
    return not any((data_dir / part).exists() for part in gone if part.is_relative_to(path))


def _open(connection: sqlite3.Connection) -> Iterator[Replacement]:
    rows = connection.execute("SELECT number, cause, paths, gone, new FROM replacements WHERE done_at IS NULL ORDER BY number")
    for number, cause, paths, gone, new in rows:
        old_parts, new_parts = (tuple(Part(*part) for part in json.loads(parts)) for parts in (gone, new))
        yield Replacement(number, Cause(cause), tuple(json.loads(paths)), old_parts, new_parts)


def _delete(connection: sqlite3.Connection, number: int) -> None:
    with transaction(connection):
        connection.execute("DELETE FROM replacements WHERE number = ?", (number,))


def _remove_unread(data_dir: Path, connection: sqlite3.Connection) -> None:
    """Removes old folders after their time, and folders whose building was cut off."""
    folder = data_dir / "state" / "replaced"
    begin = int(time.time()) - KEEP_REPLACED_S
    kept = {str(row[0]) for row in connection.execute("SELECT number FROM replacements WHERE done_at >= ?", (begin,))}
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.name not in kept:
            remove_tree(path)
    if connection.execute("SELECT 1 FROM replacements WHERE done_at < ?", (begin,)).fetchone():
        with transaction(connection):
            connection.execute("DELETE FROM replacements WHERE done_at < ?", (begin,))
