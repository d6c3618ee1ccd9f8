"""The form of a block, whatever its words mean: heading, prose, link."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.block import Block
from pipelines.text import tokens

HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "dt"))
SENTENCE_ENDS = tuple(".!?…。！？.”\"»“'’)")
MAX_HEADING_WORDS = 10
MIN_PROSE_WORDS = 12
MAX_PROSE_LINKS, MIN_LINK_DENSITY = 0.5, 0.7
MAX_COUNT_WORDS = 4
_COUNT = re.compile(r"\(?\d{1,4}\)? [^\W\d]{4,}(?: [^\W\d]+)?|[^\W\d]{4,}(?:[ '’][^\W\d]+)? ?\(\d{1,4}\)")
MAX_TOKENISED = 2_000  # texts; more blocks than all but the longest pages have


@lru_cache(maxsize=MAX_TOKENISED)
def token_tuple(text: str) -> tuple[str, ...]:
    """The text's tokens; remembered, since phrases, title, topics and hashes all ask for those of the same blocks."""
    return tuple(tokens(text))


def is_heading(block: Block) -> bool:
    """Whether the block stands as a heading: by its tag, or as a short line in bold without the end of a sentence."""
    if block.tag in HEADING_TAGS:
        return True
    bold = block.emphasis_chars >= 0.9 * len(block.text.replace(" ", "")) and block.emphasis_chars > 0
    return bold and block.words <= MAX_HEADING_WORDS and not block.text.endswith((".", "。"))


def is_count(block: Block) -> bool:
    """Whether the block is a number with a word or two, as "3 comments" or "Letters (2)": the heading of a discussion."""
    return block.words <= MAX_COUNT_WORDS and _COUNT.fullmatch(block.text) is not None


def is_prose(block: Block) -> bool:
    """Whether the block reads as a sentence of a text: some length, few links, an end."""
    return block.words >= MIN_PROSE_WORDS and block.link_density < MAX_PROSE_LINKS and block.text.endswith(SENTENCE_ENDS)


def is_link(block: Block) -> bool:
    """Whether the block is little else than a link."""
    return block.link_chars / len(block.text) > MIN_LINK_DENSITY


def are_siblings(first: Block, second: Block) -> bool:
    """Whether two blocks stand in one list: in the same box, or in boxes side by side."""
    if first.container is None or second.container is None:
        return first.container is second.container
    return first.container is second.container or first.container.parent is second.container.parent
