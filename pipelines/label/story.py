"""By how much each block is story: a linear model over a few signals, fitted on real pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.label.facts import PageFacts
from pipelines.label.form import is_prose
from pipelines.label.signals import NAMES, story_signals

# Logistic regression on the development corpus (668 pages with a gold text, 149 of them labelled by hand), words per page weighted alike;
# docs/separation.md says how it was fitted and what it scores out of fold.
WEIGHTS = {
    "in_main": -0.21,
    "main_short": 0.48,
    "main_sentence": -0.02,
    "main_support": -0.34,
    "main_group": 1.90,
    "sentence": 0.75,
    "prose_words": 0.24,
    "links": -0.70,
    "is_link": -0.58,
    "heading": 0.17,
    "list_item": 0.41,
    "table_cell": -0.10,
    "plain_div": -0.65,
    "support": 1.13,
    "group": -0.12,
    "in_story_box": 1.53,
    "claimed": 0.08,
    "hidden": -0.28,
    "after_prose": -1.59,
    "before_prose": -0.65,
    "in_tail": -4.0,
    "quotes_title": -1.35,
    "far": 0.13,
    "repeated": -3.15,
    "words_3": 0.44,
    "words_6": -0.36,
    "words_12": 0.13,
    "words_20": 0.23,
    "words_40": 0.27,
}
BIAS = -1.68
SCALE = 1.67  # of the log-odds, so that one unit weighs as much as one of the hand-set votes: the fitted weight of these

PLAIN_TEXT_WEIGHT = 1.6  # a line of plain text, of which nothing else is known
PLAIN_PROSE_WEIGHT = 1.8
PLAIN_LONG_PROSE_WEIGHT = 1.2
LONG_PROSE_WORDS = 30


def weigh_story(facts: PageFacts, against: Sequence[float]) -> list[float]:
    """For each block the log-odds that it is story, before its neighbours are asked.

    `against` is for each block the greatest weight that speaks for any other label. Plain text has no signals but its own words.
    """
    if not facts.has_dom:
        return [_weigh_line(facts, index, weight) for index, weight in enumerate(against)]
    weights = [WEIGHTS[name] for name in NAMES]
    return [SCALE * (BIAS + sum(map(float.__mul__, weights, signals))) for signals in story_signals(facts, against)]


def _weigh_line(facts: PageFacts, index: int, against: float) -> float:
    block = facts.blocks[index]
    _ = against
    weight = PLAIN_TEXT_WEIGHT
    if is_prose(block):
        weight += PLAIN_PROSE_WEIGHT + (PLAIN_LONG_PROSE_WEIGHT if block.words >= LONG_PROSE_WORDS else 0.0)
    return weight
