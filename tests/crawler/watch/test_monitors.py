"""Monitors of failures, error rate, empty bodies, removed blocks and feeds: literal numbers in, literal judgements out."""

from __future__ import annotations

import pytest

from crawler.watch.judgement import Judgement
from crawler.watch.monitors import judge_empty_bodies, judge_error_rate, judge_failure, judge_feeds, judge_removed_share, judge_site
from crawler.watch.numbers import AlarmKind, FeedAge, SiteRun

HOUR = 3600
DAY = 24 * HOUR


def _at(ended: int, *, failed: bool | None = False) -> SiteRun:
    return SiteRun("a.example", ended, has_failed=failed)


def _is_alarm(judgement: Judgement | None) -> bool | None:
    return None if judgement is None else judgement.is_alarm


@pytest.mark.parametrize(
    ("now", "past", "is_alarm"),
    [
        (_at(9 * HOUR), [], False),
        (_at(9 * HOUR, failed=None), [_at(0)], None),
        (_at(9 * HOUR, failed=True), [], False),  # the first run: its exit code says it
        (_at(9 * HOUR, failed=True), [_at(8 * HOUR)], False),  # down for a moment
        (_at(9 * HOUR, failed=True), [_at(8 * HOUR, failed=True), _at(7 * HOUR)], True),
        (_at(9 * HOUR, failed=True), [_at(8 * HOUR, failed=None), _at(7 * HOUR, failed=True)], True),
        (_at(2 * DAY, failed=True), [_at(DAY)], True),  # a daily run: it may have been down all day
    ],
)
def test_failing_site(now: SiteRun, past: list[SiteRun], is_alarm: bool | None) -> None:  # noqa: FBT001
    """Twice in a row, or once where the last good run is long ago."""
    assert _is_alarm(judge_failure(now, past)) is is_alarm


def test_site_that_never_worked_says_so() -> None:
    """The message tells it from one that worked."""
    judgement = judge_failure(_at(9, failed=True), [_at(8, failed=True)])
    assert judgement is not None
    assert judgement.message == "failed or fell silent, 2 runs in a row; it has never worked"


def _pages(came: int, errors: int, **numbers: int) -> SiteRun:
    return SiteRun("a.example", 0, came=came, errors=errors, **numbers)


@pytest.mark.parametrize(
    ("now", "past", "is_alarm"),
    [
        (_pages(12, 8), [_pages(20, 0)] * 4, None),  # no baseline
        (_pages(12, 8), [_pages(20, 0)] * 5, True),
        (_pages(17, 3), [_pages(20, 0)] * 5, False),
        (_pages(12, 8), [_pages(12, 8)] * 5, False),  # it always is like that
        (_pages(2, 2), [_pages(20, 0)] * 6, False),  # four pages, taken together with those of the run before
        (_pages(2, 2), [_pages(2, 2)] * 4 + [_pages(20, 0)] * 5, True),  # small runs are taken together
        (_pages(0, 0), [_pages(20, 0)] * 5, None),
    ],
)
def test_error_rate(now: SiteRun, past: list[SiteRun], is_alarm: bool | None) -> None:  # noqa: FBT001
    """A quarter more errors than usual, on twenty pages at least."""
    assert _is_alarm(judge_error_rate(now, past)) is is_alarm


@pytest.mark.parametrize(("empty", "usual", "is_alarm"), [(12, 0, True), (4, 0, False), (12, 10, False), (20, 10, True)])
def test_empty_bodies(empty: int, usual: int, *, is_alarm: bool) -> None:
    """Pages that come without a story, where most have one."""
    past = [_pages(20, 0, empty=usual)] * 5
    judgement = judge_empty_bodies(_pages(20, 0, empty=empty), past)
    assert judgement is not None
    assert judgement.is_alarm is is_alarm
    assert judgement.message == f"{empty / 20:.0%} of 20 pages came without a story, usual are {usual / 20:.0%}"


def _texts(**chars: int) -> SiteRun:
    return SiteRun("a.example", 0, articles=10, chars=chars)


USUAL = [_texts(body=6000 + step, navigation=3000, newsletter=300 + 40 * step) for step in range(6)]


@pytest.mark.parametrize(
    ("now", "is_alarm", "message"),
    [
        (_texts(body=6100, navigation=2900, newsletter=450), False, None),
        (_texts(body=900, navigation=8000, newsletter=400), True, "body is 10% of the text in 10 articles, usual are 64%"),
        (_texts(body=6000, navigation=3000, newsletter=4000), True, "newsletter is 31% of the text in 10 articles, usual are 4%"),
        (_texts(body=6000, navigation=3000, other=5000), True, "other is 36% of the text in 10 articles, usual are 0%"),
        (_texts(), False, None),
    ],
)
def test_removed_share(now: SiteRun, message: str | None, *, is_alarm: bool) -> None:
    """A label's share of the text that jumps shows that the template broke; the one that changed most is named."""
    judgement = judge_removed_share(now, USUAL)
    if now.chars:
        assert judgement is not None
        assert judgement.is_alarm is is_alarm
        assert message is None or judgement.message == message


def test_removed_share_of_few_articles_is_not_judged() -> None:
    """Two articles, without any before them, or none at all."""
    few = SiteRun("a.example", 0, articles=2, chars={"body": 1})
    assert judge_removed_share(few, []) is None
    assert judge_removed_share(SiteRun("a.example", 0), USUAL) is None


def _feed(age_h: int, *past_h: int, days: float = 8.0, url: str = "https://a.example/rss") -> FeedAge:
    return FeedAge(url, age_h * HOUR, tuple(hours * HOUR for hours in past_h), len(past_h), days)


@pytest.mark.parametrize(
    ("feed", "is_alarm"),
    [
        (_feed(500), None),
        (_feed(500, 3, 4, 2, 3), None),  # four readings are no baseline
        (_feed(25, 3, 4, 2, 3, 5), True),
        (_feed(23, 3, 4, 2, 3, 5), False),  # never within a day
        (_feed(60, 3, 4, 20, 30, 5), False),  # it rests at weekends
        (_feed(91, 3, 4, 20, 30, 5), True),
        (_feed(60, 3, 4, 2, 3, 5, days=2.0), False),  # no weekend was seen yet
        (_feed(97, 3, 4, 2, 3, 5, days=2.0), True),
    ],
)
def test_stale_feed(feed: FeedAge, is_alarm: bool | None) -> None:  # noqa: FBT001
    """The newest entry is three times older than it ever was, and a day at least."""
    assert _is_alarm(judge_feeds([feed])) is is_alarm


def test_worst_of_several_stale_feeds_is_named() -> None:
    """One alarm for a site, however many feeds it has."""
    feeds = [_feed(30, 3, 4, 2, 3, 5), _feed(90, 3, 4, 2, 3, 5, url="https://a.example/atom"), _feed(1, 3, 4, 2, 3, 5)]
    judgement = judge_feeds(feeds)
    assert judgement is not None
    assert judgement.message == "the newest entry of https://a.example/atom is 90 h old, usual are 5 h at most (and 1 more feeds)"


def test_first_run_of_a_site_is_not_what_is_usual() -> None:
    """It fetched a week at once: five more runs are needed before the yield is judged."""
    runs = [SiteRun("a.example", 0, stored=stored) for stored in (0, 12, 9, 14, 11, 10, 300)]
    kinds = {judgement.kind for judgement in judge_site(runs[0], runs[1:]) if judgement.is_alarm}
    assert kinds == {AlarmKind.ZERO_YIELD}
    assert AlarmKind.ZERO_YIELD not in {judgement.kind for judgement in judge_site(runs[0], runs[2:])}
