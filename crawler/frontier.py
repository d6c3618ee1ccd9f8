"""What to fetch, and in which order: pure decisions, no ledger, no network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from crawler.finds import Source, UrlKind
from crawler.items import Candidate
from crawler.traps import USUAL_TRAP_LIMITS, TrapLimits, trap_in
from pipelines.reasons import Reason
from pipelines.sites import SiteProfile

# Fetched anew in every run, and never an article.
SOURCE_KINDS = frozenset({UrlKind.ROBOTS, UrlKind.SITEMAP, UrlKind.FEED, UrlKind.FRONT, UrlKind.SECTION, UrlKind.LISTING})
# These cost the budget of sources instead of the budget of pages.
MACHINE_KINDS = frozenset({UrlKind.ROBOTS, UrlKind.SITEMAP, UrlKind.FEED})
# Who named these wants them: neither age nor budget counts.
WANTED_SOURCES = frozenset({Source.SEED, Source.CANONICAL})
# A page linked from here without a date may be years old; it is fetched only if the run goes back in time, or a listing names it too.
UNDATED_SOURCES = frozenset({Source.SITEMAP, Source.ARTICLE_LINK})

# Listings first, since they name what is new; then what has a date within the horizon, newest first.
PRIORITY_OF_KIND = {
    UrlKind.ROBOTS: 1000,
    UrlKind.FRONT: 900,
    UrlKind.FEED: 850,
    UrlKind.SITEMAP: 800,
    UrlKind.SECTION: 500,
    UrlKind.ARTICLE: 450,
    UrlKind.UNKNOWN: 300,
    UrlKind.LISTING: 100,
}
DATED_BONUS = 200  # lifts a dated article above undated sections
WANTED_BONUS = 300
DEPTH_MALUS = 20
RECHECK_MALUS = 400  # what is stored waits for what is new


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a run goes: back in time, deep into a site, and how many pages of each."""

    since: datetime
    until: datetime | None = None
    dated_only: bool = True  # no since= was given: undated URLs of plain sitemaps are left out
    max_depth: int = 5
    pages_per_site: int = 1000
    full: bool = False  # as if nothing were known from former runs
    sitemap_depth: int = 3
    listing_depth: int = 2
    sources_per_site: int = 500
    hosts_per_site: int = 100
    urls_per_site: int = 1_000_000
    pages_in_vain: int = 100
    traps: TrapLimits = USUAL_TRAP_LIMITS


class Step(StrEnum):
    """What happens to a candidate next."""

    FETCH = "fetch"
    HOLD = "hold"  # left out as undated at the end of the run, unless a listing names it too
    SKIP = "skip"


def judge(candidate: Candidate, limits: Limits, profile: SiteProfile | None = None) -> tuple[Step, Reason | None]:
    """Whether a URL is to be fetched, and why not."""
    if reason := _outside_profile(candidate, profile):
        return Step.SKIP, reason
    if candidate.recheck:
        return Step.FETCH, None
    if reason := _looks_like_trap(candidate, limits):
        return Step.SKIP, reason
    if candidate.depth > max_depth(candidate.kind, limits):
        return Step.SKIP, Reason.TOO_DEEP
    if candidate.source in WANTED_SOURCES:
        return Step.FETCH, None
    return _judge_source(candidate, limits) if candidate.kind in SOURCE_KINDS else _judge_page(candidate, limits)


def _outside_profile(candidate: Candidate, profile: SiteProfile | None) -> Reason | None:
    """Why the site's profile leaves a URL out. What somebody named as a start is fetched in any case; `include` is about stories alone."""
    if profile is None or candidate.source is Source.SEED:
        return None
    if profile.excludes(candidate.url):
        return Reason.EXCLUDED
    is_listed = candidate.kind in SOURCE_KINDS or profile.includes(candidate.url)
    return None if is_listed else Reason.NOT_INCLUDED


def _looks_like_trap(candidate: Candidate, limits: Limits) -> Reason | None:
    """Why the URL looks like one that a site makes without end; what somebody named as a start does not."""
    if candidate.source is Source.SEED:
        return None
    return trap_in(candidate.url, candidate.kind, limits.traps, limits.since, datetime.now(UTC))


def _judge_source(candidate: Candidate, limits: Limits) -> tuple[Step, Reason | None]:
    """A sitemap that has not changed since the horizon, or by its name lies outside, names nothing; other lists change unannounced."""
    if candidate.kind is not UrlKind.SITEMAP:
        return Step.FETCH, None
    if outside_horizon(candidate.dated, limits) is Reason.TOO_OLD:
        return Step.SKIP, Reason.TOO_OLD
    is_ahead = outside_horizon(candidate.begin, limits) is Reason.TOO_NEW
    return (Step.SKIP, Reason.TOO_NEW) if is_ahead else (Step.FETCH, None)


def _judge_page(candidate: Candidate, limits: Limits) -> tuple[Step, Reason | None]:
    if outside_horizon(candidate.dated, limits) is Reason.TOO_OLD:
        return Step.SKIP, Reason.TOO_OLD
    if outside_horizon(candidate.published, limits) is Reason.TOO_NEW:  # what was changed later may have been published before
        return Step.SKIP, Reason.TOO_NEW
    if candidate.dated is None and limits.dated_only and candidate.source in UNDATED_SOURCES:
        return Step.HOLD, Reason.UNDATED
    return Step.FETCH, None


def outside_horizon(moment: datetime | None, limits: Limits) -> Reason | None:
    """Why a date lies outside the run's horizon; None where it lies inside, or is not known."""
    if moment is None:
        return None
    if moment < limits.since:
        return Reason.TOO_OLD
    if limits.until is not None and moment > limits.until:
        return Reason.TOO_NEW
    return None


def max_depth(kind: UrlKind, limits: Limits) -> int:
    """The greatest depth at which a URL of this kind is fetched."""
    if kind is UrlKind.SITEMAP:
        return min(limits.sitemap_depth, limits.max_depth)
    if kind is UrlKind.LISTING:
        return min(limits.listing_depth, limits.max_depth)
    return limits.max_depth


def priority(candidate: Candidate) -> int:
    """The greater, the earlier; among equals the newer goes first."""
    score = PRIORITY_OF_KIND[candidate.kind] - DEPTH_MALUS * candidate.depth
    if candidate.dated is not None and candidate.kind not in SOURCE_KINDS:
        score += DATED_BONUS
    score -= RECHECK_MALUS if candidate.recheck else 0
    return score + (WANTED_BONUS if candidate.source in WANTED_SOURCES else 0)


def budget_of(kind: UrlKind, limits: Limits) -> int:
    """How many URLs of this kind's family are fetched of one site in a run."""
    return limits.sources_per_site if kind in MACHINE_KINDS else limits.pages_per_site
