"""Why nobody has named a URL yet: each thing that could have kept it away, looked at in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from crawler.finds import UrlKind
from crawler.frontier import SOURCE_KINDS, outside_horizon
from crawler.items import UrlState
from crawler.site_record import SiteRecord, began, last_limits, verdict_of_row
from crawler.url_history import moment_of
from crawler.url_shape import judge_url
from pipelines.guard import GuardError, check_url
from pipelines.metadata.published import day_in_url
from pipelines.reasons import Reason
from pipelines.sites import SiteProfile
from pipelines.urls import registered_domain

# A source with one of these verdicts was not read in its last run.
UNREAD = frozenset(
    {
        Reason.TOO_OLD,
        Reason.TOO_NEW,
        Reason.EXCLUDED,
        Reason.BUDGET,
        Reason.TOO_MANY_SOURCES,
        Reason.TOO_DEEP,
        Reason.ROBOTS,
        Reason.GUARD,
        Reason.NOT_DUE,
        Reason.RETIRED,
        Reason.LEFT_ALONE,
    }
)


class Finding(StrEnum):
    """What a check found."""

    PASSES = "passes"
    REFUSES = "refuses"
    LACKS = "lacks"  # something is missing that would lead to the URL
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that could keep a URL away, and whether it does."""

    name: str
    finding: Finding
    detail: str


def diagnose(url: str, record: SiteRecord, profile: SiteProfile | None, allowed: frozenset[tuple[str, int]]) -> list[Check]:
    """The checks in the order in which a URL meets them; `allowed` are the guard's exceptions."""
    return [
        check_guard(url, allowed),
        check_shape(url),
        check_site(url, record, profile),
        check_exclude(url, profile),
        check_robots(url, record),
        check_horizon(url, record, datetime.now(UTC)),
        check_budget(record),
        check_sources(record),
    ]


def conclude(checks: Sequence[Check]) -> str:
    """The checks in one sentence: what keeps links to the URL from being followed, else which sources lack it, and what more would."""
    by_name = {check.name: check for check in checks}
    for name in ("guard", "shape", "site"):
        if by_name[name].finding in (Finding.REFUSES, Finding.LACKS):
            return by_name[name].detail
    rest = [check for check in checks if check.finding is Finding.REFUSES]
    more = f". If one did, it would be left out: {rest[0].detail}" if rest else ""
    return f"{by_name['sources'].detail}{more}"


def check_guard(url: str, allowed: frozenset[tuple[str, int]]) -> Check:
    """Whether the URL leads to a public web server."""
    try:
        check_url(url, allowed)
    except GuardError as error:
        return Check("guard", Finding.REFUSES, f"{error}: it does not lead to a public web server")
    return Check("guard", Finding.PASSES, "it leads to a public web server, as far as its name tells")


def check_shape(url: str) -> Check:
    """What the URL looks like it leads to."""
    kind = judge_url(url)
    if kind is None:
        return Check(
            "shape", Finding.REFUSES, "it looks like an account, search, share, print or media address: such links are not followed"
        )
    if kind in SOURCE_KINDS:
        return Check("shape", Finding.PASSES, f"it looks like a page of kind {kind}: read for what it names, hardly ever stored")
    return Check("shape", Finding.PASSES, "it looks like an article" if kind is UrlKind.ARTICLE else "it may be an article")


def check_site(url: str, record: SiteRecord, profile: SiteProfile | None) -> Check:
    """Whether anybody ever crawled the site."""
    site = registered_domain(url)
    known = f"profile {profile.name!r}" if profile else "no profile"
    if not record.verdicts:
        start = f"-a site={profile.name}" if profile else f"-a url={urlsplit(url).scheme}://{urlsplit(url).netloc}/"
        return Check("site", Finding.LACKS, f"no run has seen {site} ({known}): scrapy crawl news {start}")
    number = sum(record.verdicts.values())
    return Check("site", Finding.PASSES, f"{number} URLs of {site} are known ({known}); its last run began {began(record)}")


def check_exclude(url: str, profile: SiteProfile | None) -> Check:
    """Whether the site's profile excludes the path."""
    if profile is None:
        return Check("exclude", Finding.PASSES, "the site has no profile, so nothing is excluded")
    path = urlsplit(url).path
    prefix = next((prefix for prefix in profile.exclude if path.startswith(prefix)), None)
    if prefix:
        return Check("exclude", Finding.REFUSES, f"the profile {profile.name!r} excludes paths that begin with {prefix}")
    return Check("exclude", Finding.PASSES, f"the profile {profile.name!r} does not exclude its path")


def check_robots(url: str, record: SiteRecord) -> Check:
    """What the ledger knows of robots.txt: whether it came, and which neighbours of the URL it forbade."""
    host, path = urlsplit(url).hostname, urlsplit(url).path
    folder = path.rpartition("/")[0] + "/"
    neighbour = next(
        (other for other in record.refused if urlsplit(other).hostname == host and urlsplit(other).path.startswith(folder)), None
    )
    if neighbour and folder != "/":
        return Check("robots", Finding.UNKNOWN, f"robots.txt forbade {neighbour}, so it may forbid all of {folder}")
    rows = [row for row in record.sources if row["kind"] == UrlKind.ROBOTS and urlsplit(row["url"]).hostname == host]
    if not rows:
        return Check("robots", Finding.UNKNOWN, f"no run has asked for the robots.txt of {host}")
    if rows[0]["state"] == UrlState.ERROR:
        return Check(
            "robots", Finding.REFUSES, f"the robots.txt of {host} could not be had ({verdict_of_row(rows[0])}): nothing is fetched then"
        )
    number = len(record.refused)
    return Check(
        "robots",
        Finding.PASSES,
        f"robots.txt was read {moment_of(rows[0]['last_check'])}; it forbade {number} URLs of the site, none beside this one",
    )


def check_horizon(url: str, record: SiteRecord, now: datetime) -> Check:
    """Whether a date in the URL lies within what the site's last run took."""
    limits = last_limits(record, now)
    span = f"from {limits.since:%Y-%m-%d} on" + (f" until {limits.until:%Y-%m-%d}" if limits.until else "")
    day = day_in_url(url, now)
    if day is None:
        return Check("horizon", Finding.UNKNOWN, f"the URL names no day; a run takes what is dated {span}")
    reason = outside_horizon(day.moment, limits)
    if reason:
        return Check(
            "horizon", Finding.REFUSES, f"the URL says {day.day}, a run takes what is dated {span} ({reason}): crawl with since={day.day}"
        )
    return Check("horizon", Finding.PASSES, f"the URL says {day.day}, a run takes what is dated {span}")


def check_budget(record: SiteRecord) -> Check:
    """Whether the site's last run had to leave anything unread."""
    verdicts = record.verdicts or {}
    left = {name: verdicts.get(name, 0) for name in ("queued", "skipped:budget", "skipped:too_many_sources", "skipped:too_deep")}
    if not any(left.values()):
        return Check("budget", Finding.PASSES, "nothing of the site was left unread for its budget or depth")
    said = ", ".join(f"{number} {name}" for name, number in left.items() if number)
    return Check("budget", Finding.LACKS, f"{said}: what was not read may name it (PAGES_PER_SITE, DEPTH_LIMIT, or another run)")


def check_sources(record: SiteRecord) -> Check:
    """Which of the site's sources were read, and when: none of them names the URL, or it would be known."""
    unread = [row for row in record.sources if row["state"] != UrlState.SKIPPED or row["reason"] in UNREAD]
    read = [row for row in record.sources if row not in unread]
    if not record.sources:
        return Check("sources", Finding.LACKS, "no feed, sitemap or page of links of the site is known")
    newest = moment_of(max((row["last_check"] or 0 for row in read), default=None))
    missed = f"; {len(unread)} were not read, {unread[0]['url']} ({verdict_of_row(unread[0])}) among them" if unread else ""
    return Check(
        "sources", Finding.LACKS, f"none of {len(read)} sources that were read names it, the last read {newest or 'never'}{missed}"
    )
