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
    "in_main": -0.41,
    "main_short": 0.31,
    "main_sentence": 0.18,
    "main_support": -0.23,
    "main_group": 2.10,
    "sentence": 0.52,
    "prose_words": 0.20,
    "links": -0.71,
    "is_link": -0.40,
    "heading": 0.36,
    "list_item": 0.35,
    "table_cell": -0.40,
    "plain_div": -0.71,
    "support": 1.02,
    "group": -0.15,
    "in_story_box": 1.87,
    "claimed": -0.25,
    "hidden": -0.20,
    "after_prose": -1.52,
    "before_prose": -0.85,
    "in_tail": -3.0,
    "quotes_title": -1.88,
    "is_description": 1.77,
    "is_lead": 1.09,
    "far": 0.17,
    "repeated": -3.14,
    "words_3": 0.47,
    "words_6": -0.25,
    "words_12": 0.08,
    "words_20": 0.23,
    "words_40": 0.36,
}
BIAS = -1.68
SCALE = 1.67  # of the log-odds, so that one unit weighs as much as one of the hand-set votes: the fitted weight of these

CONTROL_TAGS, CONTROL_WEIGHT = ("button", "label", "legend"), -4.0  # a form's own words
PLAIN_TEXT_WEIGHT = 1.6  # a line of plain text, of which nothing else is known
PLAIN_PROSE_WEIGHT = 1.8
PLAIN_LONG_PROSE_WEIGHT = 1.2
PLAIN_TAIL_WEIGHT = -4.5
LONG_PROSE_WORDS = 30


def weigh_story(facts: PageFacts, against: Sequence[float], tail: int) -> list[float]:
    """For each block the log-odds that it is story, before its neighbours are asked.

    `against` is for each block the greatest weight that its words give to any other label, `tail` the index at which the
    page's tail begins. Plain text has no signals but its own words.
    """
    if not facts.has_dom:
        return [_weigh_line(block) + (PLAIN_TAIL_WEIGHT if block.index >= tail else 0.0) for block in facts.blocks]
    weights = [WEIGHTS[name] for name in NAMES]
    fitted = [SCALE * (BIAS + sum(map(float.__mul__, weights, signals))) for signals in story_signals(facts, against, tail)]
    return [weight + (CONTROL_WEIGHT if block.tag in CONTROL_TAGS else 0.0) for weight, block in zip(fitted, facts.blocks, strict=True)]


def _weigh_line(block: Block) -> float:
    weight = PLAIN_TEXT_WEIGHT
    if is_prose(block):
        weight += PLAIN_PROSE_WEIGHT + (PLAIN_LONG_PROSE_WEIGHT if block.words >= LONG_PROSE_WORDS else 0.0)
    return weight
