"""The decision for a page as a whole, by expected word F1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.label.story import decide


def _decide(probability: list[float], words: list[float], repeated: tuple[int, ...] = ()) -> tuple[list[bool], float]:
    kept, expected = decide(np.array(probability, dtype=np.float32), np.array(words, dtype=np.float32), repeated)
    return kept.tolist(), expected


def test_sure_blocks_are_kept() -> None:
    """What is surely story is kept, what surely is none is not, and the page expects to be right."""
    kept, expected = _decide([0.99, 0.01, 0.99], [50, 5, 60])
    assert kept == [True, False, True]
    assert expected > 0.98


def test_an_unsure_page_keeps_its_best() -> None:
    """A page on which every block stands below one half keeps the best of them instead of nothing, and says how unsure it is."""
    kept, expected = _decide([0.4, 0.4, 0.4, 0.01], [20, 20, 20, 200])
    assert kept == [True, True, True, False]
    assert expected == pytest.approx(2 * 24 / (60 + 26))


def test_long_blocks_weigh_more() -> None:
    """A long block of even chances goes where its words do most good: it is left out beside a sure story of the same length."""
    assert _decide([0.99, 0.35], [300, 300])[0] == [True, False]
    assert _decide([0.99, 0.65], [300, 300])[0] == [True, True]


def test_second_copies_are_never_kept() -> None:
    """A story printed twice is kept once."""
    assert _decide([0.95, 0.95], [100, 100], repeated=(1,))[0] == [True, False]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 500)), min_size=1, max_size=60))
def test_a_likelier_block_is_kept_before_a_less_likely_one(blocks: list[tuple[float, float]]) -> None:
    """No block is left out while a less likely one is kept; the expected F1 is a share; something is always kept."""
    kept, expected = _decide([p for p, _ in blocks], [w for _, w in blocks])
    taken = [np.float32(p) for (p, _), is_kept in zip(blocks, kept, strict=True) if is_kept]
    left = [np.float32(p) for (p, _), is_kept in zip(blocks, kept, strict=True) if not is_kept]
    assert taken
    assert not left or min(taken) >= max(left)
    assert 0.0 <= expected <= 1.0
