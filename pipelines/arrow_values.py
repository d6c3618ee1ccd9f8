"""One value at the border to Arrow: what its column holds, or None where nothing can be made of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pyarrow as pa

from pipelines.text import clean_text

Coerce = Callable[[Any], Any]

# What strangers write at will is cut. The longest of 516 real stories: headline 222, description 4,980, section 309, copyright 505.
MAX_CHARS = {
    "headline": 1_000,
    "description": 10_000,
    "publisher": 1_000,
    "section": 1_000,
    "authors": 300,
    "keywords": 300,
    "date_published_raw": 300,
    "copyright_holder": 2_000,
}
MAX_NAME_CHARS = 10_000  # of URLs, ids and paths, which a cut would make into others: longer ones are none
MAX_ELEMENTS = 200  # of a list of texts; 68 keywords are the most seen
WHOLE = frozenset({"body", "text"})  # bounded with the blocks, whose offsets they carry
# What 64 bits of nanoseconds since 1970 hold: readers that count so (Spark, older pandas) fail on a whole file for one date beyond.
FIRST_YEAR, LAST_YEAR = 1678, 2261
_SITE = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*|[0-9a-f:.]*:[0-9a-f:.]*")  # a registered domain, a bare name or an address
MAX_SITE_CHARS = 120


def coercion(name: str, type_: pa.DataType) -> Coerce:
    """How a value of the column is made; built once for a schema. Lists of structs are the caller's."""
    if name == "site":
        return _site
    if pa.types.is_list(type_):
        return partial(_texts, _text_of(name))
    if pa.types.is_integer(type_):
        return partial(_count, 1 << (type_.bit_width - 1))
    for is_type, coerce in (
        (pa.types.is_dictionary, _text_of(name)),
        (pa.types.is_string, _text_of(name)),
        (pa.types.is_boolean, _flag),
        (pa.types.is_floating, _share),
        (pa.types.is_timestamp, moment_of),
        (pa.types.is_date, _day),
    ):
        if is_type(type_):
            return coerce
    raise TypeError(f"no coercion to {type_}")


def moment_of(value: object) -> datetime | None:
    """An aware moment in UTC; one without a zone could be any of 26 hours, and is none."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        moment = moment.astimezone(UTC) if isinstance(moment, datetime) and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _text_of(name: str) -> Coerce:
    if name in WHOLE:
        return _text
    return partial(_cut_text, MAX_CHARS[name]) if name in MAX_CHARS else partial(_short_text, MAX_NAME_CHARS)


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


def _cut_text(limit: int, value: object) -> str | None:
    text = _text(value[: 2 * limit] if isinstance(value, str) else value)
    return text[:limit] if text else text


def _short_text(limit: int, value: object) -> str | None:
    if isinstance(value, str):
        if len(value) > limit:
            return None
        return str(value) if value.isascii() and value.isprintable() else clean_text(value)
    return _text(value)


def _texts(coerce: Coerce, value: object) -> list[str] | None:
    """A list of texts; a text alone is a list of one, what is no text is left out."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        return None
    return [text for text in map(coerce, value[: 2 * MAX_ELEMENTS]) if text][:MAX_ELEMENTS]


def _site(value: object) -> str | None:
    is_site = isinstance(value, str) and len(value) <= MAX_SITE_CHARS and _SITE.fullmatch(value)
    return str(value) if is_site else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(limit: int, value: object) -> int | None:
    """A whole number from 0 on: all that is stored are counts, places and codes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value) if 0 <= value < limit else None


def _share(value: object) -> float | None:
    """A number from 0 to 1: all that is stored are shares and probabilities."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(day, date) or isinstance(day, datetime):
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
