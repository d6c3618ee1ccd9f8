"""Rows at the border to Arrow: one wrong value must not cost the row, one wrong row must not cost the batch.

Strings are cleaned, wrong types coerced or nulled, and a row that still breaks the schema is refused with a reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

import pyarrow as pa

from pipelines.errors import BadRowError
from pipelines.text import clean_text

Row = Mapping[str, object]
Coerce = Callable[[Any], Any]


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
        raise BadRowError(f"unknown:{min(unknown)}")
    trusted = {name: value for name in checked if isinstance(value := row.get(name), list)}
    values = _conform_columns(row, tuple(column for column in _columns(schema) if column.name not in trusted), "") | trusted
    if "blocks" in values.keys() - trusted.keys():
        _conform_blocks(values, row["body"])
    return values


def crawl_day(row: Row) -> str | None:
    """The UTC day of the row's `fetched_at`, which names its partition; None where it holds no moment."""
    moment = _moment(row.get("fetched_at"))
    return moment.date().isoformat() if moment else None


@lru_cache(maxsize=8)
def _columns(schema: pa.Schema) -> tuple[_Column, ...]:
    return tuple(_column(field) for field in schema)


def _column(field: pa.Field) -> _Column:
    is_text_list = pa.types.is_list(field.type) and not pa.types.is_struct(field.type.value_type)
    return _Column(field.name, _coercion(field.type), field.nullable, is_text_list)


def _coercion(type_: pa.DataType) -> Coerce:
    """How a value of the Arrow type is made; built once for a schema."""
    if pa.types.is_list(type_):
        value_type = type_.value_type
        if pa.types.is_struct(value_type):
            columns = tuple(_column(value_type.field(index)) for index in range(value_type.num_fields))
            return partial(_structs, columns)
        return _texts
    if pa.types.is_integer(type_):
        return partial(_integer, 1 << (type_.bit_width - 1))
    for is_type, coerce in (
        (pa.types.is_dictionary, _text),
        (pa.types.is_string, _text),
        (pa.types.is_boolean, _flag),
        (pa.types.is_floating, _number),
        (pa.types.is_timestamp, _moment),
        (pa.types.is_date, _day),
    ):
        if is_type(type_):
            return coerce
    raise TypeError(f"no coercion to {type_}")


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


def _texts(value: object) -> list[str] | None:
    """A list of texts; a text alone is a list of one, what is no text is left out."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        return None
    return [text for text in map(_text, value) if text]


def _text(value: object) -> str | None:
    if isinstance(value, str):
        # The shortcut covers most labels, tags and URLs: printable ASCII has nothing to clean.
        return str(value) if value.isascii() and value.isprintable() else clean_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return str(value)
    except ValueError:  # Python writes out no integer of more than 4,300 digits
        return None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _integer(limit: int, value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if -limit <= value < limit else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _moment(value: object) -> datetime | None:
    """An aware moment in UTC; one without a zone could be any of 26 hours, and is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return day if isinstance(day, date) and not isinstance(day, datetime) else None


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
