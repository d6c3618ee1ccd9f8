"""By how much each block is story: a linear model over a few signals, fitted on real pages."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.label.facts import PageFacts
from pipelines.label.form import is_prose
from pipelines.label.signals import NAMES, story_signals

# Logistic regression on the development corpus (668 pages with a gold text, 149 of them labelled by hand), words per page weighted alike;
# docs/separation.md says how it was fitted and what it scores out of fold.
WEIGHTS = {
    "in_main": 0.14,
    "main_short": 0.28,
    "main_sentence": 0.11,
    "main_support": -0.42,
    "main_group": 1.90,
    "sentence": 0.80,
    "prose_words": 0.16,
    "links": -0.95,
    "is_link": -0.53,
    "heading": 0.27,
    "list_item": 0.50,
    "table_cell": -0.01,
    "plain_div": -0.61,
    "support": 1.34,
    "group": -0.16,
    "in_story_box": 1.47,
    "claimed": 0.06,
    "hidden": -0.28,
    "after_story": -1.62,
    "before_story": -0.52,
    "far": 0.26,
    "repeated": -3.11,
    "words_3": 0.33,
    "words_6": -0.34,
    "words_12": 0.06,
    "words_20": 0.39,
    "words_40": 0.29,
}
BIAS = -2.40
SCALE = 1.89  # of the log-odds, so that one unit weighs as much as one of the hand-set votes: the fitted weight of these

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
