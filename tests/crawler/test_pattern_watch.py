"""URL patterns that stop to give new texts, and honest ones that only pause."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.finds import Source, UrlKind
from crawler.items import Candidate, Concluded, Validators, Verdict, Visit, failed, skipped
from crawler.pattern_watch import PatternWatch, pattern_of
from pipelines.article import Article, Metadata
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOTHING = skipped(Stage.PARSE, Reason.NO_STORY)
LISTING = skipped(Stage.PARSE, Reason.LISTING)


def _found(path: str, kind: UrlKind = UrlKind.ARTICLE, source: Source = Source.SECTION) -> Candidate:
    url = f"https://www.{SITE}{path}"
    return Candidate(url_id(url), url, SITE, kind, source, 1)


def _story(path: str, body: str) -> Article:
    url = f"https://www.{SITE}{path}"
    return Article(url, None, url_id(url), Metadata("A headline"), body, (), fetched_at=NOW)


def _visit(path: str, kind: UrlKind) -> Visit:
    found = _found(path, kind)
    return Visit(found.id, found.url, SITE, kind, found.source, 1)


def _saw(
    watch: PatternWatch, path: str, outcome: Article | Verdict, *named: Candidate, kind: UrlKind = UrlKind.ARTICLE, status: int = 200
) -> None:
    watch.see(Concluded(_visit(path, kind), kind, outcome, http_status=status), named)


def test_pattern_without_new_texts_is_spent_and_its_neighbours_are_not() -> None:
    """The same text under ever new URLs."""
    watch = PatternWatch(max_in_vain=5)
    for number in range(1 + 5 + 1):
        assert not watch.is_spent(_found("/event/x-7"))
        _saw(watch, f"/event/day-{number}", _story("/", "No events on this day. Come back later."))
    assert watch.is_spent(_found("/event/day-77"))
    assert watch.is_spent(_found("/event/other"))
    assert not watch.is_spent(_found("/event/x/y"))
    assert not watch.is_spent(_found("/news/day-77"))
    assert not watch.is_spent(_found("/event/day-77", source=Source.SEED))
    assert not watch.is_spent(_found("/event/day-77", source=Source.CANONICAL))


def test_pattern_that_gave_stories_may_pause_for_longer() -> None:
    """Galleries and videos among the stories do not cost the stories that come after them."""
    watch = PatternWatch(max_in_vain=5)
    for word in ("anton", "berta", "cesar"):
        _saw(watch, f"/news/{word}", _story("/", f"A story of {word}."))
    for number in range(7):
        _saw(watch, f"/news/gallery-{number}", NOTHING)
    assert not watch.is_spent(_found("/news/dora"))
    _saw(watch, "/news/dora", _story("/", "A story of dora."))
    for number in range(8):
        _saw(watch, f"/news/video-{number}", NOTHING)
    assert not watch.is_spent(_found("/news/emil"))
    _saw(watch, "/news/video-9", NOTHING)
    assert watch.is_spent(_found("/news/emil"))


def test_faults_of_the_server_say_nothing() -> None:
    """An hour of errors is no reason to drop a section."""
    watch = PatternWatch(max_in_vain=3)
    for number in range(9):
        _saw(watch, f"/news/{number}-a", NOTHING, status=503)
    assert not watch.is_spent(_found("/news/a"))


def test_faults_of_ours_say_nothing() -> None:
    """Pages that hang their worker cost themselves only."""
    watch = PatternWatch(max_in_vain=3)
    for number in range(9):
        _saw(watch, f"/news/{number}-a", failed(Stage.EXTRACT, Reason.TIMEOUT))
    assert not watch.is_spent(_found("/news/a"))


def test_what_an_earlier_run_took_in_is_no_trap() -> None:
    """On a quiet day hundreds of sections name nothing new, and are read all the same."""
    watch = PatternWatch(max_in_vain=1)
    known = replace(_visit("/section", UrlKind.SECTION), validators=Validators(html_sha256="0" * 64))
    for _ in range(9):
        watch.see(Concluded(known, UrlKind.SECTION, LISTING, http_status=200), ())
    assert not watch.is_spent(_found("/other", UrlKind.SECTION))
    for number in range(4):
        _saw(watch, f"/section-{number}", LISTING, kind=UrlKind.SECTION)
    assert watch.is_spent(_found("/other", UrlKind.SECTION))
    assert not watch.is_spent(known)


def test_list_is_spent_where_it_names_nothing_but_its_own_kind() -> None:
    """Twice the patience of pages; a link to what may be a story counts, unless stories of that form are spent themselves."""
    watch = PatternWatch(max_in_vain=2)
    for number in range(9):
        _saw(watch, f"/tag/word{number}", LISTING, _found(f"/news/story-{number}"), kind=UrlKind.LISTING)
    assert not watch.is_spent(_found("/tag/a", UrlKind.LISTING))
    for number in range(2):
        _saw(watch, f"/news/s{number}", NOTHING)
    for number in range(9 + 2 * 2):
        assert not watch.is_spent(_found("/tag/a", UrlKind.LISTING))
        _saw(watch, f"/tag/w{number}", LISTING, _found(f"/news/s-{number}"), _found("/tag/x", UrlKind.LISTING), kind=UrlKind.LISTING)
    assert watch.is_spent(_found("/tag/a", UrlKind.LISTING))
    assert not watch.is_spent(_found("/tag/a", UrlKind.FEED))


def test_switched_off() -> None:
    """By 0."""
    watch = PatternWatch(max_in_vain=0)
    for number in range(100):
        _saw(watch, f"/event/{number}", NOTHING)
    assert not watch.is_spent(_found("/event/a"))


def test_hosts_beyond_the_first_are_left_out() -> None:
    """A DNS wildcard gives a site any number of hosts; those that were seen stay open."""
    watch = PatternWatch(max_hosts=2)
    hosts = ("https://a.kurier.example/1", "https://b.kurier.example/1", "https://c.kurier.example/1", "https://A.kurier.example/2")
    found = [Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, Source.SECTION, 1) for url in hosts]
    assert [watch.has_room(candidate) for candidate in found] == [True, True, False, True]


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/", "/"),
        ("/a-story-of-today", "/*"),
        ("/news/a-story-of-today", "/news/*"),
        ("/news/2026/11/22/a-story", "/news/#/#/#/*"),
        ("/2026/11/22/", "/#/#/#"),
        ("/g20/a", "/g20/*"),
        ("/9f86d081884c7d65/a-story", "/@/*"),
        ("/artikel.php?id=1&cat=2", "/*?"),
        ("/a/b/c/d", "/a/*/*/*"),
    ],
)
def test_pattern_of_a_url(path: str, pattern: str) -> None:
    """Its first folder, the number of those below, and whether it has a query."""
    assert pattern_of(f"https://www.{SITE}{path}") == pattern
