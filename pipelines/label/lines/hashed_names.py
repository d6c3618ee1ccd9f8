"""What the hashed words, word pairs and pieces of words of a line point to: log ratios of naive Bayes, one label against the rest.

Source of the ratios: Wang and Manning 2012, "Baselines and Bigrams"; the labels are the hand-labelled pages'.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.hashed import HASH_BITS

SMOOTHING, COMMON, RIVALS = 0.3, 1000.0, 3.0  # by cross-validation over the pages with a DOM
MIN_COUNT = 2.0  # a rarer cue says nothing
Array = NDArray[np.float32]


def count_hashes(hashes: NDArray[np.int64], starts: NDArray[np.int64], labels: NDArray[np.int64], weight: float, counts: Array) -> None:
    """Adds a page's cues, each with the weight, to `counts`: a row for each hash, a column for each label."""
    lengths = np.diff(np.append(starts, len(hashes)))
    np.add.at(counts, (hashes, np.repeat(labels, lengths)), weight)


def empty_counts(labels: int) -> Array:
    """Counts of nothing yet."""
    return np.zeros((1 << HASH_BITS, labels), dtype=np.float32)


def log_ratios(counts: Array) -> Array:
    """For each hash and label the logarithm of how much likelier it is in lines of this label than in others."""
    every = counts.sum(axis=1, keepdims=True)
    share = (counts + SMOOTHING) / (counts.sum(axis=0) + SMOOTHING * COMMON)
    rest = (every - counts + RIVALS * SMOOTHING) / ((every - counts).sum(axis=0) + RIVALS * SMOOTHING * COMMON)
    ratios = np.log(share / rest)
    ratios[every.ravel() < MIN_COUNT] = 0
    return np.asarray(ratios, dtype=np.float32)


def score_names(hashes: NDArray[np.int64], starts: NDArray[np.int64], ratios: Array) -> Array:
    """For each line the sum of its cues' ratios over the root of their number, a column for each label."""
    lengths = np.diff(np.append(starts, len(hashes)))
    sums = np.add.reduceat(ratios[hashes].astype(np.float32), starts, axis=0)
    return np.asarray(sums / np.sqrt(lengths)[:, None], dtype=np.float32)
