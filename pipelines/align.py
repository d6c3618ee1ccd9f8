"""Two sequences -> the runs that stand in both, in order: what difflib's SequenceMatcher finds, in one pass over the sequences.

difflib walks the sequences again for every run that it takes. Here all runs are collected once; then the longest is taken, and those
beside it are cut to what is left before and behind it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Run = tuple[int, int, int]  # where it begins in the first sequence and in the second, and its length


def align_runs(items: Sequence[Hashable], positions: Mapping[Any, Sequence[int]]) -> list[Run]:
    """The runs in order. `positions` gives for each item where it stands in the second sequence, ascending.

    Of all runs the longest is taken first (of equal ones the first in the first sequence, then in the second), then those before and
    behind it in both sequences likewise. Source: Ratcliff and Metzener 1988, "Pattern Matching: the Gestalt Approach".
    """
    taken: list[Run] = []
    waiting = [list(_all_runs(items, positions))]
    while waiting:
        runs = waiting.pop()
        if not runs:
            continue
        longest = max(runs, key=_rank)
        taken.append(longest)
        waiting += [list(_cut_before(runs, longest)), list(_cut_behind(runs, longest))]
    return sorted(taken)


def _rank(run: Run) -> Run:
    start, other_start, length = run
    return length, -start, -other_start


def _all_runs(items: Sequence[Hashable], positions: Mapping[Any, Sequence[int]]) -> Iterator[Run]:
    """Every run that cannot be made longer."""
    starts: dict[int, int] = {}  # of the runs that reach the item before, by where they stand in the second sequence
    for index, item in enumerate(items):
        going_on = {position: starts.pop(position - 1, index) for position in positions.get(item, ())}
        yield from _ended(starts, index)
        starts = going_on
    yield from _ended(starts, len(items))


def _ended(starts: Mapping[int, int], index: int) -> Iterator[Run]:
    for position, start in starts.items():
        yield start, position - (index - 1 - start), index - start


def _cut_before(runs: Iterable[Run], taken: Run) -> Iterator[Run]:
    """What of the runs lies before a taken one in both sequences."""
    for start, other_start, length in runs:
        rest = min(length, taken[0] - start, taken[1] - other_start)
        if rest > 0:
            yield start, other_start, rest


def _cut_behind(runs: Iterable[Run], taken: Run) -> Iterator[Run]:
    """What of the runs lies behind a taken one in both sequences."""
    end, other_end = taken[0] + taken[2], taken[1] + taken[2]
    for start, other_start, length in runs:
        cut = max(0, end - start, other_end - other_start)
        if cut < length:
            yield start + cut, other_start + cut, length - cut
