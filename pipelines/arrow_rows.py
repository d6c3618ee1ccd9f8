"""Rows at the border to Arrow: one wrong value must not cost the row, one wrong row must not cost the batch.

Strings are cleaned and bounded, wrong types coerced or nulled, and a row that still breaks the schema is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

import pyarrow as pa

from pipelines.arrow_bounds import bounded
from pipelines.arrow_values import Coerce, coercion, moment_of
from pipelines.errors import BadRowError
from pipelines.text import clean_text, visible

Row = Mapping[str, object]


MAX_REASON_CHARS = 100


class _Column(NamedTuple):
    """A column, how its values are coerced (None: impossible), and what stands for an impossible one in a required column."""

    name: str
    coerce: Coerce
    nullable: bool
    is_text_list: bool


def conform(row: Row, schema: pa.Schema, checked: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The row as the schema wants it, with a key for every column; lists in columns that were `checked` before are taken as they are.

    Raises `BadRowError` with a stable code: `unknown:COLUMN`, `missing:COLUMN`, `blocks:…` where the blocks do not give the body.
    """
    unknown = row.keys() - set(schema.names)
    if unknown:
        raise BadRowError(f"unknown:{min(visible(str(name))[:MAX_REASON_CHARS] for name in unknown)}")
    if "blocks" in row and "blocks" not in checked:
        row = bounded(row)
    trusted = {name: value for name in checked if isinstance(value := row.get(name), list)}
    values = _conform_columns(row, tuple(column for column in _columns(schema) if column.name not in trusted), "") | trusted
    if "blocks" in values.keys() - trusted.keys():
        _conform_blocks(values, row["body"])
    return values


def crawl_day(row: Row) -> str | None:
    """The UTC day of the row's `fetched_at`, which names its partition; None where it holds no moment."""
    moment = moment_of(row.get("fetched_at"))
    return moment.date().isoformat() if moment else None


@lru_cache(maxsize=8)
def _columns(schema: pa.Schema) -> tuple[_Column, ...]:
    return tuple(_column(field) for field in schema)


def _column(field: pa.Field) -> _Column:
    is_text_list = pa.types.is_list(field.type) and not pa.types.is_struct(field.type.value_type)
    return _Column(field.name, _coercion(field), field.nullable, is_text_list)


def _coercion(field: pa.Field) -> Coerce:
    """How a value of the column is made; built once for a schema."""
    if not pa.types.is_list(field.type) or not pa.types.is_struct(field.type.value_type):
        return coercion(field.name, field.type)
    struct = field.type.value_type
    return partial(_structs, tuple(_column(struct.field(index)) for index in range(struct.num_fields)))


def _conform_columns(row: Row, columns: tuple[_Column, ...], path: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, coerce, nullable, is_text_list in columns:
        value = row.get(name)
        if value is not None:
            value = coerce(value)
        if value is None and not nullable:
            if not is_text_list:
                raise BadRowError(f"missing:{path}{name}")
            value = []
        # An empty string never means "the page does not say".
        values[name] = None if nullable and value == "" else value
    return values


def _structs(columns: tuple[_Column, ...], value: object) -> list[dict[str, Any]] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        return None
    return [_conform_columns(row, columns, "blocks.") for row in value]


def _conform_blocks(values: dict[str, Any], body: object) -> None:
    """Checks the row's invariants, and moves the offsets where cleaning made the body shorter."""
    blocks = values["blocks"]
    if any(block["block_index"] != index for index, block in enumerate(blocks)):
        raise BadRowError("blocks:index")
    kept = [block for block in blocks if block["kept"]]
    texts = [_slice(body, block) for block in kept]
    if "\n\n".join(texts) != body:
        raise BadRowError("blocks:body")
    if values["body"] != body:
        _cut_again(values, kept, [clean_text(text) for text in texts])
    for block in blocks:
        if block["kept"]:
            block["text"] = None
        else:
            block["char_start"] = block["char_end"] = None


def _slice(body: object, block: dict[str, Any]) -> str:
    start, end = block["char_start"], block["char_end"]
    if not isinstance(body, str) or start is None or end is None or not 0 <= start <= end <= len(body):
        raise BadRowError("blocks:offsets")
    return body[start:end]


def _cut_again(values: dict[str, Any], kept: list[dict[str, Any]], texts: list[str]) -> None:
    values["body"] = "\n\n".join(texts)
    start = 0
    for block, text in zip(kept, texts, strict=True):
        block["char_start"], block["char_end"] = start, start + len(text)
        start += len(text) + 2
