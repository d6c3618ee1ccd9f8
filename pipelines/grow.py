"""Turns a LightGBM model into the arrays of `trees`, so that a page is judged without LightGBM; used in training alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipelines.trees import Trees


class Booster(Protocol):
    """What is needed of a `lightgbm.Booster`."""

    def dump_model(self) -> Mapping[str, Any]:
        """The model as nested dicts, up to its best iteration."""


def from_booster(booster: Booster) -> Trees:
    """The trees of a trained booster; their scores are its `predict(raw_score=True)` up to float32 rounding of the sums.

    Raises ValueError for what `Trees` cannot do: categorical splits, and missing values (train with `use_missing=False`).
    """
    model = booster.dump_model()
    outputs = int(model["num_tree_per_iteration"])
    trees = [info["tree_structure"] for info in model["tree_info"]]
    if not trees:
        raise ValueError("the booster has no trees")
    share = outputs / len(trees) if model.get("average_output") else 1.0
    nodes = _Nodes()
    roots = [nodes.add(tree, share) for output in range(outputs) for tree in trees[output::outputs]]  # LightGBM: iterations first
    return Trees(
        columns=np.array(nodes.columns, dtype=np.int32),
        thresholds=_round_down(nodes.thresholds),
        children=np.array(nodes.children, dtype=np.int32).ravel(),
        values=np.array(nodes.values, dtype=np.float32),
        roots=np.array(roots, dtype=np.int32),
        depth=nodes.depth,
        outputs=outputs,
    )


@dataclass(slots=True)
class _Nodes:
    """The nodes of all trees so far, numbered through."""

    columns: list[int] = field(default_factory=list)
    thresholds: list[float] = field(default_factory=list)
    children: list[tuple[int, int]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    depth: int = 0

    def add(self, tree: Mapping[str, Any], share: float) -> int:
        """Adds a tree, level by level, its leaves' values times `share`; gives the number of its root."""
        root = len(self.columns)
        waiting = deque([(tree, 0)])
        next_number = root + 1
        while waiting:
            node, level = waiting.popleft()
            self.depth = max(self.depth, level)
            if "leaf_value" in node:
                self._add_leaf(float(node["leaf_value"]) * share)
                continue
            self._add_split(node, next_number)
            waiting.extend(((node["left_child"], level + 1), (node["right_child"], level + 1)))
            next_number += 2
        return root

    def _add_leaf(self, value: float) -> None:
        number = len(self.columns)
        self.columns.append(0)
        self.thresholds.append(0.0)
        self.children.append((number, number))
        self.values.append(value)

    def _add_split(self, node: Mapping[str, Any], first_child: int) -> None:
        if node["decision_type"] != "<=" or node["missing_type"] != "None":
            raise ValueError(f"a split {node['decision_type']} with missing values {node['missing_type']}")
        self.columns.append(int(node["split_feature"]))
        self.thresholds.append(float(node["threshold"]))
        self.children.append((first_child, first_child + 1))
        self.values.append(0.0)


def _round_down(thresholds: Iterable[float]) -> NDArray[np.float32]:
    """The greatest float32 at most each threshold: a float32 value is at most the one exactly where it is at most the other."""
    exact = np.array(list(thresholds), dtype=np.float64)
    near = exact.astype(np.float32)
    return np.where(near.astype(np.float64) > exact, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)
