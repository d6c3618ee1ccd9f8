"""The layout in which trees are scored: every comparison once, and for each tree a word of bits in place of a walk.

The leaves of a tree are numbered from left to right, a bit each. A comparison that sends a row to the second child removes the leaves
below the first; the leftmost leaf that is never removed is the row's. Nothing branches, so that one call does a step for all rows.
Source: Lucchese et al. 2015, "QuickScorer: a Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees".
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 128  # keeps the arrays of one step, rows times trees, in the processor's cache
WORDS = (np.uint16, np.uint32, np.uint64)


@dataclass(frozen=True, slots=True)
class TreeMasks:
    """An ensemble as its comparisons and what they remove.

    `columns` and `thresholds` are the ensemble's distinct comparisons. Step by step and tree by tree, `comparisons` is the number of one
    and `removed` the leaves that it removes; trees of fewer steps remove nothing in the last. `leaves` has a row of values for each tree.
    """

    columns: NDArray[np.intp]
    thresholds: NDArray[np.float32]
    comparisons: NDArray[np.intp]
    removed: NDArray[np.unsignedinteger]
    leaves: NDArray[np.float32]

    def score(self, matrix: NDArray[np.float32], outputs: int) -> NDArray[np.float32]:
        """For each row of the matrix the summed leaf values, one column for each output."""
        parts = [self._score(matrix[start : start + ROWS_AT_ONCE], outputs) for start in range(0, len(matrix), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, outputs), dtype=np.float32)

    def _score(self, matrix: NDArray[np.float32], outputs: int) -> NDArray[np.float32]:
        values = np.ascontiguousarray(matrix.T).take(self.columns, axis=0)
        word = self.removed.dtype.type
        all_or_none = word(0) - (values > self.thresholds[:, None]).astype(word)
        gone = np.zeros((len(self.leaves), len(matrix)), dtype=word)
        step = np.empty_like(gone)
        for comparisons, removed in zip(self.comparisons, self.removed, strict=True):
            all_or_none.take(comparisons, axis=0, out=step, mode="clip")  # without it numpy would copy `step` first
            step &= removed[:, None]
            gone |= step
        first_left = np.bitwise_count(gone ^ (gone + word(1))) - 1  # the number of bits set below the lowest that is not
        starts = np.arange(len(self.leaves))[:, None] * self.leaves.shape[1]
        found = self.leaves.ravel().take(first_left + starts)
        return np.asarray(found.reshape(outputs, -1, len(matrix)).sum(axis=1).T, dtype=np.float32)


def read_masks(
    *,
    columns: NDArray[np.int32],
    thresholds: NDArray[np.float32],
    children: NDArray[np.int32],
    values: NDArray[np.float32],
    roots: NDArray[np.int32],
) -> TreeMasks:
    """The layout of the nodes of `trees.Trees`. Raises ValueError for a tree of more than 64 leaves."""
    pairs = children.reshape(-1, 2).tolist()
    trees = [_Tree() for _ in roots]
    for tree, root in zip(trees, roots.tolist(), strict=True):
        tree.add(root, pairs)
    steps, width = max(len(tree.splits) for tree in trees), max(len(tree.leaves) for tree in trees)
    word = next((word for word in WORDS if width <= np.iinfo(word).bits), None)
    if word is None:
        raise ValueError(f"a tree of {width} leaves")
    numbers: dict[tuple[int, float], int] = {}
    comparisons = np.zeros((steps, len(trees)), dtype=np.intp)
    removed = np.zeros((steps, len(trees)), dtype=word)
    leaves = np.zeros((len(trees), width), dtype=np.float32)
    for place, tree in enumerate(trees):
        leaves[place, : len(tree.leaves)] = values[tree.leaves]
        for step, (node, below_first) in enumerate(tree.splits):
            comparison = (int(columns[node]), float(thresholds[node]))
            comparisons[step, place] = numbers.setdefault(comparison, len(numbers))
            removed[step, place] = below_first
    found = list(numbers) or [(0, 0.0)]  # trees that never split
    return TreeMasks(
        columns=np.array([column for column, _ in found], dtype=np.intp),
        thresholds=np.array([threshold for _, threshold in found], dtype=np.float32),
        comparisons=comparisons,
        removed=removed,
        leaves=leaves,
    )


@dataclass(slots=True)
class _Tree:
    """A tree's leaves from left to right, and its splits with the leaves below their first child as bits."""

    leaves: list[int] = field(default_factory=list)
    splits: list[tuple[int, int]] = field(default_factory=list)

    def add(self, node: int, children: list[list[int]]) -> int:
        """Adds what stands below the node; gives its leaves as bits."""
        first, second = children[node]
        if first == node:
            self.leaves.append(node)
            return 1 << (len(self.leaves) - 1)
        below_first = self.add(first, children)
        self.splits.append((node, below_first))
        return below_first | self.add(second, children)
