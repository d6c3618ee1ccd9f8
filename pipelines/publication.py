"""One batch of the outbox -> parts that readers see: every step of the protocol in its order, safe to repeat from the start."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines import outbox
from pipelines.disk import disk_faults, make_folder, sync
from pipelines.drafts import Draft, OnStep, write_drafts
from pipelines.manifest import part_path
from pipelines.outbox import Batch
from pipelines.state import transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Where batches go. `on_step` is told "before STEP" and "after STEP" of each step that the disk must keep."""

    data_dir: Path
    connection: sqlite3.Connection
    on_step: OnStep

    def start_batch(self, writer: str, last_seq: int) -> Batch:
        """Records the batch, so that every later start knows its names and its rows."""
        with self._step("batch_commit"), transaction(self.connection):
            return outbox.record_batch(self.connection, writer, last_seq)

    def draft(self, batch: Batch) -> list[Draft]:
        """Writes the batch's parts outside the data set, here and now."""
        return write_drafts(self.data_dir, self.connection, batch, self.on_step)

    def finish_batch(self, batch: Batch, drafts: Sequence[Draft]) -> int:
        """Moves the drafts into the data set, then takes the batch's rows out of the outbox; gives the number of rows shown."""
        written = [draft for draft in drafts if draft.part.rows]
        rejected = [row for draft in drafts for row in draft.rejected]
        for draft in written:
            self._move(draft)
        with self._step("commit"), transaction(self.connection):
            for seq, reason in rejected:
                outbox.quarantine(self.connection, seq, reason)
            outbox.finish_batch(self.connection, batch, [draft.part for draft in written])
        for seq, reason in rejected:
            logger.warning("row %d is in quarantine: %s; scrapy runs show lists it", seq, reason)
        return sum(draft.part.rows for draft in written)

    def _move(self, draft: Draft) -> None:
        target = self.data_dir / part_path(draft.part)
        with disk_faults(target):
            make_folder(target.parent)
            with self._step("rename"):
                draft.path.replace(target)
            with self._step("folder_fsync"):
                sync(target.parent)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.on_step(f"before {name}")
        yield
        self.on_step(f"after {name}")
