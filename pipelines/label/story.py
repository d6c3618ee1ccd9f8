"""By how much each block is story: a linear model over a few signals, fitted on real pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_prose
from pipelines.label.signals import NAMES, story_signals

# Logistic regression on the development corpus (668 pages with a gold text, 149 of them labelled by hand), words per page weighted alike;
# docs/separation.md says how it was fitted and what it scores out of fold.
WEIGHTS = {
    "in_main": -0.55,
    "main_short": 0.35,
    "main_sentence": 0.13,
    "main_support": -0.16,
    "main_group": 2.29,
    "sentence": 0.55,
    "prose_words": 0.19,
    "links": -0.70,
    "is_link": -0.24,
    "heading": 0.16,
    "list_item": 0.31,
    "table_cell": -0.48,
    "plain_div": -0.69,
    "support": 0.98,
    "group": -0.18,
    "in_story_box": 1.95,
    "claimed": -0.23,
    "hidden": -0.16,
    "after_prose": -1.52,
    "before_prose": -1.23,
    "in_tail": -3.0,
    "quotes_title": -1.86,
    "is_description": 1.88,
    "is_lead": 1.42,
    "far": 0.19,
    "repeated": -3.12,
    "words_3": 0.46,
    "words_6": -0.29,
    "words_12": 0.08,
    "words_20": 0.26,
    "words_40": 0.37,
}
BIAS = -1.85
SCALE = 1.72  # of the log-odds, so that one unit weighs as much as one of the hand-set votes: the fitted weight of these

PLAIN_TEXT_WEIGHT = 1.6  # a line of plain text, of which nothing else is known
PLAIN_PROSE_WEIGHT = 1.8
PLAIN_LONG_PROSE_WEIGHT = 1.2
PLAIN_TAIL_WEIGHT = -4.5
LONG_PROSE_WORDS = 30


def weigh_story(facts: PageFacts, against: Sequence[float], tail: int) -> list[float]:
    """For each block the log-odds that it is story, before its neighbours are asked.

    `against` is for each block the greatest weight that its words give to any other label, `tail` the index at which the page's tail begins. Plain text has no signals but its own words.
    """
    if not facts.has_dom:
        return [_weigh_line(block) + (PLAIN_TAIL_WEIGHT if block.index >= tail else 0.0) for block in facts.blocks]
    weights = [WEIGHTS[name] for name in NAMES]
    return [SCALE * (BIAS + sum(map(float.__mul__, weights, signals))) for signals in story_signals(facts, against, tail)]


def _weigh_line(block: Block) -> float:
    weight = PLAIN_TEXT_WEIGHT
    if is_prose(block):
        weight += PLAIN_PROSE_WEIGHT + (PLAIN_LONG_PROSE_WEIGHT if block.words >= LONG_PROSE_WORDS else 0.0)
    return weight
