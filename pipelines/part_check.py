"""One part file against what the manifest and the schema promise of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.drafts import SCHEMAS
from pipelines.errors import StoreError
from pipelines.merge import READ_ROWS, open_part, read_batches, upgrade
from pipelines.outbox import Dataset, Part
from pipelines.parquet import SORT_COLUMNS, plain, sha256_of

KEY_COLUMNS = ("article_id", "content_hash", "extractor_version")


class Check(StrEnum):
    """What can be wrong with the store."""

    MISSING = "missing"
    SHA256 = "sha256"
    PAGES = "pages"  # a page of the file and its checksum differ, or the file cannot be read
    ROWS = "rows"
    SCHEMA = "schema"
    ORDER = "order"
    CRAWL_DATE = "crawl_date"
    BLOCKS = "blocks"
    ROW_KEY = "row_key"
    STRAY = "stray"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be: which check found it, where, and what is known."""

    check: Check
    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """The faults of a part, and a number for each row key (the same key, the same number)."""

    faults: tuple[Fault, ...]
    keys: np.ndarray


def check_part(part: Part, path: Path) -> CheckedPart:
    """Checks bytes first; what they are not as written is not read any further."""
    if (sha256 := sha256_of(path)) != part.sha256:
        detail = f"{path.stat().st_size} bytes with SHA-256 {sha256}; written were {part.bytes} with {part.sha256}"
        return CheckedPart((Fault(Check.SHA256, str(path), detail),), _no_keys())
    try:
        with open_part(path) as file:
            return _check_rows(part, path, file)
    except StoreError as error:
        return CheckedPart((Fault(Check.PAGES, str(path), str(error.__cause__ or error)),), _no_keys())


def _check_rows(part: Part, path: Path, file: pq.ParquetFile) -> CheckedPart:
    schema = SCHEMAS[Dataset(part.dataset)]
    found: dict[Check, str] = {}
    keys = []
    rows = 0
    last: tuple[object, ...] | None = None
    for batch in read_batches(file, READ_ROWS):
        try:
            table = upgrade(pa.Table.from_batches([batch]), schema, path)
        except StoreError as error:
            return CheckedPart((Fault(Check.SCHEMA, str(path), str(error)),), _no_keys())
        for check, detail in _check_batch(part, table, rows, last):
            found.setdefault(check, detail)
        last = _sort_key(table, len(table) - 1)
        rows += len(table)
        keys.append(_keys(table) if part.dataset == Dataset.ARTICLES else _no_keys())
    if rows != part.rows:
        found[Check.ROWS] = f"{rows} rows; written were {part.rows}"
    return CheckedPart(
        tuple(Fault(check, str(path), detail) for check, detail in found.items()), np.concatenate(keys) if keys else _no_keys()
    )


def _check_batch(part: Part, table: pa.Table, first_row: int, last: tuple[object, ...] | None) -> Iterator[tuple[Check, str]]:
    days = {moment.astimezone(UTC).date().isoformat() for moment in table["fetched_at"].to_pylist()}
    if days != {part.crawl_date}:
        yield Check.CRAWL_DATE, f"rows of {', '.join(sorted(days))} in the folder of {part.crawl_date}"
    order = [last or _sort_key(table, 0), *zip(*(plain(table[name]).to_pylist() for name in SORT_COLUMNS), strict=True)]
    if any(before > after for before, after in pairwise(order)):
        yield Check.ORDER, f"not in the order of {' and '.join(SORT_COLUMNS)}"
    if "blocks" in table.column_names and (bad := _bad_blocks(table)) is not None:
        yield Check.BLOCKS, f"row {first_row + bad}: the blocks do not give the body"


def _sort_key(table: pa.Table, row: int) -> tuple[object, ...]:
    return tuple(plain(table[name].slice(row, 1))[0].as_py() for name in SORT_COLUMNS)


def _bad_blocks(table: pa.Table) -> int | None:
    """The first row whose blocks are not numbered 0 … n-1, or whose kept slices, joined by a blank line, are not its body."""
    blocks = table["blocks"].combine_chunks()
    blocks = blocks.chunk(0) if isinstance(blocks, pa.ChunkedArray) else blocks
    begins = blocks.offsets.to_numpy() - blocks.offsets[0].as_py()
    fields = blocks.flatten()
    index, kept = fields.field("block_index").to_numpy(), fields.field("kept").to_numpy(zero_copy_only=False)
    start, end = (fields.field(name).fill_null(-1).to_numpy() for name in ("char_start", "char_end"))
    for row, body in enumerate(table["body"].to_pylist()):
        here = slice(begins[row], begins[row + 1])
        places = [place for place in range(here.start, here.stop) if kept[place]]
        texts = [body[start[place] : end[place]] for place in places]
        has_offsets = all(0 <= start[place] <= end[place] for place in places)
        if not has_offsets or "\n\n".join(texts) != body or not np.array_equal(index[here], np.arange(here.stop - here.start)):
            return row
    return None


def _keys(table: pa.Table) -> np.ndarray:
    """64 bits of the hash of each row key: two of a million keys are alike by chance in one of 30 million stores."""
    rows = zip(*(plain(table[name]).to_pylist() for name in KEY_COLUMNS), strict=True)
    digests = b"".join(hashlib.blake2b("\0".join(row).encode(), digest_size=8).digest() for row in rows)
    return np.frombuffer(digests, dtype=np.uint64)


def _no_keys() -> np.ndarray:
    return np.empty(0, dtype=np.uint64)
