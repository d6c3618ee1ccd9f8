"""When a URL is looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.finds import UrlKind
from crawler.items import STORED, Verdict, failed, skipped
from crawler.recheck import (
    ARTICLE_LIFE,
    ARTICLE_MAX,
    BACKOFF_MAX,
    PAGE_GRACE,
    SOURCE_GRACE,
    SOURCE_MAX,
    CheckMemory,
    Finding,
    after_check,
    backoff,
    finding_of,
    is_due,
    is_retired,
)
from pipelines.reasons import Reason, Stage

BORN = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _hours(count: float) -> timedelta:
    return timedelta(hours=count)


def _checks_of_article(changed_at: set[int]) -> list[float]:
    """Hours after publication at which an article is looked at, where those of these numbers find a change."""
    memory, hours, now = CheckMemory(), [], BORN
    while True:
        finding = Finding.CHANGED if not hours or len(hours) in changed_at else Finding.UNCHANGED
        memory = after_check(memory, finding, now, born=BORN, is_source=False)
        hours.append((now - BORN) / _hours(1))
        if memory.next_check is None:
            return hours
        now = memory.next_check


def test_intervals_of_an_unchanged_article_grow_and_end() -> None:
    """Twice its age each time, four days at most, no more once it is ten days old."""
    assert _checks_of_article(set()) == [0, 1, 2, 4, 8, 16, 32, 64, 128, 224]
    assert _hours(96) == ARTICLE_MAX
    assert _hours(240) == ARTICLE_LIFE


def test_a_change_brings_the_short_intervals_back() -> None:
    """After a change at the seventh look the next one is an hour later."""
    assert _checks_of_article({6})[:10] == [0, 1, 2, 4, 8, 16, 32, 33, 34, 36]


def test_an_old_article_is_not_looked_at_again() -> None:
    """What was published long before it was found has had its corrections."""
    memory = after_check(CheckMemory(), Finding.CHANGED, BORN + timedelta(days=400), born=BORN, is_source=False)
    assert memory.next_check is None


@pytest.mark.parametrize(("quiet_h", "rest_h"), [(0, 0), (1, 1 / 8), (8, 1), (100, 12.5), (1000, 24)])
def test_sources_rest_for_an_eighth_of_their_silence(quiet_h: float, rest_h: float) -> None:
    """A day at most."""
    now = BORN + _hours(quiet_h)
    memory = after_check(CheckMemory(last_check=BORN, last_change=BORN, next_check=BORN), Finding.UNCHANGED, now, is_source=True)
    assert memory.next_check == now + _hours(rest_h)
    assert _hours(24) == SOURCE_MAX


def test_a_source_with_news_is_due_in_the_next_run() -> None:
    """Whatever its silence was before."""
    memory = after_check(CheckMemory(last_change=BORN), Finding.CHANGED, BORN + _hours(500), is_source=True)
    assert is_due(memory, BORN + _hours(500))
    assert (memory.checks, memory.changes) == (1, 1)


@pytest.mark.parametrize(
    ("failures", "grace", "rest"),
    [
        (1, PAGE_GRACE, _hours(0)),
        (2, PAGE_GRACE, _hours(1)),
        (3, PAGE_GRACE, _hours(2)),
        (2, SOURCE_GRACE, _hours(0)),
        (3, SOURCE_GRACE, _hours(1)),
        (6, SOURCE_GRACE, _hours(8)),
        (12, SOURCE_GRACE, BACKOFF_MAX),
        (500, SOURCE_GRACE, BACKOFF_MAX),
    ],
)
def test_what_fails_is_tried_less_and_less(failures: int, grace: int, rest: timedelta) -> None:
    """In each run at first, then after hours that double, at least once a week."""
    assert backoff(failures, grace) == rest


def test_dead_source_is_retired_revisited_and_comes_back() -> None:
    """Three failures in a row retire it, an hour later it is due again, and one success forgets them all."""
    memory, now = CheckMemory(), BORN
    for _ in range(SOURCE_GRACE):
        assert not is_retired(memory)
        memory = after_check(memory, Finding.FAILED, now, is_source=True)
    assert is_retired(memory)
    assert [is_due(memory, now), is_due(memory, now + _hours(1))] == [False, True]
    assert not is_retired(after_check(memory, Finding.UNCHANGED, now + _hours(1), is_source=True))


def test_outage_of_a_site_retires_nothing() -> None:
    """What could not be reached is due in the next run, however often."""
    memory = CheckMemory()
    for _ in range(9):
        memory = after_check(memory, Finding.UNREACHED, BORN, is_source=True)
    assert (memory.failures, is_due(memory, BORN)) == (0, True)


RESTING = CheckMemory(checks=1, last_check=BORN, last_change=BORN, next_check=BORN + _hours(9), named_modified=BORN - _hours(20))


@pytest.mark.parametrize(
    ("modified", "false_hints", "due"),
    [
        (BORN + _hours(1), 0, True),
        (BORN - _hours(12), 0, True),  # midnight of the day of the check: the source said an earlier day before
        (BORN - _hours(20), 0, False),
        (None, 0, False),
        (BORN + _hours(1), 2, False),  # twice it said so in vain
    ],
)
def test_a_source_that_dates_a_change_makes_a_page_due(modified: datetime | None, false_hints: int, *, due: bool) -> None:
    """Unless it has said so in vain before."""
    memory = CheckMemory(1, 0, 0, false_hints, RESTING.last_check, None, RESTING.next_check, RESTING.named_modified)
    assert is_due(memory, BORN + _hours(2), modified) is due


def test_hints_in_vain_are_counted_until_one_was_right() -> None:
    """A check before its time that finds nothing was in vain; one by the schedule was not."""
    vain = after_check(RESTING, Finding.UNCHANGED, BORN + _hours(1), born=BORN, is_source=False)
    by_schedule = after_check(RESTING, Finding.UNCHANGED, BORN + _hours(9), born=BORN, is_source=False)
    right = after_check(vain, Finding.CHANGED, BORN + _hours(2), born=BORN, is_source=False)
    assert [vain.false_hints, by_schedule.false_hints, right.false_hints] == [1, 0, 0]


@pytest.mark.parametrize(
    ("verdict", "kind", "named_new", "finding"),
    [
        (STORED, UrlKind.ARTICLE, False, Finding.CHANGED),
        (skipped(Stage.FETCH, Reason.UNCHANGED), UrlKind.ARTICLE, False, Finding.UNCHANGED),
        (skipped(Stage.STORE, Reason.KNOWN), UrlKind.ARTICLE, False, Finding.UNCHANGED),
        (skipped(Stage.PARSE, Reason.SOURCE), UrlKind.FEED, True, Finding.CHANGED),
        (skipped(Stage.PARSE, Reason.SOURCE), UrlKind.FEED, False, Finding.UNCHANGED),
        (failed(Stage.FETCH, "http_404"), UrlKind.FEED, False, Finding.FAILED),
        (failed(Stage.PARSE, Reason.BROKEN_FEED), UrlKind.SITEMAP, False, Finding.FAILED),
        (failed(Stage.FETCH, "http_503"), UrlKind.FEED, False, Finding.UNREACHED),
        (failed(Stage.FETCH, "http_503"), UrlKind.ARTICLE, False, Finding.FAILED),
        (skipped(Stage.FETCH, Reason.ROBOTS), UrlKind.ARTICLE, False, None),
        (skipped(Stage.DISCOVER, Reason.BUDGET), UrlKind.FEED, False, None),
    ],
)
def test_what_a_verdict_says_about_a_page(verdict: Verdict, kind: UrlKind, finding: Finding | None, *, named_new: bool) -> None:
    """Changed, unchanged, failed, not reached, or not looked at."""
    assert finding_of(verdict, kind, named_new=named_new) is finding
