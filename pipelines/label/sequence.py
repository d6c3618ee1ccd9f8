"""Labels in order: how they follow each other, and the most likely sequence of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
UNSEEN_COUNT = 0.5  # of two labels that never follow each other


def count_transitions(sequences: Iterable[Sequence[int]], labels: int) -> Array:
    """The logarithm of how often a label (column) follows a label (row); a number below 0 is no label."""
    counts = np.full((labels, labels), UNSEEN_COUNT)
    for sequence in sequences:
        for first, second in pairwise(sequence):
            if min(first, second) >= 0:
                counts[first, second] += 1
    return np.asarray(np.log(counts / counts.sum(axis=1, keepdims=True)), dtype=np.float32)


def best_sequence(own: Array, steps: Array) -> NDArray[np.int64]:
    """The sequence of labels with the greatest sum of weights (Viterbi 1967).

    `own` has a row of weights for each block, one for each label; `steps` the weight of each label (column) after each (row).
    """
    best = own.copy()
    for index in range(1, len(own)):
        best[index] += np.maximum.reduce(best[index - 1][:, None] + steps)
    origins = (best[:-1, :, None] + steps).argmax(axis=1).tolist()
    path = [int(best[-1].argmax())]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    return np.array(path[::-1], dtype=np.int64)
