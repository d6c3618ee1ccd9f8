"""The part files of a day that is over -> one file, with the same rows in the order of site and time."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.disk import disk_faults, free_bytes, make_folder, require_exchange
from pipelines.drafts import SCHEMAS
from pipelines.errors import InputError, StoreError
from pipelines.manifest import batch_id, day_folder, list_parts, part_name, part_path, take_batch_number
from pipelines.merge import Source, merge_parts
from pipelines.outbox import Dataset, Part
from pipelines.replacement import Cause, Replacement, building, carry_out, record, sync_built
from pipelines.state import transaction


@dataclass(frozen=True, slots=True)
class Compaction:
    """One day of one data set, before and, once it is done, after."""

    dataset: Dataset
    crawl_date: str
    old: tuple[Part, ...]
    new: Part | None = None

    @property
    def rows(self) -> int:
        """Rows of the day: as many after as before."""
        return sum(part.rows for part in self.old)

    @property
    def old_bytes(self) -> int:
        """Bytes of the files that are merged."""
        return sum(part.bytes for part in self.old)


def plan_compactions(connection: sqlite3.Connection, crawl_date: str | None = None, today: date | None = None) -> list[Compaction]:
    """The closed days, or the one that is named, that lie in more than one file; oldest first.

    Raises InputError where the named day is not over yet in UTC, or holds nothing.
    """
    now = (today or datetime.now(UTC).date()).isoformat()
    days = _days(connection)
    if crawl_date is not None:
        if crawl_date >= now:
            raise InputError(f"{crawl_date} is not over yet: its files still come")
        if crawl_date not in {day for _, day in days}:
            raise InputError(f"no part of {crawl_date} is in the data set")
    wanted = [(dataset, day) for dataset, day in days if day < now and crawl_date in (None, day)]
    planned = (Compaction(dataset, day, tuple(list_parts(connection, dataset, day))) for dataset, day in wanted)
    return [compaction for compaction in planned if len(compaction.old) > 1]


def compact(data_dir: Path, connection: sqlite3.Connection, planned: list[Compaction]) -> Iterator[Compaction]:
    """Carries out what is planned, day by day, and gives each day when it is done. The caller holds the store, recovered.

    Raises StoreError where a part is damaged, the disk is full or cannot exchange folders: that day and the later ones stay as they were.
    """
    writer = secrets.token_hex(4)
    with disk_faults(data_dir):
        for compaction in planned:
            yield _compact_day(data_dir, connection, compaction, writer)


def _days(connection: sqlite3.Connection) -> list[tuple[Dataset, str]]:
    rows = connection.execute("SELECT DISTINCT dataset, crawl_date FROM parts ORDER BY crawl_date, dataset")
    return [(Dataset(dataset), day) for dataset, day in rows]


def _compact_day(data_dir: Path, connection: sqlite3.Connection, compaction: Compaction, writer: str) -> Compaction:
    path = day_folder(compaction.dataset, compaction.crawl_date)
    with transaction(connection):
        number = take_batch_number(connection, writer)
    with building(data_dir, number) as folder:
        require_exchange(folder.parent, data_dir / path)
        _refuse_full_disk(folder, compaction.old_bytes)
        make_folder(folder / path)
        new = _merge(data_dir, compaction, folder / path, writer, number)
        sync_built(folder, [folder / part_path(new)])
    replacement = Replacement(number, Cause.COMPACT, (str(path),), compaction.old, (new,))
    with transaction(connection):
        record(connection, replacement)
    carry_out(data_dir, connection, replacement)
    return Compaction(compaction.dataset, compaction.crawl_date, compaction.old, new)


def _merge(data_dir: Path, compaction: Compaction, folder: Path, writer: str, number: int) -> Part:
    """Writes the day's rows to one new file."""
    dataset, day = compaction.dataset, compaction.crawl_date
    name = part_name(writer, number, day)
    sources = [Source(data_dir / part_path(part)) for part in compaction.old]
    info = merge_parts(sources, folder / name, SCHEMAS[dataset], {"batch_id": batch_id(writer, number)})
    if info.rows != compaction.rows:
        raise StoreError(f"{day_folder(dataset, day)}: {info.rows} rows where the manifest says {compaction.rows}; scrapy verify says more")
    return Part(name, dataset, day, info.rows, info.bytes, info.sha256)


def _refuse_full_disk(folder: Path, needed_bytes: int) -> None:
    free = free_bytes(folder)
    if free < needed_bytes:
        raise StoreError(f"{folder}: too little space: {free} bytes free, {needed_bytes} needed to write the day anew")
