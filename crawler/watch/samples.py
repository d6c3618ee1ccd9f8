"""Robust statistics over a site's runs: medians and quantiles, so that one odd run changes nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import median

from crawler.watch.numbers import AlarmKind, SiteRun

MAD_TO_SIGMA = 1.4826  # makes the median absolute deviation of normal values their standard deviation

Size = Callable[[SiteRun], int]


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank); there must be one."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def spread(values: Sequence[float]) -> float:
    """The robust standard deviation: 1.4826 times the median distance from the median."""
    middle = median(values)
    return MAD_TO_SIGMA * median(abs(value - middle) for value in values)


def usual_runs(runs: Sequence[SiteRun], *kinds: AlarmKind) -> list[SiteRun]:
    """The runs that raised none of these alarms: an outage must not become what is usual."""
    return [run for run in runs if run.flags.isdisjoint(kinds)]


def latest_sample(runs: Sequence[SiteRun], size: Size, wanted: int, max_runs: int) -> list[SiteRun] | None:
    """The newest runs (newest first) that together are large enough; None where the newest adds nothing, or too many would be needed."""
    if not runs or not size(runs[0]):
        return None
    return next(iter(samples(runs[:max_runs], size, wanted)), None)


def samples(runs: Sequence[SiteRun], size: Size, wanted: int) -> list[list[SiteRun]]:
    """The runs cut into groups of neighbours that are each large enough; what is left over at the end is dropped."""
    groups: list[list[SiteRun]] = []
    group: list[SiteRun] = []
    for run in runs:
        group.append(run)
        if sum(map(size, group)) >= wanted:
            groups.append(group)
            group = []
    return groups


def block_sums(values: Sequence[int], length: int) -> list[int]:
    """The sums of consecutive blocks of this many values; an incomplete last block is dropped."""
    whole = len(values) - len(values) % length
    return [sum(values[start : start + length]) for start in range(0, whole, length)]
