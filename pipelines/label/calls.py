"""What the phrases in a block speak for: calls to the reader, formulas, cue words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipelines.block import Block, BlockLabel
from pipelines.label.form import is_heading, is_link
from pipelines.label.phrases import PhraseHit, Strength, find_phrases
from pipelines.label.votes import Votes

# All weights of this folder: set by hand on the sample sites and the development corpus, see docs/separation.md.
STRONG_WEIGHT = 3.9
SINGLE_STRONG_WEIGHT = 2.2  # a phrase of one word
FURTHER_STRONG_WEIGHT = 1.0  # for each further rule, half of it for another phrase of the same rule
MAX_STRONG_WEIGHT = 5.0
PURE_WEIGHT, PURE_SHARE, MAX_PURE_WORDS = 5.0, 0.5, 16  # a line of which half is such phrases is nothing else
HEADING_WEIGHT = 3.0
LONE_LINE_WEIGHT = 7.0  # a heading phrase that stands alone in running text, as "Advertisement" does
WEAK_WEIGHT, MAX_WEAK_WEIGHT = 0.6, 2.2
CALL_WORDS = 22  # a call to the reader is short; a phrase in a longer block counts for less
WEAK_WORDS = 14  # the same for a cue word
CONTROL_FACTOR = 0.5  # "Send", "OK": the box says what for
CELL_TAGS = frozenset(("td", "th"))


def vote_phrases(block: Block, votes: Votes, *, is_byline_place: bool = True) -> None:
    """Adds what the block's phrases speak for: less in a long block, where a phrase may well be reported speech."""
    found = find_phrases(block.text)
    if not found:
        return
    groups: dict[tuple[BlockLabel, Strength], list[PhraseHit]] = defaultdict(list)
    for hit in found:
        groups[hit.label, hit.strength].append(hit)
    factor = CONTROL_FACTOR if block.tag in ("button", "label") else 1.0
    for (label, strength), hits in groups.items():
        if label is BlockLabel.BYLINE and strength is Strength.WEAK and not is_byline_place:
            continue  # "by", "ago" and dates stand everywhere
        longest = max(hits, key=lambda hit: hit.words)
        votes.add(label, factor * _weigh(block, strength, hits), f"phrase:{longest.rule}")


def _weigh(block: Block, strength: Strength, hits: Sequence[PhraseHit]) -> float:
    if strength is Strength.HEADING:
        return _weigh_heading(block)
    if strength is Strength.STRONG:
        return _weigh_strong(block, hits)
    weight = sum(WEAK_WEIGHT * (0.6 + 0.4 * max(1, hit.words)) for hit in hits)
    return min(MAX_WEAK_WEIGHT, weight * min(1.0, WEAK_WORDS / max(1, block.words)))


def _weigh_heading(block: Block) -> float:
    if block.tag in CELL_TAGS and not is_link(block):
        return 0.0  # the head of a table's column
    return HEADING_WEIGHT if is_heading(block) or is_link(block) else LONE_LINE_WEIGHT


def _weigh_strong(block: Block, hits: Sequence[PhraseHit]) -> float:
    first = SINGLE_STRONG_WEIGHT if max(hit.words for hit in hits) == 1 else STRONG_WEIGHT
    further = len({hit.rule for hit in hits}) - 1 + 0.5 * (len(hits) > 1)
    weight = min(MAX_STRONG_WEIGHT, first + FURTHER_STRONG_WEIGHT * further)
    is_line = block.words <= MAX_PURE_WORDS and not is_heading(block) and block.tag not in CELL_TAGS
    if is_line and sum(hit.words for hit in hits) >= PURE_SHARE * block.words:
        weight += PURE_WEIGHT
    return weight * min(1.0, CALL_WORDS / max(1, block.words))
