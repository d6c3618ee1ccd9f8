"""How far each block is from the nearest of some others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def log_distances(marked: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each block the logarithm of how many blocks above and below the nearest marked one stands, the block itself at 0."""
    count = len(marked)
    places = np.arange(count)
    above = np.maximum.accumulate(np.where(marked, places, -1))
    below = np.minimum.accumulate(np.where(marked, places, 2 * count)[::-1])[::-1]
    up = np.where(above >= 0, places - above, count)
    down = np.where(below < count, below - places, count)
    return np.log1p(up).astype(np.float32), np.log1p(down).astype(np.float32)
