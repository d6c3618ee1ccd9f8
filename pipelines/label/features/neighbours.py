"""What stands before and after each block, near and far."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = (-3, -2, -1, 1, 2, 3)
WINDOWS = (4, 12)
OUTSIDE = -1.0  # a value that no block has: the page begins or ends here


def neighbour_names(values: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the columns that read_neighbours gives for these values."""
    steps = (f"{name}_at{step:+d}" for step in STEPS for name in values)
    windows = (f"{name}_{side}{width}" for width in WINDOWS for side in ("above", "below") for name in values)
    return (*steps, *windows)


def read_neighbours(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each block each value of the blocks STEPS away, and its mean over the WINDOWS above and below."""
    count = len(values)
    columns = []
    for step in STEPS:
        shifted = np.full_like(values, OUTSIDE)
        if abs(step) < count:
            if step < 0:
                shifted[-step:] = values[:step]
            else:
                shifted[:-step] = values[step:]
        columns.append(shifted)
    sums = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0, dtype=np.float64)])
    places = np.arange(count)
    for width in WINDOWS:
        low, high = np.maximum(places - width, 0), np.minimum(places + 1 + width, count)
        columns.append(((sums[places] - sums[low]) / np.maximum(places - low, 1)[:, None]).astype(np.float32))
        columns.append(((sums[high] - sums[places + 1]) / np.maximum(high - places - 1, 1)[:, None]).astype(np.float32))
    return np.concatenate(columns, axis=1)
