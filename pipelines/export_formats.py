"""Tables -> JSON lines, CSV that no spreadsheet executes, or one Parquet file; a file appears whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.disk import disk_faults, sync
from pipelines.json_text import to_json
from pipelines.parquet import ROW_GROUP_ROWS, ZSTD_LEVEL

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection): also behind spaces, quotes and invisible characters, which
# some programs strip, and in the full-width forms that some take for the same. A ' of its own gets one, too, so that dropping
# the first ' of every cell that begins with one gives back exactly what was stored.
_FORMULA = re.compile(
    "[\t\r']|[\\s\"'`\u00b4\u2018-\u201f\u00ab\u00bb\u200b-\u200f\u2060\ufeff\x00-\x1f]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]"
)


class Format(StrEnum):
    """What an export can be written as."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


def write_tables(tables: Iterable[pa.Table], schema: pa.Schema, file: IO[bytes], format_: Format) -> int:
    """Writes all tables to an open file, and gives the number of rows."""
    write = {Format.JSONL: _write_jsonl, Format.CSV: _write_csv, Format.PARQUET: _write_parquet}[format_]
    return write(tables, schema, file)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name when the block ends well, in the place of an earlier one; else nothing is left of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with disk_faults(path):
        try:
            with temporary.open("wb") as file:
                yield file
            sync(temporary)
            temporary.replace(path)
            sync(path.parent)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _write_jsonl(tables: Iterable[pa.Table], _: pa.Schema, file: IO[bytes]) -> int:
    rows = 0
    for table in tables:
        for row in table.to_pylist():
            file.write(to_json(row, _iso).encode() + b"\n")
        rows += len(table)
    return rows


def _write_csv(tables: Iterable[pa.Table], schema: pa.Schema, file: IO[bytes]) -> int:
    """A header and a line for each row; null is an empty cell, a list a JSON array."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(schema.names)
    rows = 0
    for table in tables:
        writer.writerows([_cell(value) for value in row.values()] for row in table.to_pylist())
        rows += len(table)
    text.detach()  # else it would close the file
    return rows


def _write_parquet(tables: Iterable[pa.Table], schema: pa.Schema, file: IO[bytes]) -> int:
    """Row groups of 10,000, gathered from smaller tables."""
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd", compression_level=ZSTD_LEVEL, write_page_checksum=True) as writer:
        gathered = schema.empty_table()
        for table in tables:
            rows += len(table)
            gathered = pa.concat_tables([gathered, table])
            if len(gathered) >= ROW_GROUP_ROWS:
                writer.write_table(gathered.slice(0, ROW_GROUP_ROWS), row_group_size=ROW_GROUP_ROWS)
                gathered = gathered.slice(ROW_GROUP_ROWS)
        if len(gathered):
            writer.write_table(gathered, row_group_size=ROW_GROUP_ROWS)
    return rows


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return to_json(value, _iso)
    return _iso(value) if isinstance(value, date) else value


def _iso(value: Any) -> str:
    """A moment or day in ISO 8601."""
    if not isinstance(value, datetime | date):
        raise TypeError(f"no export of {type(value)}")
    return value.isoformat()
