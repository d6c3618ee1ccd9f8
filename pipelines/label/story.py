"""By how much each block is story: a linear model over a few signals, fitted on real pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_prose
from pipelines.label.signals import NAMES, story_signals
from pipelines.label.tail import find_tail

# Logistic regression on the development corpus (668 pages with a gold text, 149 of them labelled by hand), words per page weighted alike;
# docs/separation.md says how it was fitted and what it scores out of fold.
WEIGHTS = {
    "in_main": -0.54,
    "main_short": 0.36,
    "main_sentence": 0.15,
    "main_support": -0.17,
    "main_group": 2.27,
    "sentence": 0.54,
    "prose_words": 0.20,
    "links": -0.54,
    "is_link": -0.42,
    "heading": 0.17,
    "list_item": 0.36,
    "table_cell": -0.46,
    "plain_div": -0.68,
    "support": 0.98,
    "group": -0.20,
    "in_story_box": 1.94,
    "claimed": -0.05,
    "hidden": -0.16,
    "after_prose": -1.54,
    "before_prose": -1.22,
    "in_tail": -3.0,
    "quotes_title": -1.86,
    "is_description": 1.91,
    "is_lead": 1.40,
    "far": 0.19,
    "repeated": -3.10,
    "words_3": 0.44,
    "words_6": -0.29,
    "words_12": 0.07,
    "words_20": 0.25,
    "words_40": 0.36,
}
BIAS = -1.84
SCALE = 1.69  # of the log-odds, so that one unit weighs as much as one of the hand-set votes: the fitted weight of these

PLAIN_TEXT_WEIGHT = 1.6  # a line of plain text, of which nothing else is known
PLAIN_PROSE_WEIGHT = 1.8
PLAIN_LONG_PROSE_WEIGHT = 1.2
PLAIN_TAIL_WEIGHT = -4.5
LONG_PROSE_WORDS = 30


def weigh_story(facts: PageFacts, against: Sequence[float]) -> list[float]:
    """For each block the log-odds that it is story, before its neighbours are asked.

    `against` is for each block the greatest weight that speaks for any other label. Plain text has no signals but its own words.
    """
    if not facts.has_dom:
        tail = find_tail(facts, against)
        return [_weigh_line(block) + (PLAIN_TAIL_WEIGHT if block.index >= tail else 0.0) for block in facts.blocks]
    weights = [WEIGHTS[name] for name in NAMES]
    return [SCALE * (BIAS + sum(map(float.__mul__, weights, signals))) for signals in story_signals(facts, against)]


def _weigh_line(block: Block) -> float:
    weight = PLAIN_TEXT_WEIGHT
    if is_prose(block):
        weight += PLAIN_PROSE_WEIGHT + (PLAIN_LONG_PROSE_WEIGHT if block.words >= LONG_PROSE_WORDS else 0.0)
    return weight
