"""The whole store, checked: every file of the manifest, every file that readers see, and the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.disk import disk_faults
from pipelines.errors import StoreError
from pipelines.manifest import list_parts, part_name, part_path
from pipelines.outbox import Dataset, Part
from pipelines.part_check import Check, Fault, check_part
from pipelines.replacement import coming_parts
from pipelines.snapshot import locate

_RESTORE = "restore this file from a backup; without one move it out of the data set, so that readers work again: the rows in it are lost"
_REPORT = "a fault of the program that wrote it: report it, and keep the file"
ADVICE = {
    Check.MISSING: "restore this file from a backup; without one the rows in it are lost",
    Check.SHA256: _RESTORE,
    Check.PAGES: _RESTORE,
    Check.ROWS: _REPORT,
    Check.SCHEMA: "written by a newer program, or not by this one: upgrade, or restore the file from a backup",
    Check.ORDER: _REPORT,
    Check.CRAWL_DATE: _REPORT,
    Check.BLOCKS: _REPORT,
    Check.ROW_KEY: "readers count this row twice: restore state/, articles/ and pages/ from one backup, or report it",
    Check.STRAY: "the ledger does not know this file, but readers count it: move it out of the data set",
    Check.LEDGER: "restore state/, articles/ and pages/ from one backup",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and what is wrong."""

    parts: int
    rows: int
    bytes: int
    faults: tuple[Fault, ...]


def verify(data_dir: Path, connection: sqlite3.Connection, progress: Callable[[int, int], None]) -> Report:
    """Checks everything; takes no lock, so a crawl may go on meanwhile. `progress` hears of files done and in all."""
    with disk_faults(data_dir):
        faults = _check_ledger(data_dir, connection)
        if faults:  # what the manifest says cannot be trusted
            return Report(0, 0, 0, tuple(faults))
        parts = list_parts(connection)
        keys: list[np.ndarray] = []
        for number, part in enumerate(parts):
            progress(number, len(parts))
            try:
                path = locate(data_dir, part)
            except StoreError:
                faults.append(Fault(Check.MISSING, str(data_dir / part_path(part)), f"{part.rows} rows"))
                continue
            checked = check_part(part, path)
            faults += checked.faults
            keys.append(checked.keys)
        faults += _repeated_keys(parts, keys, data_dir)
        known_now = list_parts(connection)
        faults = [fault for fault in faults if not _is_outdated(fault, parts, known_now, data_dir)]
        faults += _strays(data_dir, connection, {part_path(part) for part in (*parts, *known_now, *coming_parts(connection))})
    return Report(len(parts), sum(part.rows for part in parts), sum(part.bytes for part in parts), tuple(faults))


def _check_ledger(data_dir: Path, connection: sqlite3.Connection) -> list[Fault]:
    path = str(data_dir / "state" / "ledger.sqlite3")
    try:
        answers = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        answers = [str(error)]
    return [] if answers == ["ok"] else [Fault(Check.LEDGER, path, " ".join(answers[0].split()))]


def _repeated_keys(parts: list[Part], keys: list[np.ndarray], data_dir: Path) -> list[Fault]:
    """A fault for the data set of articles where two rows have one key."""
    everything = np.sort(np.concatenate([np.empty(0, dtype=np.uint64), *keys]))
    repeated = int(np.count_nonzero(everything[1:] == everything[:-1]))
    return (
        [Fault(Check.ROW_KEY, str(data_dir / Dataset.ARTICLES), f"{repeated} rows repeat the key of another")] if repeated and parts else []
    )


def _is_outdated(fault: Fault, parts: list[Part], known_now: list[Part], data_dir: Path) -> bool:
    """Whether the fault is of a file that left the manifest while we read."""
    gone = {str(data_dir / part_path(part)) for part in set(parts) - set(known_now)}
    return fault.path in gone


def _strays(data_dir: Path, connection: sqlite3.Connection, known: set[Path]) -> list[Fault]:
    """Files that readers see and the manifest does not have; those of a publication under way, or cut off, are no fault."""
    unfinished = connection.execute("SELECT writer, batch FROM batches WHERE NOT is_done").fetchall()
    strays = []
    for path in sorted(path for dataset in Dataset for path in (data_dir / dataset).rglob("*") if not path.is_dir()):
        relative = path.relative_to(data_dir)
        is_hidden = any(name.startswith((".", "_")) for name in relative.parts)
        day = relative.parent.name.removeprefix("crawl_date=")
        is_coming = relative.name in {part_name(writer, batch, day) for writer, batch in unfinished}
        if relative not in known and not is_hidden and not is_coming and path.exists():
            strays.append(Fault(Check.STRAY, str(path), f"{path.stat().st_size} bytes"))
    return strays
