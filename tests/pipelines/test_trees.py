"""Trees without LightGBM: rows end in the right leaves, and a model says the same before and after it was turned into arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lightgbm
import numpy as np
import pytest

from pipelines.grow import from_booster
from pipelines.trees import Trees, from_arrays, sigmoid, softmax

# One output: the first column up to 0.5 gives 1; above it the second column up to 2 gives 10, else 100.
STUMPS = Trees(
    columns=np.array([0, 0, 1, 0, 0], dtype=np.int32),
    thresholds=np.array([0.5, 0, 2, 0, 0], dtype=np.float32),
    children=np.array([1, 2, 1, 1, 3, 4, 3, 3, 4, 4], dtype=np.int32),
    values=np.array([0, 1, 0, 10, 100], dtype=np.float32),
    roots=np.array([0], dtype=np.int32),
    depth=2,
)


class Dump:
    """A booster that only has its dump."""

    def __init__(self, *trees: Mapping[str, Any], outputs: int = 1, average: bool = False) -> None:
        self.trees, self.outputs, self.average = trees, outputs, average

    def dump_model(self) -> Mapping[str, Any]:
        """As LightGBM writes it."""
        info = [{"tree_structure": tree} for tree in self.trees]
        return {"num_tree_per_iteration": self.outputs, "average_output": self.average, "tree_info": info}


def leaf(value: float) -> dict[str, Any]:
    """A leaf as LightGBM writes it."""
    return {"leaf_value": value}


def split(column: int, threshold: float, first: Mapping[str, Any], second: Mapping[str, Any], **changes: str) -> dict[str, Any]:
    """A split as LightGBM writes it."""
    children = {"left_child": first, "right_child": second}
    return {"split_feature": column, "threshold": threshold, "decision_type": "<=", "missing_type": "None", **children, **changes}


def matrix(*rows: list[float]) -> np.ndarray:
    """Rows as float32."""
    return np.array(rows, dtype=np.float32)


# The evaluator


def test_row_ends_in_its_leaf() -> None:
    """A value at the threshold goes to the first child."""
    scores = STUMPS.score(matrix([0.5, 9], [0.6, 2], [0.6, 2.1]))
    assert scores.tolist() == [[1], [10], [100]]


def test_no_rows_no_scores() -> None:
    """An empty matrix gives an empty column."""
    assert STUMPS.score(np.zeros((0, 2), dtype=np.float32)).shape == (0, 1)


def test_many_rows_are_scored_as_one() -> None:
    """A page of more rows than are walked at once gives each row its score."""
    rows = np.tile(matrix([0.5, 9], [0.6, 2]), (700, 1))
    assert STUMPS.score(rows).ravel().tolist() == [1, 10] * 700


def test_arrays_and_back() -> None:
    """What was written is read."""
    trees = from_arrays(STUMPS.arrays("page"), "page")
    assert trees.score(matrix([0.6, 2.1])).tolist() == [[100]]
    assert (trees.depth, trees.outputs) == (2, 1)


def test_unknown_prefix() -> None:
    """An ensemble that is not there is an error."""
    with pytest.raises(KeyError):
        from_arrays(STUMPS.arrays("page"), "block")


def test_probabilities() -> None:
    """Log-odds of 0 are a half; probabilities of a row add up to 1."""
    assert sigmoid(matrix([0, 100])).tolist() == [[0.5, 1.0]]
    assert softmax(matrix([1, 1, 1, 1])).tolist() == [[0.25] * 4]


# From a booster


def test_trees_of_a_dump() -> None:
    """Two trees add up."""
    dump = Dump(split(1, 3.0, leaf(1), split(0, 5.0, leaf(2), leaf(4))), split(0, 0.0, leaf(8), leaf(16)))
    trees = from_booster(dump)
    assert trees.score(matrix([0, 3], [5, 4], [6, 4])).ravel().tolist() == [9, 18, 20]
    assert trees.depth == 2


def test_lone_leaf_is_a_tree() -> None:
    """A tree that never splits adds its value."""
    assert from_booster(Dump(leaf(0.5))).score(matrix([1])).tolist() == [[0.5]]


def test_outputs_are_sorted_apart() -> None:
    """LightGBM writes a tree of each output an iteration; each output gets its own."""
    trees = from_booster(Dump(leaf(1), leaf(10), leaf(2), leaf(20), outputs=2))
    assert trees.score(matrix([0])).tolist() == [[3, 30]]


def test_random_forest_is_averaged() -> None:
    """A booster that averages its trees is turned into trees that add up to the average."""
    assert from_booster(Dump(leaf(1), leaf(3), average=True)).score(matrix([0])).tolist() == [[2]]


@pytest.mark.parametrize("threshold", [0.1, 0.3, 1 / 3, 1e-35, -0.7])
def test_thresholds_part_float32_values_exactly(threshold: float) -> None:
    """The float32 values right below and above a double threshold go the way they go in LightGBM, which compares doubles."""
    near = np.float32(threshold)
    values = [np.nextafter(near, np.float32(-9)), near, np.nextafter(near, np.float32(9))]
    scores = from_booster(Dump(split(0, threshold, leaf(0), leaf(1)))).score(matrix(*[[value] for value in values]))
    assert scores.ravel().tolist() == [float(float(value) > threshold) for value in values]


@pytest.mark.parametrize("changes", [{"decision_type": "=="}, {"missing_type": "NaN"}, {"missing_type": "Zero"}])
def test_what_trees_cannot_do_is_an_error(changes: dict[str, str]) -> None:
    """Categories and missing values are refused, not guessed."""
    with pytest.raises(ValueError, match="a split"):
        from_booster(Dump(split(0, 1.0, leaf(0), leaf(1), **changes)))


def test_no_trees_is_an_error() -> None:
    """A booster that was never trained has no trees."""
    with pytest.raises(ValueError, match="no trees"):
        from_booster(Dump())


@pytest.mark.parametrize("outputs", [1, 3])
def test_scores_are_those_of_lightgbm(outputs: int) -> None:
    """A trained booster and its trees agree on every row."""
    random = np.random.default_rng(7)
    rows = np.round(random.normal(size=(2000, 6)), 1).astype(np.float32)
    rows[:, 3] *= rows[:, 3] > 0  # many zeros
    truth = np.clip((rows[:, 0] + rows[:, 3] * rows[:, 1] + random.normal(size=2000) * 0.3 + 1).astype(int), 0, max(1, outputs - 1))
    kind = {"objective": "multiclass", "num_class": outputs} if outputs > 1 else {"objective": "binary"}
    settings = {**kind, "num_leaves": 15, "use_missing": False, "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, truth), num_boost_round=30)
    expected = booster.predict(rows, raw_score=True).reshape(2000, outputs)
    np.testing.assert_allclose(from_booster(booster).score(rows), expected, atol=1e-5)
