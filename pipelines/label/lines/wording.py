"""What the words of a line suggest where no whole phrase stands in it: naive Bayes over the words of the phrase tables.

The tables are the training text, each phrase a short document of its label: all their languages count alike, whatever the hand-labelled
pages are written in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.block import BlockLabel
from pipelines.label.phrases import Strength, read_tables, without_quotations
from pipelines.text import tokens

MAX_WORDS = 60  # of the beginning of a line
_SMOOTHING = 0.1
_SURENESS = {Strength.STRONG: 1.0, Strength.HEADING: 0.8, Strength.WEAK: 0.6}
WORDING_LABELS = tuple(label for label in BlockLabel if label is not BlockLabel.BODY)


def read_wording(texts: Sequence[str]) -> NDArray[np.float32]:
    """For each text a row: the probability of each of WORDING_LABELS, and the share of its words that stand in a table, 0 without any."""
    table, scores = _log_likelihoods()
    rows = np.zeros((len(texts), len(WORDING_LABELS) + 1), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        cues = _cues(without_quotations(text))
        found = [number for cue in set(cues) if (number := table.get(cue)) is not None]
        if found:
            sums = scores[found].sum(axis=0)
            powers = np.exp(sums - sums.max())
            row[:-1] = powers / powers.sum()
            row[-1] = len(found) / len(cues)
    return rows


def _cues(text: str) -> list[str]:
    found = ["0" if token.isdecimal() else token for token in tokens(text)[:MAX_WORDS]]
    return found + [f"{first} {second}" for first, second in pairwise(found)]


@lru_cache(maxsize=1)
def _log_likelihoods() -> tuple[dict[str, int], NDArray[np.float32]]:
    """The row of each word and pair of the tables, and rows of the logarithm of its share in each label's phrases."""
    counts: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.full(len(WORDING_LABELS), _SMOOTHING))
    place = {label: index for index, label in enumerate(WORDING_LABELS)}
    for phrase, hit in read_tables():
        for cue in set(_cues(phrase)):
            if hit.label in place:
                counts[cue][place[hit.label]] += _SURENESS[hit.strength]
    table = np.array(list(counts.values()))
    return {cue: row for row, cue in enumerate(counts)}, np.log(table / table.sum(axis=0)).astype(np.float32)
