"""Gradient-boosted trees without the library that grew them: plain arrays, all trees and rows scored at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.tree_masks import TreeMasks, read_masks


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble of binary trees over the columns of a matrix; each tree adds its leaf's value to one output.

    Nodes of all trees are numbered through. A node sends a row to its first child where the row's value in `columns` is at most
    `thresholds`, else to its second; `children` holds both, a leaf is its own child and carries its `values`.
    `roots` are the trees' first nodes in the order of outputs, the same number of trees each; `depth` the greatest number of steps.
    """

    columns: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    children: NDArray[np.int32]
    values: NDArray[np.float32]
    roots: NDArray[np.int32]
    depth: int
    outputs: int = 1
    _masks: TreeMasks = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        masks = read_masks(columns=self.columns, thresholds=self.thresholds, children=self.children, values=self.values, roots=self.roots)
        object.__setattr__(self, "_masks", masks)

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row of the matrix the summed leaf values, one column for each output: log-odds before any scaling."""
        return self._masks.score(matrix, self.outputs)

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """The ensemble as named arrays, as `from_arrays` reads them."""
        return {
            f"{prefix}.columns": self.columns.astype(np.int16),
            f"{prefix}.thresholds": self.thresholds,
            f"{prefix}.children": self.children,
            f"{prefix}.values": self.values,
            f"{prefix}.roots": self.roots,
            f"{prefix}.shape": np.array([self.depth, self.outputs], dtype=np.int32),
        }


def from_arrays(arrays: Mapping[str, NDArray[np.generic]], prefix: str) -> Trees:
    """The ensemble that `Trees.arrays` wrote under this prefix. Raises KeyError where it is not there."""
    depth, outputs = arrays[f"{prefix}.shape"].tolist()
    return Trees(
        columns=arrays[f"{prefix}.columns"].astype(np.int32),
        thresholds=arrays[f"{prefix}.thresholds"].astype(np.float32),
        children=arrays[f"{prefix}.children"].astype(np.int32),
        values=arrays[f"{prefix}.values"].astype(np.float32),
        roots=arrays[f"{prefix}.roots"].astype(np.int32),
        depth=depth,
        outputs=outputs,
    )


def sigmoid(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities from 0 to 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0))), dtype=np.float32)


def softmax(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities over the columns of each row, adding up to 1."""
    powers = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
