"""Probabilities of the lines, one by one -> their labels as a sequence, with what is known of how labels follow each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.lines.views import BODY
from pipelines.label.sequence import best_sequence

TRANSITION_WEIGHT = 0.25  # of the neighbours' labels against the line's own
# Of the lines so cut out of fold 75 were boilerplate and 4 were story (442 pages, all views).
LINES_ABOVE_STRAY, MAX_STRAY_WORDS = 3, 30
NEVER = 1e-6
Array = NDArray[np.float32]


def best_labels(likely: Array, transitions: Array) -> NDArray[np.int64]:
    """The number of each line's label in the most likely sequence. `likely` has a row of probabilities for each line."""
    return best_sequence(*_weights(likely, transitions))


def without_strays(numbers: NDArray[np.int64], likely: Array, words: Array, repeats_title: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The labels without story lines that stand alone among boilerplate: below several cut lines and above another one.

    The last line of a text stays, since stories do go on below a box, unless it fills in the story's title.
    """
    cleaned = numbers.copy()
    for index in np.flatnonzero(numbers == BODY).tolist():
        above, below = numbers[max(0, index - LINES_ABOVE_STRAY) : index], numbers[index + 1 : index + 2]
        is_cut_off = len(above) == LINES_ABOVE_STRAY and (above != BODY).all() and BODY in numbers[:index]
        is_short = words[index] <= MAX_STRAY_WORDS
        if is_cut_off and is_short and ((below != BODY).all() if len(below) else repeats_title[index]):
            cleaned[index] = 1 + int(likely[index, BODY + 1 :].argmax())
    return cleaned


def marginals(likely: Array, transitions: Array) -> Array:
    """For each line the probability of each label over all sequences (forwards and backwards, Rabiner 1989)."""
    own, steps = _weights(likely, transitions)
    forward, backward = own.copy(), np.zeros_like(own)
    for index in range(1, len(own)):
        forward[index] += _log_sum(forward[index - 1][:, None] + steps, axis=0)
    for index in range(len(own) - 2, -1, -1):
        backward[index] = _log_sum(steps + (own[index + 1] + backward[index + 1])[None, :], axis=1)
    total = forward + backward
    return np.asarray(np.exp(total - _log_sum(total, axis=1)[:, None]), dtype=np.float32)


def _weights(likely: Array, transitions: Array) -> tuple[Array, Array]:
    return np.log(np.maximum(likely, NEVER)).astype(np.float32), (TRANSITION_WEIGHT * transitions).astype(np.float32)


def _log_sum(values: Array, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis), dtype=np.float32)
