"""A linear model over the same columns as the trees: wrong in other places than they are, so that both together err less."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_DEVIATIONS = 3.0  # a value further from the mean counts as this far
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (columns by labels) and bias for columns that are moved by `means` and divided by `scales`."""

    means: Array
    scales: Array
    weights: Array
    bias: Array

    def score(self, matrix: Array) -> Array:
        """For each row of the matrix its log-odds for each label."""
        return np.asarray(self.standardise(matrix) @ self.weights + self.bias, dtype=np.float32)

    def standardise(self, matrix: Array) -> Array:
        """The matrix with all columns of one size."""
        return np.asarray(np.clip((matrix - self.means) / self.scales, -MAX_DEVIATIONS, MAX_DEVIATIONS), dtype=np.float32)

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays, as `linear_from_arrays` reads them."""
        return {
            f"{prefix}.means": self.means,
            f"{prefix}.scales": self.scales,
            f"{prefix}.weights": self.weights.astype(np.float16),
            f"{prefix}.bias": self.bias,
        }


def linear_from_arrays(arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Linear:
    """The model that `Linear.arrays` wrote under this prefix."""
    means, scales, weights, bias = (arrays[f"{prefix}.{name}"].astype(np.float32) for name in ("means", "scales", "weights", "bias"))
    return Linear(means, scales, weights, bias)
