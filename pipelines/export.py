"""The published articles as plain tables: without dictionaries and nested blocks, chosen by day, site and revision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.forget_plan import Progress
from pipelines.manifest import list_parts
from pipelines.merge import READ_ROWS, open_part, read_batches, upgrade
from pipelines.outbox import Dataset, Part
from pipelines.parquet import ARTICLE_SCHEMA, plain
from pipelines.snapshot import locate

LATEST_COLUMNS = ("article_id", "fetched_at", "extractor_version")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows: fetched on the UTC days from `since` to `until`, of one site, the latest of each article; with or without blocks."""

    since: date | None = None
    until: date | None = None
    site: str | None = None
    is_latest: bool = False
    has_blocks: bool = False


def export_schema(selection: Selection) -> pa.Schema:
    """The columns of an export: those of the data set with plain types, and the crawl day."""
    fields = [field for field in ARTICLE_SCHEMA if field.name != "blocks" or selection.has_blocks]
    return pa.schema([_plain_field(field) for field in fields] + [pa.field("crawl_date", pa.date32(), nullable=False)])


def select_rows(data_dir: Path, connection: sqlite3.Connection, selection: Selection, progress: Progress) -> Iterator[pa.Table]:
    """The rows, some at a time, days in their order; the data set at the moment of the call, whatever is written meanwhile.

    Raises StoreError where a file is damaged.
    """
    parts = [part for part in list_parts(connection, Dataset.ARTICLES) if _is_wanted(part, selection)]
    latest = _latest_rows(data_dir, parts, selection, progress) if selection.is_latest else None
    for number, part in enumerate(parts):
        progress(number, len(parts))
        row = 0
        with open_part(locate(data_dir, part)) as file:
            for batch in read_batches(file, READ_ROWS):
                table = upgrade(pa.Table.from_batches([batch]), ARTICLE_SCHEMA, part.name)
                wanted = _of_site(table, selection)
                if latest is not None:
                    wanted = wanted & latest[number][row : row + len(table)]
                row += len(table)
                if wanted.any():
                    yield _flat(table.filter(pa.array(wanted)), part, selection)


def _is_wanted(part: Part, selection: Selection) -> bool:
    day = date.fromisoformat(part.crawl_date)
    return (selection.since is None or day >= selection.since) and (selection.until is None or day <= selection.until)


def _of_site(table: pa.Table, selection: Selection) -> np.ndarray:
    if selection.site is None:
        return np.ones(len(table), dtype=bool)
    return np.asarray(pc.equal(plain(table["site"]), selection.site).to_numpy(), dtype=bool)


def _latest_rows(data_dir: Path, parts: list[Part], selection: Selection, progress: Progress) -> list[np.ndarray]:
    """For each part, which rows are the latest of their article among those selected: greatest fetched_at, then extractor version."""
    tables, masks = [], []
    for number, part in enumerate(parts):
        progress(number, len(parts))
        with open_part(locate(data_dir, part)) as file:
            table = file.read(columns=[*LATEST_COLUMNS, "site"])
        wanted = np.flatnonzero(_of_site(table, selection))
        keys = pa.table({name: plain(table[name]) for name in LATEST_COLUMNS}).take(pa.array(wanted))
        places = {"part": np.full(len(wanted), number), "row": wanted}
        tables.append(pa.table({**{name: keys[name] for name in LATEST_COLUMNS}, **places}))
        masks.append(np.zeros(len(table), dtype=bool))
    if not tables:
        return masks
    ordered = pa.concat_tables(tables).sort_by([(name, "ascending") for name in LATEST_COLUMNS])
    ids = ordered["article_id"].to_numpy(zero_copy_only=False)
    is_last = np.append(ids[1:] != ids[:-1], [True] * min(1, len(ids)))
    for number, row in zip(ordered["part"].to_numpy()[is_last], ordered["row"].to_numpy()[is_last], strict=True):
        masks[number][row] = True
    return masks


def _flat(table: pa.Table, part: Part, selection: Selection) -> pa.Table:
    days = pa.array([date.fromisoformat(part.crawl_date)] * len(table), pa.date32())
    columns = {field.name: plain(table[field.name]) for field in export_schema(selection) if field.name != "crawl_date"}
    return pa.table({**columns, "crawl_date": days}, schema=export_schema(selection))


def _plain_field(field: pa.Field) -> pa.Field:
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
