"""What former runs mean for a URL in this one: whether it rests, is looked at again, and what is recalled though nobody names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crawler.finds import Source, UrlKind
from crawler.frontier import SOURCE_KINDS, Limits
from crawler.items import Candidate, UrlState
from crawler.ledger import Ledger
from crawler.ledger_rows import UrlRow
from crawler.recheck import is_due, is_resting, is_retired
from pipelines.reasons import Reason

MAX_RECALLED_SOURCES = 2_000  # of a site and run; what is left stays due
RETIRABLE_SEEDS = frozenset({UrlKind.SITEMAP, UrlKind.FEED})


def with_memory(candidate: Candidate, row: UrlRow | None, limits: Limits) -> Candidate:
    """The candidate with what an earlier run learned: what its page is, when it was published, whether it is stored."""
    if row is None:
        return candidate
    is_stored = row.settled == UrlState.STORED
    # a page that was fetched has said what it is and when it was published; its sources may still date it as of today
    keeps_kind = (row.kind in SOURCE_KINDS) != (candidate.kind in SOURCE_KINDS) and (row.kind in SOURCE_KINDS or is_stored)
    was_read = row.memory.last_check is not None and row.kind not in SOURCE_KINDS
    said = row.published if was_read else None
    return replace(
        candidate,
        kind=row.kind if keeps_kind else candidate.kind,
        dated=said or candidate.dated or row.published,
        published=said or candidate.published,
        recheck=is_stored and not limits.full,
    )


def is_asked_for(candidate: Candidate) -> bool:
    """Whether this very URL is what the run was started with: then it never rests. The feeds and sitemaps of a profile may."""
    return candidate.source is Source.SEED and candidate.kind not in RETIRABLE_SEEDS


def reason_to_rest(candidate: Candidate, row: UrlRow | None, limits: Limits, now: datetime) -> Reason | None:
    """Why a URL that is named in this run is not fetched, by what is remembered of it; None where it is to be judged."""
    if row is None or limits.full:
        return None
    named, candidate = candidate, with_memory(candidate, row, limits)
    due = is_due(row.memory, now, candidate.modified)
    if candidate.kind in SOURCE_KINDS:
        is_named_only = row.memory.next_check is None  # a further page of a list
        if due or is_named_only or is_asked_for(named) or (not covers(row, limits) and not is_retired(row.memory)):
            return None
        return Reason.RETIRED if is_retired(row.memory) else Reason.NOT_DUE
    if row.settled is not None:
        is_watched = row.settled == UrlState.STORED and (due or candidate.source is Source.CANONICAL)
        return None if is_watched else Reason.KNOWN
    return Reason.NOT_DUE if is_resting(row.memory, now) else None


def covers(row: UrlRow, limits: Limits) -> bool:
    """Whether the run that last read this source went back as far as this one, so that what it named then need not be named again."""
    return row.read_since is not None and row.read_since <= limits.since and (row.read_undated or limits.dated_only)


def needs_whole(candidate: Candidate, row: UrlRow | None, limits: Limits) -> bool:
    """Whether the body is wanted even if it has not changed."""
    return limits.full or (row is not None and candidate.kind in SOURCE_KINDS and not covers(row, limits))


def recall(ledger: Ledger, site: str, limits: Limits, now: datetime) -> Iterator[Candidate]:
    """The site's URLs that are due by themselves: sources that an unchanged list does not name again, and pages."""
    yield from map(_recalled, ledger.due_sources(site, now, MAX_RECALLED_SOURCES))
    yield from map(_recalled, ledger.due_pages(site, now, limits.since, limits.pages_per_site))


def _recalled(row: UrlRow) -> Candidate:
    return Candidate(row.id, row.url, row.site, row.kind, row.source, row.depth, row.published)
