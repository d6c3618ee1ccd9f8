"""What is fetched, held back or left out, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.finds import Source, UrlKind
from crawler.frontier import Limits, Step, judge, priority
from crawler.items import Candidate
from pipelines.reasons import Reason
from pipelines.sites import SiteProfile

WEEK = Limits(since=datetime(2026, 11, 15, tzinfo=UTC))
OLD, NEW, LATER = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 20, 30))


def _candidate(kind: UrlKind, source: Source, *, dated: datetime | None = None, depth: int = 1, path: str = "/a") -> Candidate:
    return Candidate("0" * 32, f"https://kurier.example{path}", "kurier.example", kind, source, depth, dated)


@pytest.mark.parametrize(
    ("kind", "source", "dated", "depth", "answer"),
    [
        (UrlKind.ARTICLE, Source.FEED, NEW, 1, (Step.FETCH, None)),
        (UrlKind.ARTICLE, Source.FEED, OLD, 1, (Step.SKIP, Reason.TOO_OLD)),
        (UrlKind.ARTICLE, Source.FEED, None, 1, (Step.FETCH, None)),
        (UrlKind.ARTICLE, Source.NEWS_SITEMAP, None, 1, (Step.FETCH, None)),
        (UrlKind.ARTICLE, Source.SITEMAP, None, 1, (Step.HOLD, Reason.UNDATED)),
        (UrlKind.ARTICLE, Source.ARTICLE_LINK, None, 1, (Step.HOLD, Reason.UNDATED)),
        (UrlKind.ARTICLE, Source.FRONT_PAGE, None, 6, (Step.SKIP, Reason.TOO_DEEP)),
        (UrlKind.ARTICLE, Source.CANONICAL, OLD, 1, (Step.FETCH, None)),
        (UrlKind.UNKNOWN, Source.SEED, OLD, 0, (Step.FETCH, None)),
        (UrlKind.SECTION, Source.SITEMAP, OLD, 1, (Step.FETCH, None)),
        (UrlKind.SITEMAP, Source.SITEMAP, OLD, 2, (Step.SKIP, Reason.TOO_OLD)),
        (UrlKind.SITEMAP, Source.SITEMAP, None, 2, (Step.FETCH, None)),
        (UrlKind.SITEMAP, Source.SITEMAP, None, 4, (Step.SKIP, Reason.TOO_DEEP)),
        (UrlKind.LISTING, Source.SECTION, None, 2, (Step.FETCH, None)),
        (UrlKind.LISTING, Source.SECTION, None, 3, (Step.SKIP, Reason.TOO_DEEP)),
    ],
)
def test_judge(kind: UrlKind, source: Source, dated: datetime | None, depth: int, answer: tuple[Step, Reason | None]) -> None:
    """Kind, source, date and depth of a find decide."""
    assert judge(_candidate(kind, source, dated=dated, depth=depth), WEEK) == answer


def test_sitemap_that_begins_after_the_horizon_is_left_out() -> None:
    """Its name says of which time it holds stories."""
    sitemap = replace(_candidate(UrlKind.SITEMAP, Source.SITEMAP, depth=2), begin=LATER)
    assert judge(sitemap, Limits(since=OLD, until=NEW)) == (Step.SKIP, Reason.TOO_NEW)
    assert judge(sitemap, Limits(since=OLD)) == (Step.FETCH, None)


def test_undated_pages_of_a_sitemap_are_fetched_when_the_run_goes_back_in_time() -> None:
    """With since= the horizon is what the user chose, and the page's own date decides."""
    limits = Limits(since=OLD, dated_only=False)
    assert judge(_candidate(UrlKind.ARTICLE, Source.SITEMAP), limits) == (Step.FETCH, None)


def test_until_leaves_out_what_is_newer() -> None:
    """The horizon may have an end."""
    limits = Limits(since=OLD, until=NEW, dated_only=False)
    newer = replace(_candidate(UrlKind.ARTICLE, Source.FEED, dated=LATER), published=LATER)
    assert judge(newer, limits) == (Step.SKIP, Reason.TOO_NEW)
    changed_later = replace(newer, published=None, modified=LATER)
    assert judge(changed_later, limits) == (Step.FETCH, None)  # it may have been published before


def test_profile_bounds_what_is_found_but_not_what_is_asked_for() -> None:
    """`exclude` counts for every find, `include` for stories alone, neither for what the user named."""
    profile = SiteProfile("kurier", "kurier.example", ("https://kurier.example/",), include=("/news/",), exclude=("/news/shop",))

    def judged(kind: UrlKind, source: Source, path: str) -> tuple[Step, Reason | None]:
        return judge(_candidate(kind, source, path=path), WEEK, profile)

    assert judged(UrlKind.ARTICLE, Source.FEED, "/news/shop/x") == (Step.SKIP, Reason.EXCLUDED)
    assert judged(UrlKind.SITEMAP, Source.ROBOTS, "/news/shop.xml") == (Step.SKIP, Reason.EXCLUDED)
    assert judged(UrlKind.ARTICLE, Source.FEED, "/blog/x") == (Step.SKIP, Reason.NOT_INCLUDED)
    assert judged(UrlKind.SECTION, Source.FRONT_PAGE, "/blog/") == (Step.FETCH, None)
    assert judged(UrlKind.ARTICLE, Source.FEED, "/news/x") == (Step.FETCH, None)
    assert judged(UrlKind.UNKNOWN, Source.SEED, "/news/shop/x") == (Step.FETCH, None)


def test_priority_puts_listings_before_dated_articles_before_the_rest() -> None:
    """Robots, front page, feeds, sitemaps, dated articles, sections, undated articles, unknown pages, tag pages."""
    order = [
        _candidate(UrlKind.ROBOTS, Source.SEED),
        _candidate(UrlKind.FRONT, Source.SEED),
        _candidate(UrlKind.FEED, Source.FRONT_PAGE),
        _candidate(UrlKind.SITEMAP, Source.ROBOTS),
        _candidate(UrlKind.ARTICLE, Source.CANONICAL),
        _candidate(UrlKind.ARTICLE, Source.FEED, dated=NEW),
        _candidate(UrlKind.SECTION, Source.FRONT_PAGE),
        _candidate(UrlKind.ARTICLE, Source.FRONT_PAGE),
        _candidate(UrlKind.UNKNOWN, Source.FRONT_PAGE),
        _candidate(UrlKind.LISTING, Source.FRONT_PAGE),
    ]
    assert sorted(order, key=priority, reverse=True) == order
