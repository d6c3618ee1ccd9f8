"""Rows -> one Parquet file, whole or not at all; the data set's schemas.

A row that the schema refuses is left out and reported, never the batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.arrow_rows import Row, conform, crawl_day
from pipelines.article_row import RevisionCause, article_row, headline_hash
from pipelines.errors import BadRowError
from pipelines.parquet_schema import ARTICLE_SCHEMA, PAGE_SCHEMA, SCHEMA_VERSION

__all__ = [
    "ARTICLE_SCHEMA",
    "PAGE_SCHEMA",
    "ROW_GROUP_ROWS",
    "SCHEMA_VERSION",
    "PartInfo",
    "RejectedRow",
    "RevisionCause",
    "article_row",
    "conform",
    "crawl_day",
    "file_metadata",
    "headline_hash",
    "open_writer",
    "plain",
    "sha256_of",
    "sorted_places",
    "write_part",
]

ROW_GROUP_ROWS = 10_000
ZSTD_LEVEL = 3
SLICE_ROWS = 100  # rows held as Python objects at a time, where they take ten times what Arrow takes
SORT_COLUMNS = ("site", "fetched_at")
METADATA_PREFIX = "reinschrift."
# What Arrow raises for a value that its column cannot hold.
ARROW_FAULTS = (pa.ArrowException, TypeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not in the part: its place among the rows given, from 0, and the stable reason."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class PartInfo:
    """What was written: rows, size and SHA-256 of the file; no file where no row was good."""

    rows: int
    sha256: str
    bytes: int
    rejected: tuple[RejectedRow, ...]


def write_part(
    path: Path, rows: Iterable[Row], schema: pa.Schema, metadata: Mapping[str, str], checked: frozenset[str] = frozenset()
) -> PartInfo:
    """Writes the good rows, sorted by site and time, to a new Parquet file; the caller flushes it to the disk and moves it.

    Lists in the columns `checked` have passed `conform` before, and do so once only: blocks are most of a row.
    `metadata` becomes file key-value metadata, as do the schema version and the versions and runs that the rows name.
    All rows are held in memory as Arrow: the caller bounds them. An OSError leaves a torn file at `path`.
    """
    rejected: list[RejectedRow] = []
    table = pa.Table.from_batches(_batches(rows, schema, checked, rejected), schema=schema)
    if not table.num_rows:
        return PartInfo(0, "", 0, tuple(rejected))
    with open_writer(path, schema, file_metadata(table, metadata)) as writer:
        writer.write_table(_sorted(table), row_group_size=ROW_GROUP_ROWS)
    return PartInfo(table.num_rows, sha256_of(path), path.stat().st_size, tuple(rejected))


@contextmanager
def open_writer(path: Path, schema: pa.Schema, metadata: Mapping[str, str]) -> Iterator[pq.ParquetWriter]:
    """A new Parquet file of the data set: compressed, with page index and checksums. Every table written begins a row group."""
    with (
        path.open("wb") as file,
        pq.ParquetWriter(
            file,
            schema.with_metadata(dict(metadata)),
            compression="zstd",
            compression_level=ZSTD_LEVEL,
            write_page_index=True,
            write_page_checksum=True,
            sorting_columns=pq.SortingColumn.from_ordering(schema, [(column, "ascending") for column in SORT_COLUMNS]),
        ) as writer,
    ):
        yield writer


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _batches(rows: Iterable[Row], schema: pa.Schema, checked: frozenset[str], rejected: list[RejectedRow]) -> Iterator[pa.RecordBatch]:
    """The good rows as Arrow, a slice at a time."""
    numbered = enumerate(rows)
    while piece := list(islice(numbered, SLICE_ROWS)):
        good: list[tuple[int, dict[str, Any]]] = []
        for index, row in piece:
            try:
                good.append((index, conform(row, schema, checked)))
            except BadRowError as error:
                rejected.append(RejectedRow(index, str(error)))
        yield from _arrow(good, schema, rejected)


def _arrow(good: list[tuple[int, dict[str, Any]]], schema: pa.Schema, rejected: list[RejectedRow]) -> Iterator[pa.RecordBatch]:
    """The rows as Arrow; where it refuses them together, one by one, so that the bad one alone is left out."""
    try:
        yield _whole(pa.RecordBatch.from_pylist([row for _, row in good], schema=schema))
    except ARROW_FAULTS as error:
        if len(good) == 1:
            rejected.append(RejectedRow(good[0][0], f"arrow:{type(error).__name__}"))
        else:
            for entry in good:
                yield from _arrow([entry], schema, rejected)


def _whole(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch, if the file can be written; a null where the schema has none would only be refused there, for all rows at once."""
    for field in batch.schema:
        _refuse_nulls(field, batch.column(field.name))
    return batch


def _refuse_nulls(field: pa.Field, column: pa.Array) -> None:
    if not field.nullable and column.null_count:
        raise pa.ArrowInvalid(f"null in {field.name}")
    if pa.types.is_list(field.type):
        _refuse_nulls(field.type.value_field, column.flatten())
    elif pa.types.is_struct(field.type):
        for index in range(field.type.num_fields):
            _refuse_nulls(field.type.field(index), column.field(index))


def _sorted(table: pa.Table) -> pa.Table:
    """The rows by site and time; rows of one moment keep their order."""
    # Arrow refuses to sort by a dictionary column: sort a plain copy of the keys, then take.
    keys = pa.table({column: plain(table[column]) for column in SORT_COLUMNS})
    return table.take(sorted_places(keys))


def sorted_places(keys: pa.Table) -> pa.Array:
    """The places of the rows in the order of the data set; rows of one site and moment keep their order. `keys` holds plain columns."""
    return pc.sort_indices(keys, sort_keys=[(column, "ascending") for column in SORT_COLUMNS])


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column without dictionary encoding."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def file_metadata(table: pa.Table, metadata: Mapping[str, str]) -> dict[str, str]:
    """Key-value metadata; what the rows say of themselves goes before what the writer says."""
    values = {**metadata, "schema_version": SCHEMA_VERSION}
    for column in ("extractor_version", "run_id"):
        if column in table.column_names:
            values[column] = ",".join(sorted(plain(table[column]).unique().to_pylist()))
    return {METADATA_PREFIX + key: value for key, value in sorted(values.items())}
