"""Monitors of how much a site yields: nothing for too long, far less than usual, far more.

Pure functions over numbers. `past` are the runs before `now`, newest first; None means that nothing can be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, takewhile
from statistics import fmean, median

from crawler.watch.judgement import MIN_BASELINE, Judgement
from crawler.watch.numbers import AlarmKind, SiteRun
from crawler.watch.samples import block_sums, quantile, usual_runs

MIN_EXPECTED = 8.0  # articles that should have come while none did: by chance (Poisson) once in 3,000; at 40 % of it, a weekend, once in 25
CLIP = 0.9  # a burst is worth the 90th percentile

# Runs are compared in blocks of this many: the smallest at which even the poorest tenth has enough to be compared. So a daily run
# stands for itself, and hourly ones, empty at night, are compared by the day. Blocks in between raised 71 alarms by chance in
# place of 10, in a simulation of 43,200 hourly runs of one site each: a night fell into some and not into others.
BLOCK_RUNS = (1, 24, 48)
MIN_POOREST = 8
LOW_SHARE = 1 / 5  # of the median; and a third of the poorest tenth, so that weekends are no alarm
LOW_EXTREME = 1 / 3
HIGH_FACTOR = 3.0  # times the median, and ten articles more, and twice the richest tenth
HIGH_SLACK = 10
HIGH_EXTREME = 2.0


def judge_zero_yield(now: SiteRun, past: Sequence[SiteRun]) -> Judgement | None:
    """No article, for twice as many runs as ever before, and although eight were to be expected."""
    if not _counts(now):
        return None
    runs = [run for run in past if _counts(run)]
    empty = list(takewhile(lambda run: not run.stored, runs)) if not now.stored else []
    before = [run.stored for run in usual_runs(runs[len(empty) :], AlarmKind.ZERO_YIELD)]
    if len(before) < MIN_BASELINE:
        return None
    streak = 0 if now.stored else 1 + len(empty)
    longest = max((len(list(group)) for is_zero, group in groupby(before, key=lambda stored: not stored) if is_zero), default=0)
    burst = quantile(before, CLIP)
    mean = fmean(min(stored, burst) for stored in before)
    is_alarm = streak > 2 * longest and streak * mean >= MIN_EXPECTED
    message = f"no article in {_runs(streak)}; usual are {mean:.3g} a run, and none in {_runs(longest)} at most"
    return Judgement(AlarmKind.ZERO_YIELD, is_alarm, message, 0.0, mean)


def judge_yield(now: SiteRun, past: Sequence[SiteRun]) -> list[Judgement]:
    """Far fewer articles than usual, and far more, in the newest block of runs; nothing where the yield is too small to compare."""
    if not _counts(now):
        return []
    runs = [now, *(run for run in past if _counts(run))]
    for length in BLOCK_RUNS:
        older = usual_runs(runs[length:], AlarmKind.LOW_YIELD, AlarmKind.HIGH_YIELD, AlarmKind.ZERO_YIELD)
        before = block_sums([run.stored for run in older], length)
        if len(before) < MIN_BASELINE:
            return []
        if quantile(before, 0.1) >= MIN_POOREST:
            return _compare(sum(run.stored for run in runs[:length]), before, length)
    return []


def _compare(value: int, before: Sequence[int], length: int) -> list[Judgement]:
    usual = median(before)
    is_low = 0 < value < min(LOW_SHARE * usual, LOW_EXTREME * quantile(before, 0.1))
    is_high = value > max(HIGH_FACTOR * usual + HIGH_SLACK, HIGH_EXTREME * quantile(before, 0.9))
    message = f"{value} articles in {_runs(length)}; usual are {usual:.4g} (median of {len(before)})"
    return [
        Judgement(AlarmKind.LOW_YIELD, is_low, message, float(value), usual),
        Judgement(AlarmKind.HIGH_YIELD, is_high, message, float(value), usual),
    ]


def _counts(run: SiteRun) -> bool:
    """Whether the run's yield can be compared: it took what is new, all of it, and the site answered."""
    return run.is_regular and run.is_complete and run.has_failed is False


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number} runs"
