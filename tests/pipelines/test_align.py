"""The alignment finds what difflib finds."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from pipelines.align import Run, align_runs

ITEMS = st.lists(st.integers(0, 4), max_size=30)


def pairs(runs: list[Run]) -> list[tuple[int, int]]:
    """Which item stands where in the second sequence, run by run."""
    return [(start + step, other + step) for start, other, length in runs for step in range(length)]


def align(first: list[int], second: list[int]) -> list[Run]:
    """The runs of two sequences."""
    positions = defaultdict(list)
    for position, item in enumerate(second):
        positions[item].append(position)
    return align_runs(first, positions)


@given(ITEMS, ITEMS)
def test_runs_are_those_of_difflib(first: list[int], second: list[int]) -> None:
    """With many repeated items, too, the same items are matched."""
    expected = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    assert pairs(align(first, second)) == pairs([tuple(run) for run in expected])


def test_nothing_shared() -> None:
    """Sequences without a common item have no runs."""
    assert align([1, 2], [3]) == []
