"""The arguments of a run: what they ask for, and what is refused before anything is fetched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler import settings as project
from crawler.discovery.source_limits import SourceLimits
from crawler.finds import UrlKind
from crawler.frontier import Limits
from crawler.plan import read_plan
from crawler.traps import TrapLimits
from pipelines.errors import InputError

FRONT = "https://www.kurier.example/"
PROFILE = f'name = "kurier"\ndomain = "kurier.example"\nstart = ["{FRONT}", "{FRONT}politik/"]\nfeeds = ["{FRONT}feed.xml"]\n'


def _settings(**given: object) -> Settings:
    settings = Settings()
    settings.setmodule(project, priority="project")
    settings.setdict({"CONTACT": "crawler@example.org", **given}, priority="cmdline")
    return settings


def test_url_is_a_seed_beside_its_robots_txt() -> None:
    """A front page is known by its URL; anything else is found out when it comes."""
    plan = read_plan({"url": FRONT}, _settings())
    assert [(seed.url, seed.kind) for seed in plan.seeds] == [(f"{FRONT}robots.txt", UrlKind.ROBOTS), (FRONT, UrlKind.FRONT)]
    assert read_plan({"url": f"{FRONT}feed.xml"}, _settings()).seeds[1].kind is UrlKind.UNKNOWN


def test_profile_gives_its_pages_feeds_and_one_robots_txt(write_profile: Callable[[str, str], Path]) -> None:
    """All that the profile names is a seed."""
    plan = read_plan({"site": "kurier"}, _settings(SITES_DIRS=str(write_profile("kurier.example", PROFILE))))
    assert [seed.kind for seed in plan.seeds] == [UrlKind.ROBOTS, UrlKind.FRONT, UrlKind.SECTION, UrlKind.FEED]
    assert plan.sites == ("kurier.example",)


def test_horizon_and_budget_come_from_the_arguments() -> None:
    """Dates are UTC days, both included; a date of one's own lifts the rule on undated pages."""
    limits = read_plan({"url": FRONT, "since": "2026-01-01", "until": "2026-01-31", "pages": "7"}, _settings()).limits
    assert limits.since == datetime(2026, 1, 1, tzinfo=UTC)
    assert limits.until == datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert (limits.dated_only, limits.pages_per_site) == (False, 7)


@pytest.mark.parametrize(("given", "full"), [({}, False), ({"full": "1"}, True), ({"full": "yes"}, True), ({"full": "0"}, False)])
def test_full_run_is_asked_for(given: dict[str, str], *, full: bool) -> None:
    """Only then is the memory of former runs ignored."""
    assert read_plan({"url": FRONT, **given}, _settings()).limits.full is full


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "say what to crawl"),
        ({"url": "kurier"}, "it needs http:// or https:// and a host"),
        ({"url": "https:///path"}, "it needs http:// or https:// and a host"),
        ({"url": "ftp://kurier.example/"}, "it needs http:// or https:// and a host"),
        ({"url": "http://127.0.0.1/"}, "refused"),
        ({"url": "http://router.local/"}, "refused"),
        ({"url": FRONT, "since": "2026-13-01"}, "since=2026-13-01: not a date"),
        ({"url": FRONT, "since": "2026-02-01", "until": "2026-01-01"}, "lies before"),
        ({"url": FRONT, "pages": "0"}, "pages=0: not a number of pages"),
        ({"url": FRONT, "page": "3"}, "unknown argument 'page'"),
        ({"url": FRONT, "full": "all"}, "full=all: say full=1"),
        ({"site": "nobody"}, "no site profile 'nobody'"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, str], message: str) -> None:
    """The error says in one line which argument is wrong."""
    with pytest.raises(InputError) as caught:
        read_plan(arguments, _settings())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_limits_are_settings() -> None:
    """Each reaches the part that keeps it."""
    given = {
        "DEPTH_LIMIT": 2, "SITEMAP_DEPTH": 3, "LISTING_DEPTH": 4, "SOURCES_PER_SITE": 5, "HOSTS_PER_SITE": 6, "URLS_PER_SITE": 7,
        "MAX_PAGES_IN_VAIN": 8, "URLLENGTH_LIMIT": 9, "MAX_PATH_SEGMENTS": 10, "MAX_SEGMENT_REPEATS": 11, "MAX_PARAMETERS": 12,
    }  # fmt: skip
    limits = read_plan({"url": FRONT}, _settings(**given)).limits
    assert (limits.max_depth, limits.sitemap_depth, limits.listing_depth, limits.sources_per_site) == (2, 3, 4, 5)
    assert (limits.hosts_per_site, limits.urls_per_site, limits.pages_in_vain) == (6, 7, 8)
    assert limits.traps == TrapLimits(9, 10, 11, 12)
    given = {"ROBOTS_MAX_BYTES": 1, "SITEMAP_MAX_BYTES": "2", "SITEMAP_MAX_URLS": 3, "FEED_MAX_ENTRIES": 4, "PAGE_MAX_LINKS": 5}
    assert read_plan({"url": FRONT}, _settings(**given)).source_limits == SourceLimits(1, 2, 3, 4, 5)


def test_what_nobody_set_has_the_documented_default() -> None:
    """The parts' own defaults are those of the settings."""
    plan = read_plan({"url": FRONT}, _settings())
    assert plan.limits == Limits(since=plan.limits.since)
    assert plan.source_limits == SourceLimits()


@pytest.mark.parametrize("value", ["many", "-1", "", "1.5"])
def test_limit_that_is_no_number(value: str) -> None:
    """It is told before anything is fetched."""
    with pytest.raises(InputError, match=f"HOSTS_PER_SITE={value}: not a number from 0 on"):
        read_plan({"url": FRONT}, _settings(HOSTS_PER_SITE=value))


def test_crawl_of_others_needs_a_contact() -> None:
    """Without CONTACT only hosts mapped by RESOLVE may be crawled."""
    with pytest.raises(InputError, match=r"fetching from www\.kurier\.example needs a contact"):
        read_plan({"url": FRONT}, _settings(CONTACT=""))
    assert read_plan({"url": FRONT}, _settings(CONTACT="", RESOLVE="www.kurier.example=127.0.0.1:8080")).seeds


def test_comment_text_is_kept_only_if_the_settings_say_so() -> None:
    """Off by default."""
    assert [read_plan({"url": FRONT}, _settings(**given)).keep_comment_text for given in ({}, {"KEEP_COMMENT_TEXT": "1"})] == [False, True]


def test_reserved_texts_are_left_out_or_not_stored_at_all() -> None:
    """There is no third way: the error says what lifts a reservation."""
    assert [read_plan({"url": FRONT}, _settings(**given)).skip_reserved for given in ({}, {"RESERVED": "skip"})] == [False, True]
    with pytest.raises(InputError, match=r"RESERVED=ignore: it is metadata or skip; .* license_url in the site's profile"):
        read_plan({"url": FRONT}, _settings(RESERVED="ignore"))
