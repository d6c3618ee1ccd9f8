"""The best sequence of labels around a story that is decided already."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.block import BlockLabel
from pipelines.label.features.page import LABELS
from pipelines.label.kinds import best_labels

EVEN = np.full((16, 16), np.log(1 / 16), dtype=np.float32)


def _row(**chances: float) -> list[float]:
    rest = (1 - sum(chances.values())) / (len(LABELS) - len(chances))
    return [chances.get(str(label), rest) for label in LABELS]


def _labels(rows: list[list[float]], kept: list[bool], transitions: np.ndarray = EVEN) -> list[BlockLabel]:
    return [LABELS[number] for number in best_labels(np.array(rows, dtype=np.float32), np.array(kept), transitions).tolist()]


def test_the_story_is_not_asked_again() -> None:
    """A kept block is body whatever the labels' model thinks of it, and a removed one is never body."""
    rows = [_row(newsletter=0.9), _row(body=0.9, related=0.06)]
    assert _labels(rows, [True, False]) == [BlockLabel.BODY, BlockLabel.RELATED]


def test_neighbours_tip_the_scales() -> None:
    """A line that could be either is what the lines around it are."""
    together = np.log(np.where(np.eye(16) > 0, 0.9, 0.1 / 15)).astype(np.float32)
    rows = [_row(related=0.9), _row(related=0.40, navigation=0.42), _row(related=0.9)]
    assert _labels(rows, [False] * 3, together) == [BlockLabel.RELATED] * 3
    assert _labels(rows, [False] * 3, EVEN)[1] is BlockLabel.NAVIGATION


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(0, 2**31))
def test_exactly_the_kept_blocks_are_body(kept: list[bool], seed: int) -> None:
    """Whatever the probabilities are."""
    likely = np.random.default_rng(seed).dirichlet(np.full(16, 0.1), size=len(kept)).astype(np.float32)
    assert [label is BlockLabel.BODY for label in _labels(likely.tolist(), kept)] == kept
