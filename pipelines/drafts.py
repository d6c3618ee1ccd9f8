"""Rows of one batch -> part files outside the data set: written and flushed, in any process, seen by no reader.

A draft's name is never used twice, so that a process which outlives its crawl for a moment cannot write into another one's file.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import outbox
from pipelines.disk import disk_faults, free_bytes, make_folder, sync
from pipelines.errors import StoreError
from pipelines.manifest import batch_id, day_folder, part_name
from pipelines.outbox import Batch, Dataset, Part
from pipelines.parquet import ARTICLE_SCHEMA, PAGE_SCHEMA, PartInfo, write_part
from pipelines.state import open_to_read
from pipelines.urls import URL_RULE_VERSION
from pipelines.version import EXTRACTOR_VERSION, LABELLER_VERSION

SCHEMAS = {Dataset.ARTICLES: ARTICLE_SCHEMA, Dataset.PAGES: PAGE_SCHEMA}
CHECKED = frozenset({"blocks"})  # no row enters the outbox unchecked
DRAFT_SUFFIX = ".tmp"  # after .parquet, so that no reader's pattern takes it for a part

OnStep = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Draft:
    """A part file that is on the disk but not yet in the data set, and number and reason of each row that is not in it.

    A draft without rows has no file.
    """

    path: Path
    part: Part
    rejected: tuple[tuple[int, str], ...] = ()


def draft_apart(data_dir: Path, batch: Batch) -> list[Draft]:
    """As `write_drafts`, with a connection of its own that only reads: for a process beside the one that holds the store."""
    with closing(open_to_read(data_dir / "state" / "ledger.sqlite3")) as connection:
        return write_drafts(data_dir, connection, batch)


def write_drafts(data_dir: Path, connection: sqlite3.Connection, batch: Batch, on_step: OnStep = lambda _: None) -> list[Draft]:
    """The batch's part files. `on_step` is told "before STEP" and "after STEP" of each step. Raises StoreError on faults of the disk."""
    with disk_faults(data_dir):
        groups = outbox.groups(connection, batch)
        return [_draft(data_dir, connection, batch, group, on_step) for group in groups]


def remove_drafts(data_dir: Path) -> None:
    """Removes what a killed publication left outside the data set."""
    for path in sorted(_folder(data_dir).glob(f"*{DRAFT_SUFFIX}")):
        path.unlink()


def _draft(data_dir: Path, connection: sqlite3.Connection, batch: Batch, group: tuple[Dataset, str, int], on_step: OnStep) -> Draft:
    dataset, crawl_date, raw_bytes = group
    name = part_name(batch.writer, batch.number, crawl_date)
    path = _folder(data_dir) / f"{dataset}-{name}.{secrets.token_hex(4)}{DRAFT_SUFFIX}"
    seqs: list[int] = []
    with disk_faults(data_dir / day_folder(dataset, crawl_date) / name):
        make_folder(path.parent)
        _refuse_full_disk(path.parent, raw_bytes)
        try:
            info = _write(path, _noting(outbox.group_rows(connection, batch, dataset, crawl_date), seqs), dataset, batch, on_step)
        except OSError:
            path.unlink(missing_ok=True)  # a torn file would only keep the disk full
            raise
    part = Part(name, dataset, crawl_date, info.rows, info.bytes, info.sha256)
    return Draft(path, part, tuple((seqs[row.index], row.reason) for row in info.rejected))


def _write(path: Path, rows: Iterator[dict[str, Any]], dataset: Dataset, batch: Batch, on_step: OnStep) -> PartInfo:
    metadata = {
        "extractor_version": EXTRACTOR_VERSION,
        "model_version": LABELLER_VERSION,
        "url_rule_version": str(URL_RULE_VERSION),
        "batch_id": batch_id(batch.writer, batch.number),
    }
    on_step("before part_write")
    info = write_part(path, rows, SCHEMAS[dataset], metadata, CHECKED)
    on_step("after part_write")
    if info.rows:
        on_step("before part_fsync")
        sync(path)
        on_step("after part_fsync")
    return info


def _folder(data_dir: Path) -> Path:
    return data_dir / "state" / "tmp"


def _refuse_full_disk(folder: Path, needed_bytes: int) -> None:
    """Stops before a part that may not fit; as Parquet the rows take a fraction of what they take as JSON."""
    free = free_bytes(folder)
    if free < needed_bytes:
        raise StoreError(f"{folder}: too little space: {free} bytes free, {needed_bytes} needed for the next part")


def _noting(numbered: Iterator[tuple[int, dict[str, Any]]], seqs: list[int]) -> Iterator[dict[str, Any]]:
    """The rows alone; their numbers go into `seqs`, place by place."""
    for seq, row in numbered:
        seqs.append(seq)
        yield row
