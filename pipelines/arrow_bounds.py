"""A row whose story or blocks are beyond all measure: cut, and flagged, before it is checked.

Without a bound a page of 10 MB of text makes a row of as much, and a few hundred of them overflow Arrow's 32-bit offsets into a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from pipelines.text import count_words

MAX_BODY_CHARS = 1_000_000  # the longest of 516 real stories has 102,612
MAX_BLOCKS = 20_000  # the most on a page of these are 6,570
MAX_REMOVED_CHARS = 2_000_000  # of the removed blocks together; 47,475
TRUNCATED = "truncated"


def bounded(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row itself; where it is too large its first blocks up to the bounds, status partial, flag truncated.

    The content hash stays that of the whole story: it tells whether the page has changed.
    """
    blocks, body = row.get("blocks"), row.get("body")
    if not isinstance(blocks, list | tuple) or not isinstance(body, str) or _fits(blocks, body):
        return row
    kept_blocks, end = _first(blocks)
    flags = row.get("quality_flags")
    return {
        **row,
        "body": body[:end],
        "blocks": kept_blocks,
        "word_count": count_words(body[:end]),
        "extraction_status": "partial",
        "quality_flags": list(dict.fromkeys([*(flags if isinstance(flags, list | tuple) else ()), TRUNCATED])),
    }


def _fits(blocks: list[Any] | tuple[Any, ...], body: str) -> bool:
    return len(blocks) <= MAX_BLOCKS and len(body) <= MAX_BODY_CHARS and sum(map(_chars, blocks)) <= MAX_REMOVED_CHARS


def _chars(block: object) -> int:
    """Characters that the block holds by itself; a kept one has a place in the body in their stead."""
    text = block.get("text") if isinstance(block, Mapping) else None
    return len(text) if isinstance(text, str) else 0


def _first(blocks: Iterable[Any]) -> tuple[list[Any], int]:
    """The blocks up to the bounds, and where the body ends then. What is no block at all is left to those who refuse it."""
    taken: list[Any] = []
    end, room = 0, MAX_REMOVED_CHARS
    for block in islice(blocks, MAX_BLOCKS):
        place = _place(block)
        if place is not None:
            if place[0] >= MAX_BODY_CHARS:
                break
            end = min(place[1], MAX_BODY_CHARS)
            taken.append({**block, "char_end": end})
        elif chars := _chars(block):
            taken.append({**block, "text": block["text"][:room]})
            room -= min(room, chars)
        else:
            taken.append(block)
    return taken, end


def _place(block: object) -> tuple[int, int] | None:
    """Where in the body a kept block stands; None for a removed one."""
    if not isinstance(block, Mapping) or not block.get("kept"):
        return None
    start, end = block.get("char_start"), block.get("char_end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else None
