"""Makes probabilities true: the exponents with which odds agree best with what came of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

EXPONENTS = np.arange(0.5, 2.01, 0.05)


def best_exponent(probability: NDArray[np.float64], came_true: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """The exponent of the odds that gives the least log loss: below 1 the probabilities were too sure.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks" (temperature scaling).
    """
    odds = np.clip(probability, 1e-6, 1 - 1e-6)
    odds = odds / (1 - odds)
    losses = []
    for exponent in EXPONENTS:
        scaled = np.clip(odds**exponent / (1 + odds**exponent), 1e-9, 1 - 1e-9)
        losses.append(-(weight * np.where(came_true > 0, np.log(scaled), np.log(1 - scaled))).sum())
    return float(EXPONENTS[int(np.argmin(losses))])


def expected_error(probability: NDArray[np.float64], came_true: NDArray[np.float64], bins: Sequence[float]) -> float:
    """The mean distance between what was expected and what came, over bins of the probability, by their number of blocks."""
    place = np.digitize(probability, bins)
    errors = [
        (place == number).sum() * abs(probability[place == number].mean() - came_true[place == number].mean())
        for number in np.unique(place)
    ]
    return float(sum(errors) / max(1, len(probability)))
