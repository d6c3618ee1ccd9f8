"""Part files -> one part file: all their rows, or all but some, in the order of the data set, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import StoreError
from pipelines.parquet import (
    METADATA_PREFIX,
    ROW_GROUP_ROWS,
    SORT_COLUMNS,
    PartInfo,
    file_metadata,
    open_writer,
    plain,
    sha256_of,
    sorted_places,
)

READ_ROWS = 1_000  # rows decoded at once where one part is read
AHEAD_ROWS = 4_000  # rows decoded ahead in all parts that are merged: a day may have a hundred of them
MAX_GROUP_BYTES = 256 * 2**20  # in one row group and in the rows decoded ahead: a site of endless pages must not overflow Arrow's offsets
STREAM_BYTES = 256 * 2**10  # read ahead in each column of each open part; without it whole row groups would lie in memory
_NAMED_IN_METADATA = ("extractor_version", "run_id")


@dataclass(frozen=True, slots=True)
class Source:
    """A part whose rows are taken, but for those at the places `dropped`."""

    path: Path
    dropped: frozenset[int] = field(default=frozenset())


@contextmanager
def open_part(path: Path) -> Iterator[pq.ParquetFile]:
    """The part, every page checked against its checksum as it is read. Raises StoreError where file or page is damaged."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True, buffer_size=STREAM_BYTES, pre_buffer=False) as file:
            yield file
    except FileNotFoundError as error:
        raise StoreError(f"{path} is missing; scrapy verify says what to do") from error
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None) is not None:  # a fault of the disk, not of the bytes
            raise
        raise StoreError(f"{path} is damaged: {error}; scrapy verify says what to do") from error


def read_batches(file: pq.ParquetFile, rows: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The part's rows, some at a time. Group by group: Arrow cannot join nested dictionaries across row groups."""
    for group in range(file.num_row_groups):
        yield from file.iter_batches(batch_size=rows, row_groups=[group], columns=None if columns is None else list(columns))


def merge_parts(sources: Sequence[Source], target: Path, schema: pa.Schema, metadata: Mapping[str, str]) -> PartInfo:
    """Writes the rows of the sources to a new file; no file where no row is left. In memory are one row group and the keys of all rows.

    What the sources say of themselves in their metadata holds for the new file, unless `metadata` says else.
    Raises StoreError where a source is damaged, or of a schema that this program does not know.
    """
    keys, places = _keys(sources, schema)
    if not len(places):
        return PartInfo(0, "", 0, ())
    with ExitStack() as stack:
        files = [stack.enter_context(open_part(source.path)) for source in sources]
        row_bytes = np.array([_row_bytes(file) for file in files])
        rows = [_Rows(file, schema, _ahead(size, len(files))) for file, size in zip(files, row_bytes, strict=True)]
        writer = stack.enter_context(open_writer(target, schema, file_metadata(keys, {**_joint_metadata(files), **metadata})))
        for group in _groups(places, row_bytes):
            writer.write_table(_gather(rows, group), row_group_size=ROW_GROUP_ROWS)
    return PartInfo(len(places), sha256_of(target), target.stat().st_size, ())


def _row_bytes(file: pq.ParquetFile) -> int:
    """Bytes of a row of the part before compression, on average: a part holds at most 64 MB as JSON."""
    groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
    return int(sum(group.total_byte_size for group in groups) // max(1, file.metadata.num_rows)) + 1


def _ahead(row_bytes: int, files: int) -> int:
    """Rows of one part to decode at once."""
    return max(1, min(AHEAD_ROWS, MAX_GROUP_BYTES // int(row_bytes)) // files)


def _groups(places: np.ndarray, row_bytes: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of each row group: as many as a group has, fewer where they are long."""
    begin = 0
    while begin < len(places):
        group = places[begin : begin + ROW_GROUP_ROWS]
        fitting = int(np.searchsorted(np.cumsum(row_bytes[group[:, 0]]), MAX_GROUP_BYTES, side="right"))
        yield group[: max(1, fitting)]
        begin += max(1, fitting)


def upgrade(table: pa.Table, schema: pa.Schema, path: object) -> pa.Table:
    """The table with the columns that its schema, an older minor version, lacks. Raises StoreError for a schema unknown here."""
    for name in schema.names:
        if name not in table.column_names and schema.field(name).nullable:
            table = table.append_column(schema.field(name), pa.nulls(len(table), schema.field(name).type))
    if set(table.column_names) != set(schema.names) or not table.select(schema.names).schema.equals(schema):
        raise StoreError(f"{path}: the file's columns are not those of schema {schema.names[0]}…; was it written by a newer program?")
    return table.select(schema.names)


def _keys(sources: Sequence[Source], schema: pa.Schema) -> tuple[pa.Table, np.ndarray]:
    """Sort keys and metadata columns of the rows that stay; and (source, row) of each, in the order of the result."""
    columns = [name for name in (*SORT_COLUMNS, *_NAMED_IN_METADATA) if name in schema.names]
    tables, places = [], []
    for number, source in enumerate(sources):
        with open_part(source.path) as file:
            table = file.read(columns=columns)
        rows = np.array([row for row in range(len(table)) if row not in source.dropped], dtype=np.int64)
        tables.append(pa.table({name: plain(table[name]) for name in columns}).take(pa.array(rows)))
        places.append(np.column_stack([np.full(len(rows), number), rows]))
    keys = pa.concat_tables(tables)
    ordered = np.concatenate(places)[sorted_places(keys).to_numpy()]
    for number, source in enumerate(sources):
        if np.any(np.diff(ordered[ordered[:, 0] == number, 1]) < 0):
            raise StoreError(f"{source.path}: the rows are not in the order of site and time; scrapy verify says what to do")
    return keys, ordered


def _joint_metadata(files: Sequence[pq.ParquetFile]) -> dict[str, str]:
    """Each key with all the values that the files have for it."""
    values: dict[str, set[str]] = {}
    for file in files:
        for key, value in (file.metadata.metadata or {}).items():
            if key.startswith(METADATA_PREFIX.encode()):
                values.setdefault(key.decode().removeprefix(METADATA_PREFIX), set()).update(value.decode().split(","))
    return {key: ",".join(sorted(found)) for key, found in values.items()}


def _gather(rows: Sequence[_Rows], places: np.ndarray) -> pa.Table:
    """The rows at these places, in this order."""
    grouped = np.argsort(places[:, 0], kind="stable")
    tables = [part.take(places[places[:, 0] == number, 1]) for number, part in enumerate(rows)]
    position = np.empty(len(places), dtype=np.int64)
    position[grouped] = np.arange(len(places))
    return _with_own_words(pa.concat_tables(tables).take(pa.array(position)))


def _with_own_words(table: pa.Table) -> pa.Table:
    """The table with dictionaries of the words in it alone: those of the sources also name what was dropped."""
    for place, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            words = plain(table.column(place)).dictionary_encode().unify_dictionaries()
            table = table.set_column(place, column, words.cast(column.type))
    return table


class _Rows:
    """The rows of an open part, handed out once, from the first to the last."""

    def __init__(self, file: pq.ParquetFile, schema: pa.Schema, read_rows: int) -> None:
        self._batches = read_batches(file, read_rows)
        self._schema = schema
        self._ahead = schema.empty_table()
        self._begin = 0  # the row number of the first row ahead

    def take(self, wanted: np.ndarray) -> pa.Table:
        """The rows with these ascending numbers; every earlier row is given up."""
        if not len(wanted):
            return self._schema.empty_table()
        tables = [self._ahead]
        end = self._begin + len(self._ahead)
        while end <= wanted[-1]:
            table = upgrade(pa.Table.from_batches([next(self._batches)]), self._schema, "a part")
            tables.append(table)
            end += len(table)
        read = pa.concat_tables(tables)
        taken = read.take(pa.array(wanted - self._begin))
        self._ahead = read.slice(int(wanted[-1]) + 1 - self._begin)
        self._begin = int(wanted[-1]) + 1
        return taken
