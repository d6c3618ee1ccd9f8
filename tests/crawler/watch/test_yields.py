"""Monitors of the yield: literal runs in, literal judgements out."""

from __future__ import annotations

import pytest

from crawler.watch.numbers import AlarmKind, SiteRun
from crawler.watch.yields import judge_yield, judge_zero_yield

ZERO, LOW, HIGH = AlarmKind.ZERO_YIELD, AlarmKind.LOW_YIELD, AlarmKind.HIGH_YIELD
# A week of hourly runs of a local paper, newest first: nothing between midnight and seven, sixteen runs with two to five articles.
DAY = [2, 3, 4, 5, 4, 3, 2, 4, 3, 5, 4, 3, 3, 2, 4, 5] + [0] * 8
WEEK = DAY * 7


def _runs(*stored: int, flags: frozenset[AlarmKind] = frozenset()) -> list[SiteRun]:
    return [SiteRun("a.example", 0, stored=number, flags=flags) for number in stored]


def _zero(*stored: int) -> bool | None:
    now, *past = _runs(*stored)
    judgement = judge_zero_yield(now, past)
    return None if judgement is None else judgement.is_alarm


def _yield(*stored: int) -> list[AlarmKind] | None:
    now, *past = _runs(*stored)
    judgements = judge_yield(now, past)
    return [judgement.kind for judgement in judgements if judgement.is_alarm] if judgements else None


@pytest.mark.parametrize(
    ("stored", "is_alarm"),
    [
        ((0, 12, 9, 14, 11), None),  # four runs are no baseline
        ((0, 12, 9, 14, 11, 10), True),
        ((3, 12, 9, 14, 11, 10), False),
        ((0, 1, 2, 1, 1, 2), False),  # one article a run: none may be chance
        ((*[0] * 6, 1, 2, 1, 1, 2), True),  # six times none are not
        ((0, 9, 0, 8, 9, 0, 7, 12), False),  # a site that often has nothing
        ((0, 0, 9, 0, 8, 9, 0, 7, 12), False),
        ((0, 0, 0, 9, 0, 8, 9, 0, 7, 12), True),  # never three times in a row
        ((*[0] * 8, *WEEK[:-8]), False),  # a night
        ((*[0] * 16, *WEEK[:-8]), False),
        ((*[0] * 17, *WEEK[:-8]), True),  # twice the longest night
        ((0, 0, 0, 0, 0, 0), None),  # nothing to compare with
    ],
)
def test_zero_yield(stored: tuple[int, ...], is_alarm: bool | None) -> None:  # noqa: FBT001
    """No article is an alarm where eight were to be expected, and for twice as long as ever before."""
    assert _zero(*stored) is is_alarm


def test_zero_yield_goes_on_while_it_lasts() -> None:
    """The runs that raised the alarm do not become what is usual, however many they are."""
    now = SiteRun("a.example", 0)
    past = _runs(*[0] * 40, flags=frozenset({ZERO})) + _runs(12, 9, 14, 11, 10)
    judgement = judge_zero_yield(now, past)
    assert judgement is not None
    assert judgement.is_alarm
    assert judgement.message == "no article in 41 runs; usual are 11.2 a run, and none in 0 runs at most"


@pytest.mark.parametrize(
    "now",
    [
        SiteRun("a.example", 0, is_regular=False),
        SiteRun("a.example", 0, is_complete=False),
        SiteRun("a.example", 0, has_failed=True),
        SiteRun("a.example", 0, has_failed=None),
    ],
)
def test_run_that_cannot_be_compared_says_nothing(now: SiteRun) -> None:
    """A span of time, a run that was stopped, a site that failed or was not due: no yield to speak of."""
    past = _runs(12, 9, 14, 11, 10)
    assert judge_zero_yield(now, past) is None
    assert judge_yield(now, past) == []


@pytest.mark.parametrize(
    ("stored", "kinds"),
    [
        ((2, 30, 28, 33, 31), None),
        ((2, 30, 28, 33, 31, 29), [LOW]),
        ((7, 30, 28, 33, 31, 29), []),
        ((150, 30, 28, 33, 31, 29), [HIGH]),
        ((90, 30, 28, 33, 31, 29), []),
        ((8, 30, 28, 9, 10, 33, 31, 29, 30, 32, 8, 11), []),  # a weekend
        ((2, 30, 28, 9, 10, 33, 31, 29, 30, 32, 8, 11), [LOW]),
        ((3, 4, 2, 3, 5, 4), None),  # too few articles for six runs to be compared
        ((1, *WEEK), []),  # hourly runs are compared by the day
        ((*[1, 0, 0, 0] * 6, *WEEK), [LOW]),
    ],
)
def test_yield_far_from_usual(stored: tuple[int, ...], kinds: list[AlarmKind] | None) -> None:
    """Less than a fifth, more than three times: by the median, beyond what the poorest and richest runs were."""
    assert _yield(*stored) == kinds


def test_message_of_a_low_yield() -> None:
    """It names the value and what is usual."""
    now, *past = _runs(2, 30, 28, 33, 31, 29)
    low, _ = judge_yield(now, past)
    assert (low.message, low.value, low.usual) == ("2 articles in 1 run; usual are 30 (median of 5)", 2.0, 30.0)
