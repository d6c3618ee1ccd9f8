"""Removes rows for good: from the data set in one step, from the ledger with their text, and leaves tombstones."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pipelines import known_articles
from pipelines.disk import disk_faults, free_bytes, make_folder, require_exchange
from pipelines.drafts import SCHEMAS
from pipelines.errors import StoreError
from pipelines.forget_plan import ForgetPlan
from pipelines.manifest import batch_id, day_folder, part_name, part_path, take_batch_number
from pipelines.merge import Source, merge_parts
from pipelines.outbox import Dataset, Part
from pipelines.replacement import Cause, Replacement, building, carry_out, erase_forgotten, record, sync_built
from pipelines.state import transaction
from pipelines.tombstones import bury, site_hash


def forget(
    data_dir: Path, connection: sqlite3.Connection, plan: ForgetPlan, reason: str, also: Callable[[sqlite3.Connection], None]
) -> None:
    """Carries out the plan; the caller holds the store, recovered. `also` removes what others keep in the ledger, in the same transaction.

    The rows are written anew without the forgotten ones, beside the data set. Then one transaction removes text from the ledger, leaves
    the tombstones and records the intent: from here on a process that dies is followed by one that finishes.
    Raises StoreError where a part is damaged or the disk fails.
    """
    with disk_faults(data_dir):
        writer = secrets.token_hex(4)
        with transaction(connection):
            number = take_batch_number(connection, writer)
        replacement = _build(data_dir, plan, writer, number)
        with transaction(connection):
            _forget_in_ledger(connection, plan, reason)
            also(connection)
            record(connection, replacement)
        carry_out(data_dir, connection, replacement)
        erase_forgotten(data_dir, connection)


def _build(data_dir: Path, plan: ForgetPlan, writer: str, number: int) -> Replacement:
    """Builds each data set anew that loses rows: unchanged files as hard links, the others without the rows."""
    datasets = sorted({Dataset(part.dataset) for part in plan.dropped})
    new: list[Part] = []
    with building(data_dir, number) as folder:
        for dataset in datasets:
            require_exchange(folder.parent, data_dir / dataset)
            _refuse_full_disk(folder, sum(part.bytes for part in plan.dropped if part.dataset == dataset))
            make_folder(folder / dataset)
            _link_unchanged(data_dir, dataset, folder, plan)
            new += _rewrite(data_dir, dataset, folder, plan, writer=writer, number=number)
        sync_built(folder, [folder / part_path(part) for part in new])
    return Replacement(number, Cause.FORGET, tuple(datasets), tuple(plan.dropped), tuple(new))


def _link_unchanged(data_dir: Path, dataset: Dataset, folder: Path, plan: ForgetPlan) -> None:
    """Puts every file that stays into the new folder, parts and others; a link takes no space."""
    changed = {data_dir / part_path(part) for part in plan.dropped}
    for parent, _, names in os.walk(data_dir / dataset):
        paths = [Path(parent) / name for name in names]
        target = folder / Path(parent).relative_to(data_dir)
        for path in paths:
            if path not in changed:
                target.mkdir(parents=True, exist_ok=True)
                os.link(path, target / path.name, follow_symlinks=False)


def _rewrite(data_dir: Path, dataset: Dataset, folder: Path, plan: ForgetPlan, *, writer: str, number: int) -> list[Part]:
    """The changed files of each day as one file without the forgotten rows; none where no row is left."""
    new = []
    for day in sorted({part.crawl_date for part in plan.dropped if part.dataset == dataset}):
        parts = [part for part in plan.dropped if (part.dataset, part.crawl_date) == (dataset, day)]
        sources = [Source(data_dir / part_path(part), plan.dropped[part]) for part in parts]
        name = part_name(writer, number, day)
        target = folder / day_folder(dataset, day) / name
        target.parent.mkdir(exist_ok=True)
        info = merge_parts(sources, target, SCHEMAS[dataset], {"batch_id": batch_id(writer, number)})
        if info.rows:
            new.append(Part(name, dataset, day, info.rows, info.bytes, info.sha256))
        elif not any(target.parent.iterdir()):
            target.parent.rmdir()
    return new


def _forget_in_ledger(connection: sqlite3.Connection, plan: ForgetPlan, reason: str) -> None:
    """Removes the store's own text, and leaves the tombstones."""
    hashes = {site_hash(plan.site)} if plan.site else plan.buried
    bury(connection, hashes, reason, datetime.now(UTC).date().isoformat())
    known_articles.remove(connection, plan.buried, plan.site)
    for table, numbers in (("outbox", plan.waiting), ("quarantine", plan.quarantined)):
        connection.executemany(f"DELETE FROM {table} WHERE seq = ?", [(number,) for number in numbers])  # noqa: S608  # one of two names


def _refuse_full_disk(folder: Path, needed_bytes: int) -> None:
    free = free_bytes(folder)
    if free < needed_bytes:
        raise StoreError(f"{folder}: too little space: {free} bytes free, {needed_bytes} needed to write the rest anew")
