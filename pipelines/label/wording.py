"""What the words of a block suggest where no whole phrase stands in it: naive Bayes over the words of the phrase tables.

The tables are the training text, each phrase a short document of its label, so that no other data is needed. It only tells kinds of
boilerplate apart: how sure it is never decides between story and boilerplate.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise

from pipelines.block import BlockLabel
from pipelines.label.phrases import Strength, read_tables, without_quotations
from pipelines.label.votes import Votes
from pipelines.text import tokens

WORDING_WEIGHT = 1.1  # of a label that the words make certain
MIN_SHARE = 0.4  # a less likely label gets nothing
MAX_WORDS = 60  # a longer block is judged by its phrases
_SMOOTHING = 0.1
_SURENESS = {Strength.STRONG: 1.0, Strength.HEADING: 0.8, Strength.WEAK: 0.6}
_LABELS = tuple(label for label in BlockLabel if label is not BlockLabel.BODY)


def vote_by_words(text: str) -> Votes:
    """What the block's words and pairs of words point to; nothing where none of them stands in a table."""
    votes = Votes()
    table = _log_likelihoods()
    found = [row for feature in set(_features(without_quotations(text))) if (row := table.get(feature)) is not None]
    if found:
        sums = [sum(column) for column in zip(*found, strict=True)]
        top = max(sums)
        shares = [math.exp(value - top) for value in sums]
        total = sum(shares)
        for label, share in zip(_LABELS, shares, strict=True):
            if share / total >= MIN_SHARE:
                votes.add(label, WORDING_WEIGHT * share / total, f"words:{label}")
    return votes


def _features(text: str) -> list[str]:
    found = ["0" if token.isdecimal() else token for token in tokens(text)[:MAX_WORDS]]
    return found + [f"{first} {second}" for first, second in pairwise(found)]


@lru_cache(maxsize=1)
def _log_likelihoods() -> dict[str, tuple[float, ...]]:
    """For each word and pair of the tables the logarithm of its share in each label's phrases."""
    counts: dict[BlockLabel, dict[str, float]] = {label: defaultdict(float) for label in BlockLabel}
    for phrase, hit in read_tables():
        for feature in set(_features(phrase)):
            counts[hit.label][feature] += _SURENESS[hit.strength]
    vocabulary: set[str] = set().union(*counts.values())
    scale = {label: sum(counts[label].values()) + _SMOOTHING * len(vocabulary) for label in _LABELS}
    return {
        feature: tuple(math.log((counts[label].get(feature, 0.0) + _SMOOTHING) / scale[label]) for label in _LABELS)
        for feature in vocabulary
    }
