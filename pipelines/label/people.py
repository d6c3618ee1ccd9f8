"""Blocks that name the story's authors: the byline, or a line about them."""

from __future__ import annotations

from pipelines.block import Block, BlockLabel
from pipelines.label.facts import PageFacts
from pipelines.label.votes import Votes

MAX_BYLINE_REST = 5  # words beside the name that a byline may have
NAME_WEIGHT, NAME_AND_MORE_WEIGHT, MAX_BARE_REST = 6.0, 5.0, 2
BIO_WEIGHT, LATER_BIO_WEIGHT = 4.5, 3.0  # the sentence begins with the name, or has it near its beginning
BIO_START, LATER_BIO_START = 2, 20  # characters
PART_WEIGHT = 3.5
MIN_BIO_WORDS, MAX_PART_WORDS, MAX_BIO_WORDS = 5, 60, 90


def vote_authors(block: Block, facts: PageFacts, votes: Votes) -> None:
    """Adds byline for a short block with an author's name near the headline, author_bio for a later sentence that begins with it."""
    if not facts.author_names:
        return
    lower = block.text.lower()
    is_near = facts.is_near_headline(block)
    for name in facts.author_names:
        position = lower.find(name)
        rest = block.words - len(name.split())
        if position < 0:
            continue
        if rest <= MAX_BYLINE_REST:
            if is_near or facts.headline is None:
                votes.add(BlockLabel.BYLINE, NAME_WEIGHT if rest <= MAX_BARE_REST else NAME_AND_MORE_WEIGHT, "form:author_name")
        elif position <= LATER_BIO_START and block.words <= MAX_BIO_WORDS and not is_near:
            votes.add(BlockLabel.AUTHOR_BIO, BIO_WEIGHT if position <= BIO_START else LATER_BIO_WEIGHT, "form:author_sentence")
    if not is_near and MIN_BIO_WORDS <= block.words <= MAX_PART_WORDS and _begins_with_part(lower, facts):
        votes.add(BlockLabel.AUTHOR_BIO, PART_WEIGHT, "form:author_part")


def _begins_with_part(lower: str, facts: PageFacts) -> bool:
    """Whether a sentence begins with an author's first or last name alone."""
    first = lower.partition(" ")[0]
    return any(first in name.split() for name in facts.author_names) and not any(name in lower for name in facts.author_names)
