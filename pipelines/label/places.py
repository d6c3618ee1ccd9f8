"""What usually stands in a place: above the headline, under it, inside the story, below it."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block, BlockLabel
from pipelines.label.facts import PageFacts
from pipelines.label.form import are_siblings, is_link, is_prose
from pipelines.label.votes import Votes
from pipelines.label.wording import vote_by_words

TITLE_WORDS = 5  # a link of that many words is the title of another story; a shorter one is a menu entry
BYLINE_WORDS = 14
KICKER_WORDS = 4
MENU_WORDS = 2
SURE_WORDS = 12
BYLINE_REACH = 4  # blocks above the headline that may be its kicker


def vote_by_place(facts: PageFacts, story: Sequence[float]) -> list[Votes]:
    """For each block what its place suggests, given the log-odds of being story: hints that decide only where nothing else speaks."""
    sure = [block.index for block in facts.blocks if story[block.index] > 0 and block.words >= SURE_WORDS]
    first, last = (sure[0], sure[-1]) if sure else (len(story), -1)
    return [_vote(block, facts, first, last) for block in facts.blocks]


def _vote(block: Block, facts: PageFacts, first: int, last: int) -> Votes:
    votes = vote_by_words(block.text)
    if is_link(block):
        related = block.words >= TITLE_WORDS
        votes.add(BlockLabel.RELATED if related else BlockLabel.NAVIGATION, 0.9, "form:title_link" if related else "form:short_link")
    headline = facts.headline if facts.headline is not None else max(0, first - BYLINE_REACH)
    if block.index < first:
        before = facts.blocks[block.index - 1] if block.index else None
        is_row = before is not None and is_link(before) and is_link(block) and are_siblings(before, block)
        _vote_above_story(block, headline, votes, is_row=is_row)
    elif block.index > last:
        _vote_below_story(block, votes)
    else:
        votes.add(BlockLabel.RELATED if block.link is not None else BlockLabel.PROMOTION, 0.3, "place:inside")
    return votes


def _vote_above_story(block: Block, headline: int, votes: Votes, *, is_row: bool) -> None:
    if block.index > headline and block.words <= BYLINE_WORDS:
        votes.add(BlockLabel.BYLINE, 1.0, "place:under_headline")
    elif block.index == headline - 1 and block.words <= KICKER_WORDS:
        votes.add(BlockLabel.BYLINE, 1.5 if is_row else 8.5, "place:kicker")
    votes.add(BlockLabel.NAVIGATION, 0.5, "place:head")


def _vote_below_story(block: Block, votes: Votes) -> None:
    if is_prose(block):
        votes.add(BlockLabel.PROMOTION, 0.3, "place:tail_prose")
    else:
        votes.add(BlockLabel.NAVIGATION if block.words <= MENU_WORDS else BlockLabel.RELATED, 0.2, "place:tail")
