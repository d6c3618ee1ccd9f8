"""What trafilatura's verdict says about each block and its place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.distances import log_distances

NAMES = (
    "verdict",
    "verdict_before",
    "verdict_after",
    "to_verdict_above",
    "to_verdict_below",
    "verdict_words",
    "verdict_share",
    "verdict_prose",
)


def read_verdict(verdict: NDArray[np.float32], words: NDArray[np.float32], prose: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each block its columns NAMES: shares of the verdict's words, logarithms of distances in blocks and of words."""
    count = len(words)
    kept = words * verdict
    total = max(1.0, float(kept.sum()))
    before = np.cumsum(kept) - kept
    columns = [
        verdict,
        before / total,
        (total - before - kept) / total,
        *log_distances(verdict > 0),
        np.full(count, np.log1p(total)),
        np.full(count, total / max(1.0, float(words.sum()))),
        np.full(count, float((prose * verdict).sum()) / max(1.0, float(prose.sum()))),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
