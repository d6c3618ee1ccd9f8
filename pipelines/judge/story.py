"""How the story reads: sentences, paragraphs, lists, links, quotes, numbers; hardly any word of a language."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from pipelines.block import Block

HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LIST_TAGS = frozenset(("li", "dt", "dd", "ul", "ol"))
CELL_TAGS = frozenset(("td", "th", "tr"))
PROSE_WORDS, PROSE_LINKS, SHORT_WORDS, SENTENCE_WORDS = 15, 0.3, 8, 8
MAX_CHARS = 600  # of a block that are searched for signs
PRICE = re.compile(r"[€$£¥]\s?\d|\d\s?[€$£¥]|\b(?:USD|EUR|GBP|CHF)\b")
PRICE_SIGNS = ("€", "$", "£", "¥", "USD", "EUR", "GBP", "CHF")  # one of them stands in every price
# What must stand before the first characters is looked at behind them: so a search leaps from one to the next.
YEAR = re.compile(r"(?:19|20)(?<=\b..)\d\d\b")
_ADDRESSING = re.compile(r"\b(?:we|our|your|you|wir|unsere?|ihre?|notre|nos|votre|vos|nuestr[oa]s?|su)\b")  # in lower case
_ONESELF = re.compile(r"\b(?:I|I'm|I've|my|ich|mein[er]?|je|j'ai|mon|yo|mi)\b")
_STOP = re.compile(r"[.!?…。！？][\"'”’»“)\]]*$")
_QUOTES = '"“”„«»'
_DIGITS = re.compile(r"\d+")
_CAPITAL = re.compile(r" (?<=[a-zà-ÿ,] )[A-ZÀ-Þ]")


def is_prose(block: Block) -> bool:
    """Whether the block is long and hardly linked."""
    return block.words >= PROSE_WORDS and block.link_density < PROSE_LINKS


def read_story(story: Sequence[Block]) -> dict[str, float]:
    """Signs by name, from the blocks that are body; shares are of its words unless they are of its blocks."""
    words = 1.0 + sum(block.words for block in story)
    return {**_read_parts(story, words), **_read_lengths(story), **_read_text(story, words)}


def _read_parts(story: Sequence[Block], words: float) -> dict[str, float]:
    tags = [(block.tag, block.words / words) for block in story]
    sentences = [block for block in story if block.words >= SENTENCE_WORDS and _STOP.search(block.text[-8:])]
    return {
        "log_words": math.log(words),
        "prose": sum(block.words for block in story if is_prose(block)) / words,
        "sentences": sum(block.words for block in sentences) / words,
        "paragraphs": sum(share for tag, share in tags if tag == "p"),
        "in_lists": sum(share for tag, share in tags if tag in LIST_TAGS),
        "in_tables": sum(share for tag, share in tags if tag in CELL_TAGS),
        "in_headings": sum(share for tag, share in tags if tag in HEADING_TAGS),
        "in_pre": sum(share for tag, share in tags if tag in ("pre", "code")),
        "links": sum(block.words * block.link_density for block in story) / words,
        "links_in_prose": sum(block.links for block in story if block.words >= PROSE_WORDS) / words * 100,
        "last_is_sentence": float(bool(story) and bool(_STOP.search(story[-1].text[-8:]))),
    }


def _read_lengths(story: Sequence[Block]) -> dict[str, float]:
    lengths = sorted(block.words for block in story) or [0]
    count = 1.0 + len(story)
    return {
        "story_blocks": math.log(count),
        "headings": sum(block.tag in HEADING_TAGS for block in story) / count,
        "short_blocks": sum(block.words < SHORT_WORDS for block in story) / count,
        "median_words": float(lengths[len(lengths) // 2]),
        "longest": math.log1p(lengths[-1]),
        "first_words": math.log1p(story[0].words if story else 0),
    }


def _read_text(story: Sequence[Block], words: float) -> dict[str, float]:
    texts = [block.text[:MAX_CHARS] for block in story]
    together = "\n".join(texts)
    count = 1.0 + len(texts)
    return {
        "emphasis": sum(min(block.emphasis_chars, len(block.text)) for block in story) / (1.0 + len(together)),
        "addressing": sum(bool(_ADDRESSING.search(text.lower())) for text in texts) / count,
        "oneself": sum(bool(_ONESELF.search(text)) for text in texts) / count,
        "asking": sum(text.endswith("?") for text in texts) / count,
        "shouting": sum("!" in text for text in texts) / count,
        "colons": sum(text.endswith(":") for text in texts) / count,
        "quotes": sum(map(together.count, _QUOTES)) / words * 100,
        "digits": len(_DIGITS.findall(together)) / words * 100,
        "capitals": len(_CAPITAL.findall(together)) / words * 100,
        "story_prices": _count_prices(together) / words * 100,
        "story_years": len(YEAR.findall(together)) / words * 100,
    }


def _count_prices(text: str) -> int:
    return len(PRICE.findall(text)) if any(sign in text for sign in PRICE_SIGNS) else 0
