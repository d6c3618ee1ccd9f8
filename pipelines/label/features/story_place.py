"""How each block lies to the page's title, to its prose, and to what the page says of itself."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from pipelines.label.facts import PageFacts
from pipelines.label.form import is_heading, token_tuple
from pipelines.text import tokens

MAX_COMPARED_WORDS = 60
NAMES = (
    "from_headline",
    "has_headline",
    "is_headline",
    "title_share",
    "quotes_title",
    "is_description",
    "claimed",
    "has_claims",
    "names_author",
    "names_topics",
    "repeated",
    "short_repeats",
    "after_media",
    "heading",
    "position",
    "words_before",
    "words_after",
    "prose_before",
    "prose_after",
    "to_prose_above",
    "to_prose_below",
    "to_heading_above",
    "page_words",
    "page_prose",
    "page_blocks",
    "page_links",
)
LONG_WORDS = 20
_NUMBER = re.compile(r"\d+")


def read_story_place(
    facts: PageFacts, words: NDArray[np.float32], sentences: NDArray[np.float32], links: NDArray[np.float32]
) -> NDArray[np.float32]:
    """For each block its columns NAMES: shares from 0 to 1, truths as 0 or 1, logarithms of counts and distances."""
    blocks = facts.blocks
    count = len(blocks)
    places = np.arange(count, dtype=np.float32)
    prose = words * sentences
    total, total_prose = float(words.sum()), float(prose.sum())
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    headline = facts.headline
    away = places - headline if headline is not None else np.zeros(count)
    title = frozenset(tokens(facts.title))
    masked = [_NUMBER.sub("0", block.text.lower()) for block in blocks]
    copies = Counter(masked)
    long_prose = (prose >= LONG_WORDS) & (links < 0.5)  # noqa: PLR2004 - more text than link
    headings = np.array([is_heading(block) for block in blocks])
    columns = [
        np.sign(away) * np.log1p(np.abs(away)),
        np.full(count, headline is not None),
        away == 0 if headline is not None else np.zeros(count),
        [_title_share(block.text, block.words, title) for block in blocks],
        [facts.quotes_title(block) for block in blocks],
        [block.text == facts.description for block in blocks],
        [index in facts.claimed for index in range(count)],
        np.full(count, bool(facts.claimed)),
        [_names_author(block.text, block.words, facts) for block in blocks],
        [facts.names_topics(block) for block in blocks],
        [index in facts.repeated for index in range(count)],
        [np.log(copies[text]) for text in masked],
        [0.0 if block.media_box is None else 1.0 / np.log1p(1 + facts.all_words[block.media_box.number]) for block in blocks],
        headings,
        places / count,
        before / total,
        (total - before - words) / total,
        prose_before / max(1.0, total_prose),
        (total_prose - prose_before - prose) / max(1.0, total_prose),
        *_distances(long_prose),
        _distances(headings)[0],
        np.full(count, np.log1p(total)),
        np.full(count, total_prose / total),
        np.full(count, np.log1p(count)),
        np.full(count, float((words * links).sum()) / total),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _title_share(text: str, words: int, title: frozenset[str]) -> float:
    """The share of a short block's words that stand in the title."""
    if not title or words > MAX_COMPARED_WORDS:
        return 0.0
    found = token_tuple(text)
    return sum(token in title for token in found) / max(1, len(found))


def _names_author(text: str, words: int, facts: PageFacts) -> bool:
    return words <= MAX_COMPARED_WORDS and any(name in text.lower() for name in facts.author_names)


def _distances(marked: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each block the logarithm of how many blocks above and below the nearest marked one stands, the block itself at 0."""
    count = len(marked)
    places = np.arange(count)
    above = np.maximum.accumulate(np.where(marked, places, -1))
    below = np.minimum.accumulate(np.where(marked, places, 2 * count)[::-1])[::-1]
    up = np.where(above >= 0, places - above, count)
    down = np.where(below < count, below - places, count)
    return np.log1p(up).astype(np.float32), np.log1p(down).astype(np.float32)
