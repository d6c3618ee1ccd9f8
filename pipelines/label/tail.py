"""Where the story ends when what follows stands in the same box: the tail that a site prints below every story.

Two explanations of the last blocks are compared, block by block: story goes on, or the tail has begun. The logarithms of how much likelier
a block is in a tail are added up from the end; the tail begins where the sum is greatest.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block
from pipelines.label.facts import PageFacts
from pipelines.label.form import HEADING_TAGS, SENTENCE_ENDS, is_link

# Log ratios, estimated on the sample sites and the hand-labelled pages of the development corpus.
_EVIDENCE = ((3.0, 3.0), (2.0, 2.5), (1.2, 1.0))  # weight against story -> ratio
_PROSE = ((40, -5.0), (20, -3.6), (18, -3.2), (12, -2.0), (8, -1.0))  # words of a clean sentence -> ratio
PARAGRAPH_WORDS = 20
LABEL_WORDS, _LABEL_LINE = 2, 1.5  # "Advertisement" stands inside stories, too
_SHORT_LINE = 0.4
_TITLE_LINK = 1.0
_QUOTES_TITLE = 3.0
_CALL, CALL_WORDS = 0.8, 14  # a short question or exclamation addresses the reader
MAX_TAIL_SHARE = 0.35  # of the page's clean prose may stand in a tail: rules for comments, readers' comments
MAX_INTERRUPTION, MIN_RESUMED_WORDS = 3, 12  # blocks; words of the sentence with which a story goes on
MIN_TAIL_RATIO = 9.0  # less is no tail, but a story that ends with a line or two of something else


def find_tail(facts: PageFacts, against: Sequence[float]) -> int:
    """The index of the first block of the tail; the number of blocks where there is none.

    `against` is for each block the greatest weight that speaks for any label but body. Only blocks that the verdict takes for story are
    asked: what it left out needs no tail to be left out.
    """
    clean = [_clean_words(block, facts, weight) for block, weight in zip(facts.blocks, against, strict=True)]
    limit = MAX_TAIL_SHARE * sum(clean)
    start, best, total, words = len(facts.blocks), MIN_TAIL_RATIO, 0.0, 0
    for block in reversed(facts.blocks):
        words += clean[block.index]
        if words > limit:
            break
        if facts.in_main_at(block.index):
            total += _ratio(block, facts, against[block.index])
            if total > best:
                start, best = block.index, total
    return _without_interruption(start, clean, facts, against)


def _without_interruption(start: int, clean: Sequence[int], facts: PageFacts, against: Sequence[float]) -> int:
    """The start of the tail behind a sentence that follows a single line of evidence: that line only interrupts the story."""
    evidence = 0
    for index in range(start, min(start + MAX_INTERRUPTION, len(clean))):
        if clean[index] >= MIN_RESUMED_WORDS:
            return index + 1 if evidence == 1 else start
        evidence += facts.in_main_at(index) and against[index] >= _EVIDENCE[1][0]
    return start


def _clean_words(block: Block, facts: PageFacts, against: float) -> int:
    """The block's words where it reads as story: taken by the verdict, a sentence, nothing against it."""
    is_story = facts.in_main_at(block.index) and against < _EVIDENCE[-1][0] and block.text.endswith(SENTENCE_ENDS) and not is_link(block)
    return block.words if is_story else 0


def _ratio(block: Block, facts: PageFacts, against: float) -> float:
    if facts.quotes_title(block):
        return _QUOTES_TITLE
    is_paragraph = block.words >= PARAGRAPH_WORDS and block.text.endswith(SENTENCE_ENDS)
    for weight, ratio in _EVIDENCE[:2] if is_paragraph else _EVIDENCE:  # a cue word or two stand in every paragraph
        if against >= weight:
            return ratio if block.words > LABEL_WORDS else min(ratio, _LABEL_LINE)
    if is_link(block):
        return _TITLE_LINK
    if block.words <= CALL_WORDS and block.text.endswith(("!", "?")):
        return _CALL
    if block.text.endswith(SENTENCE_ENDS):
        return next((ratio for words, ratio in _PROSE if block.words >= words), 0.0)
    return 0.0 if block.tag in ("li", "td", "th", "dd") or block.tag in HEADING_TAGS else _SHORT_LINE
