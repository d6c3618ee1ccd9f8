"""How each block lies to the page's title, to its prose, and to what the page says of itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.label.facts import PageFacts
from pipelines.label.features.distances import log_distances
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
LONG_WORDS, MOSTLY_LINKS = 20, 0.5
Values = NDArray[np.float32]
Column = Sequence[float] | NDArray[np.generic]
_NUMBER = re.compile(r"\d+")


def read_story_place(facts: PageFacts, words: Values, sentences: Values, links: Values) -> Values:
    """For each block its columns NAMES: shares from 0 to 1, truths as 0 or 1, logarithms of counts and distances."""
    columns = [*_to_headline(facts), *_to_claims(facts), *_to_prose(facts, words, sentences, links), *_of_page(words, sentences, links)]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _to_headline(facts: PageFacts) -> list[Column]:
    """How each block lies to the headline, and what it repeats of it."""
    count = len(facts.blocks)
    headline = facts.headline
    away = np.arange(count) - headline if headline is not None else np.zeros(count)
    title = frozenset(tokens(facts.title))
    return [
        np.sign(away) * np.log1p(np.abs(away)),
        np.full(count, headline is not None),
        away == 0 if headline is not None else np.zeros(count),
        [_title_share(block.text, block.words, title) for block in facts.blocks],
        [facts.quotes_title(block) for block in facts.blocks],
    ]


def _to_claims(facts: PageFacts) -> list[Column]:
    """What each block repeats of what the page says of itself, and of its other blocks."""
    blocks = facts.blocks
    masked = [_NUMBER.sub("0", block.text.lower()) for block in blocks]
    copies = Counter(masked)
    return [
        [block.text == facts.description for block in blocks],
        [index in facts.claimed for index in range(len(blocks))],
        np.full(len(blocks), bool(facts.claimed)),
        [_names_author(block.text, block.words, facts) for block in blocks],
        [facts.names_topics(block) for block in blocks],
        [index in facts.repeated for index in range(len(blocks))],
        np.log([copies[text] for text in masked]),
        [0.0 if block.media_box is None else 1.0 / math.log1p(1 + facts.all_words[block.media_box.number]) for block in blocks],
    ]


def _to_prose(facts: PageFacts, words: Values, sentences: Values, links: Values) -> list[Column]:
    """How each block lies to the page's text, sentences and headings."""
    count = len(words)
    prose = words * sentences
    total, total_prose = float(words.sum()), max(1.0, float(prose.sum()))
    before, prose_before = np.cumsum(words) - words, np.cumsum(prose) - prose
    headings = np.array([is_heading(block) for block in facts.blocks])
    return [
        headings,
        np.arange(count, dtype=np.float32) / count,
        before / total,
        (total - before - words) / total,
        prose_before / total_prose,
        (total_prose - prose_before - prose) / total_prose,
        *log_distances((prose >= LONG_WORDS) & (links < MOSTLY_LINKS)),
        log_distances(headings)[0],
    ]


def _of_page(words: Values, sentences: Values, links: Values) -> list[Column]:
    """How much of what the page holds: the same for all its blocks."""
    total = float(words.sum())
    values = (np.log1p(total), (words * sentences).sum() / total, np.log1p(len(words)), (words * links).sum() / total)
    return [np.full(len(words), float(value)) for value in values]


def _title_share(text: str, words: int, title: frozenset[str]) -> float:
    """The share of a short block's words that stand in the title."""
    if not title or words > MAX_COMPARED_WORDS:
        return 0.0
    found = token_tuple(text)
    return sum(token in title for token in found) / max(1, len(found))


def _names_author(text: str, words: int, facts: PageFacts) -> bool:
    return words <= MAX_COMPARED_WORDS and any(name in text.lower() for name in facts.author_names)
