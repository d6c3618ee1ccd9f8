"""One batch of the outbox -> part files: every step of the protocol in its order, safe to repeat from the start."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import outbox
from pipelines.disk import disk_faults, free_bytes, make_folder, sync
from pipelines.errors import StoreError
from pipelines.outbox import Batch, Dataset, Part
from pipelines.parquet import ARTICLE_SCHEMA, PAGE_SCHEMA, PartInfo, write_part
from pipelines.state import transaction
from pipelines.urls import URL_RULE_VERSION
from pipelines.version import EXTRACTOR_VERSION, LABELLER_VERSION

logger = logging.getLogger(__name__)

SCHEMAS = {Dataset.ARTICLES: ARTICLE_SCHEMA, Dataset.PAGES: PAGE_SCHEMA}
CHECKED = frozenset({"blocks"})  # no row enters the outbox unchecked
TEMPORARY_SUFFIX = ".tmp"  # after .parquet, so that no reader's pattern takes it for a part


@dataclass(frozen=True, slots=True)
class Publisher:
    """Where batches go. `on_step` is told "before STEP" and "after STEP" of each step that the disk must keep."""

    data_dir: Path
    connection: sqlite3.Connection
    on_step: Callable[[str], None]

    def start_batch(self, writer: str, last_seq: int) -> Batch:
        """Records the batch, so that every later start knows its names and its rows."""
        with self._step("batch_commit"), transaction(self.connection):
            return outbox.record_batch(self.connection, writer, last_seq)

    def publish_batch(self, batch: Batch) -> int:
        """Writes the batch's parts, then takes its rows out of the outbox; gives the number of rows that readers see now."""
        parts: list[Part] = []
        rejected: list[tuple[int, str]] = []
        for dataset, crawl_date, raw_bytes in outbox.groups(self.connection, batch):
            part, bad = self._write(batch, dataset, crawl_date, raw_bytes)
            rejected += bad
            parts += [part] if part.rows else []
        with self._step("commit"), transaction(self.connection):
            for seq, reason in rejected:
                outbox.quarantine(self.connection, seq, reason)
            outbox.finish_batch(self.connection, batch, parts)
        for seq, reason in rejected:
            logger.warning("row %d is in quarantine: %s; scrapy runs show lists it", seq, reason)
        return sum(part.rows for part in parts)

    def remove_temporaries(self) -> None:
        """Removes what a killed publication left outside the data set."""
        for path in sorted(_temporary_folder(self.data_dir).glob(f"*.parquet{TEMPORARY_SUFFIX}")):
            path.unlink()

    def _write(self, batch: Batch, dataset: Dataset, crawl_date: str, raw_bytes: int) -> tuple[Part, list[tuple[int, str]]]:
        """One part of the batch, visible and on the disk; with number and reason of each row that is not in it."""
        name = part_name(batch.writer, batch.number, crawl_date)
        temporary = _temporary_folder(self.data_dir) / f"{dataset}-{name}{TEMPORARY_SUFFIX}"
        target = self.data_dir / dataset / f"crawl_date={crawl_date}" / name
        with disk_faults(target):
            make_folder(temporary.parent)
            _refuse_full_disk(temporary.parent, raw_bytes)
            seqs: list[int] = []
            rows = _noting(outbox.group_rows(self.connection, batch, dataset, crawl_date), seqs)
            try:
                info = self._write_temporary(temporary, rows, dataset, batch)
                self._move(temporary, target, info)
            except OSError:
                temporary.unlink(missing_ok=True)  # a torn file would only keep the disk full
                raise
        part = Part(name, dataset, crawl_date, info.rows, info.bytes, info.sha256)
        return part, [(seqs[row.index], row.reason) for row in info.rejected]

    def _write_temporary(self, path: Path, rows: Iterator[dict[str, Any]], dataset: Dataset, batch: Batch) -> PartInfo:
        metadata = {
            "extractor_version": EXTRACTOR_VERSION,
            "model_version": LABELLER_VERSION,
            "url_rule_version": str(URL_RULE_VERSION),
            "batch_id": batch_id(batch.writer, batch.number),
        }
        with self._step("part_write"):
            info = write_part(path, rows, SCHEMAS[dataset], metadata, CHECKED)
        if info.rows:
            with self._step("part_fsync"):
                sync(path)
        return info

    def _move(self, temporary: Path, target: Path, info: PartInfo) -> None:
        if not info.rows:
            return
        make_folder(target.parent)
        with self._step("rename"):
            temporary.replace(target)
        with self._step("folder_fsync"):
            sync(target.parent)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.on_step(f"before {name}")
        yield
        self.on_step(f"after {name}")


def part_name(writer: str, batch: int, crawl_date: str) -> str:
    """The name of a batch's part, which no other batch has."""
    return f"part-{writer}-{batch:06d}-{crawl_date}.parquet"


def batch_id(writer: str, batch: int) -> str:
    """The batch as a part's metadata names it."""
    return f"{writer}-{batch:06d}"


def _temporary_folder(data_dir: Path) -> Path:
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
