"""What hashed text cues point to: log ratios of naive Bayes, one label against the rest.

Source: Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.hashed import HASH_BITS

SMOOTHING, COMMON, RIVALS = 0.3, 1000.0, 3.0  # by cross-validation on the hand-labelled pages
MIN_COUNT = 2.0  # a rarer cue says nothing
Array = NDArray[np.float32]


def empty_counts(labels: int) -> Array:
    """Counts of nothing yet."""
    return np.zeros((1 << HASH_BITS, labels), dtype=np.float32)


def count_cues(hashes: NDArray[np.int64], starts: NDArray[np.int64], labels: NDArray[np.int64], weight: float, counts: Array) -> None:
    """Adds a page's cues, each with the weight, to `counts`: a row for each hash, a column for each label.

    `labels` has the number of each block's label; a block with a number below 0 is passed over.
    """
    owners = np.repeat(labels, np.diff(np.append(starts, len(hashes))))
    known = owners >= 0
    np.add.at(counts, (hashes[known], owners[known]), weight)


def log_ratios(counts: Array) -> Array:
    """For each hash and label the logarithm of how much likelier it is in blocks of this label than in others."""
    every = counts.sum(axis=1, keepdims=True)
    share = (counts + SMOOTHING) / (counts.sum(axis=0) + SMOOTHING * COMMON)
    rest = (every - counts + RIVALS * SMOOTHING) / ((every - counts).sum(axis=0) + RIVALS * SMOOTHING * COMMON)
    ratios = np.log(share / rest)
    ratios[every.ravel() < MIN_COUNT] = 0
    return np.asarray(ratios, dtype=np.float32)


def score_cues(hashes: NDArray[np.int64], starts: NDArray[np.int64], weights: Array) -> Array:
    """For each block the sum of its cues' weights over the root of their number, a column for each column of the weights."""
    lengths = np.diff(np.append(starts, len(hashes)))
    sums = np.add.reduceat(weights[hashes], starts, axis=0)
    return np.asarray(sums / np.sqrt(lengths)[:, None], dtype=np.float32)


def to_bytes(ratios: Array, step: float) -> NDArray[np.int8]:
    """The ratios as multiples of the step, a byte each: up to 127 of them either way."""
    return np.clip(np.round(ratios / step), -127, 127).astype(np.int8)


def from_bytes(stored: NDArray[np.generic], step: float) -> Array:
    """The ratios that `to_bytes` stored, to within half a step."""
    return stored.astype(np.float32) * np.float32(step)
