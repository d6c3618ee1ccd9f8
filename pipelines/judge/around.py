"""What stands around the story: how much, how linked, how far from the heading, with which forms and prices."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipelines.block import Block
from pipelines.judge.story import HEADING_TAGS, MAX_CHARS, PRICE, SHORT_WORDS, YEAR, is_prose

NEAR_BLOCKS = 12  # before the story, where a byline with its date stands
DATE_WORDS = 20
NO_HEADING = 5.0  # the logarithm of a distance of 147 blocks
MAX_H1 = 4
_CURRENCIES = frozenset("€$£¥")


def read_around(blocks: Sequence[Block], story: Sequence[Block]) -> dict[str, float]:
    """Signs by name; counts are logarithms."""
    first, last = (story[0].index, story[-1].index) if story else (0, 0)
    return {**_count_words(blocks, story), **_count_kinds(blocks), **_read_distances(blocks, first, last, has_story=bool(story))}


def _count_words(blocks: Sequence[Block], story: Sequence[Block]) -> dict[str, float]:
    words = 1.0 + sum(block.words for block in blocks)
    story_words = 1.0 + sum(block.words for block in story)
    links = sum(block.links for block in blocks)
    return {
        "main_share": story_words / words,
        "page_words": math.log(words),
        "page_blocks": math.log1p(len(blocks)),
        "page_links": math.log1p(links),
        "links_a_word": links / words,
        "other_prose": sum(block.words for block in blocks if is_prose(block)) / story_words,
    }


def _count_kinds(blocks: Sequence[Block]) -> dict[str, float]:
    tags = [block.tag for block in blocks]
    priced = [block.text[:MAX_CHARS] for block in blocks if not _CURRENCIES.isdisjoint(block.text)]
    short = [block.text for block in blocks if block.words < SHORT_WORDS]
    return {
        "prices": math.log1p(sum(bool(PRICE.search(text)) for text in priced)),
        "short_dates": math.log1p(sum(bool(YEAR.search(text)) for text in short)),
        "numbers_alone": math.log1p(sum(text.isdecimal() for text in short)),
        "buttons": math.log1p(tags.count("button") + tags.count("label")),
        "table_cells": math.log1p(tags.count("td") + tags.count("th")),
        "page_headings": math.log1p(sum(tag in HEADING_TAGS for tag in tags)),
        "forms": math.log1p(_count_forms(blocks)),
        "h1": float(min(MAX_H1, tags.count("h1"))),
    }


def _count_forms(blocks: Sequence[Block]) -> int:
    """Number of forms that hold text; each container is looked at once."""
    seen: set[int] = set()
    forms = 0
    for block in blocks:
        box = block.container
        while box is not None and box.number not in seen:
            seen.add(box.number)
            forms += box.tag == "form"
            box = box.parent
    return forms


def _read_distances(blocks: Sequence[Block], first: int, last: int, *, has_story: bool) -> dict[str, float]:
    h1 = next((block.index for block in blocks if block.tag == "h1"), None)
    near = blocks[max(0, first - NEAR_BLOCKS) : first]
    return {
        "h1_to_story": math.log1p(max(0, first - h1)) if h1 is not None and has_story else NO_HEADING,
        "story_span": math.log1p(last - first),
        "after_story": math.log1p(sum(block.words for block in blocks[last + 1 :])),
        "before_story": math.log1p(sum(block.words for block in blocks[:first])),
        "date_before": float(any(block.words < DATE_WORDS and YEAR.search(block.text) for block in near)),
    }
