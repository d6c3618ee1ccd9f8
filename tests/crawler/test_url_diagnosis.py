"""What keeps a URL away: each check on literal records of a site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.site_record import SiteRecord, last_limits
from crawler.url_diagnosis import Check, Finding, check_budget, check_horizon, check_robots, check_sources, conclude

URL = "https://www.kurier.example/secret/story-of-the-ferry"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _source(kind: str, state: str, reason: str, last_check: int | None = 1_795_000_000) -> dict[str, Any]:
    path = "robots.txt" if kind == "robots" else f"{kind}.xml"
    return {"url": f"https://www.kurier.example/{path}", "kind": kind, "state": state, "reason": reason, "last_check": last_check}


@pytest.mark.parametrize(
    ("record", "finding", "part"),
    [
        (SiteRecord(), Finding.UNKNOWN, "no run has asked for the robots.txt of www.kurier.example"),
        (SiteRecord((_source("robots", "error", "http_503"),)), Finding.REFUSES, "could not be had (error:http_503)"),
        (SiteRecord((_source("robots", "skipped", "source"),)), Finding.PASSES, "was read 2026-11-18T11:06:40+00:00; it forbade 0 URLs"),
        (
            SiteRecord((_source("robots", "skipped", "source"),), refused=("https://www.kurier.example/secret/other",)),
            Finding.UNKNOWN,
            "robots.txt forbade https://www.kurier.example/secret/other, so it may forbid all of /secret/",
        ),
    ],
)
def test_robots(record: SiteRecord, finding: Finding, part: str) -> None:
    """What the ledger knows of robots.txt: whether it came, and what it forbade beside the URL."""
    check = check_robots(URL, record)
    assert check.finding is finding
    assert part in check.detail


def test_budget_that_was_spent() -> None:
    """What the last run left unread may name the URL."""
    assert check_budget(SiteRecord(verdicts={"stored": 7})).finding is Finding.PASSES
    check = check_budget(SiteRecord(verdicts={"stored": 7, "skipped:budget": 3, "queued": 2}))
    assert check.finding is Finding.LACKS
    assert check.detail == "2 queued, 3 skipped:budget: what was not read may name it (PAGES_PER_SITE, DEPTH_LIMIT, or another run)"


def test_sources_that_were_read_and_those_that_were_not() -> None:
    """A broken feed and a sitemap that was left out are told apart from those that were read."""
    sources = (
        _source("feed", "skipped", "source"),
        _source("sitemap", "skipped", "too_old", None),
        _source("section", "error", "http_500"),
    )
    assert check_sources(SiteRecord(sources)).detail == (
        "none of 1 sources that were read names it, the last read 2026-11-18T11:06:40+00:00; 2 were not read, "
        "https://www.kurier.example/sitemap.xml (skipped:too_old) among them"
    )
    assert check_sources(SiteRecord()).detail == "no feed, sitemap or page of links of the site is known"


@pytest.mark.parametrize(
    ("arguments", "url", "finding"),
    [
        ("{}", "https://a.example/2026/11/14/story", Finding.PASSES),
        ("{}", "https://a.example/2026/11/10/story", Finding.REFUSES),
        ("{}", "https://a.example/story", Finding.UNKNOWN),
        ('{"since": "2026-01-01"}', "https://a.example/2026/11/10/story", Finding.PASSES),
        ('{"since": "2026-01-01", "until": "2026-06-30"}', "https://a.example/2026/11/10/story", Finding.REFUSES),
        ('{"since": "2026-01-01", "until": "2026-06-30"}', "https://a.example/2026/06/30/story", Finding.PASSES),
    ],
)
def test_horizon_of_the_sites_last_run(arguments: str, url: str, finding: Finding) -> None:
    """A day in the URL against the run's since= and until=, or its seven days."""
    record = SiteRecord(last_run={"started": int(NOW.timestamp()), "arguments": arguments})
    assert check_horizon(url, record, NOW).finding is finding


def test_horizon_without_a_run_is_that_of_a_run_now() -> None:
    """Seven days back."""
    assert last_limits(SiteRecord(), NOW).since == datetime(2026, 11, 13, 12, tzinfo=UTC)


def test_conclusion_names_what_comes_first() -> None:
    """A shape that no link survives goes before the sources; without one the sources are named, and what else would refuse."""
    fine = [Check(name, Finding.PASSES, name) for name in ("guard", "site", "exclude", "robots", "budget")]
    shape, horizon = Check("shape", Finding.REFUSES, "a login page"), Check("horizon", Finding.REFUSES, "too old")
    sources = Check("sources", Finding.LACKS, "none of 3 names it")
    assert conclude([*fine, shape, horizon, sources]) == "a login page"
    passes = Check("shape", Finding.PASSES, "an article")
    assert conclude([*fine, passes, horizon, sources]) == "none of 3 names it. If one did, it would be left out: too old"
