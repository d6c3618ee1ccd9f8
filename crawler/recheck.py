"""When a URL is looked at again: pure functions of what the former checks found, no ledger, no clock.

One rule for all: what has not changed for a time T is looked at again after a share of T. So the interval grows while nothing happens,
falls back to the shortest when something did, and a change is seen late by that share at most. (Apache Nutch's AdaptiveFetchSchedule
multiplies the last interval instead; that comes to the same, but forgets everything when a run is missed.)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from crawler.finds import UrlKind
from crawler.frontier import SOURCE_KINDS
from crawler.items import UrlState, Verdict
from pipelines.reasons import Reason, Stage

# Articles: 1, 2, 4, … hours after publication, at least every 4 days, 8 checks in all. Corrections come on the first days, if at all.
ARTICLE_SHARE = 1.0
ARTICLE_MIN = timedelta(hours=1)
ARTICLE_MAX = timedelta(days=4)
ARTICLE_LIFE = timedelta(days=10)  # since its publication; later only where a source says that it changed
# Sources: a feed that was silent for 8 hours rests for one; none rests for more than a day.
SOURCE_SHARE = 1 / 8
SOURCE_MAX = timedelta(days=1)
# What fails is tried again in each run at first, then after 1, 2, 4, … hours, at least every week.
PAGE_GRACE = 2  # failures in a row from which on a page is no longer tried in each run
SOURCE_GRACE = 3  # … from which on a sitemap, feed or section is retired
BACKOFF_MAX = timedelta(days=7)
MAX_RECALLS = 8  # failures after which a page is tried only where a source names it
MAX_FALSE_HINTS = 2  # checks that a source asked for in vain: many sites date every page as of today

DEAD = frozenset({"http_404", "http_410", Reason.BROKEN_FEED, Reason.DOCTYPE})
_NOT_LOOKED_AT = frozenset({Reason.ROBOTS, Reason.GUARD, Reason.BUDGET, Reason.LEFT_ALONE})


class Finding(StrEnum):
    """What a check brought."""

    CHANGED = "changed"  # a new text, or a URL that nobody had named
    UNCHANGED = "unchanged"
    FAILED = "failed"
    UNREACHED = "unreached"  # the site could not answer: says nothing about this URL


@dataclass(frozen=True, slots=True)
class CheckMemory:
    """What is remembered of the checks of one URL; dates are aware and UTC, `next_check` is None where none is due by itself."""

    checks: int = 0
    changes: int = 0
    failures: int = 0  # in a row
    false_hints: int = 0  # since the last change
    last_check: datetime | None = None
    last_change: datetime | None = None
    next_check: datetime | None = None
    named_modified: datetime | None = None  # the latest date of change that a source gave


def finding_of(verdict: Verdict, kind: UrlKind, *, named_new: bool) -> Finding | None:
    """What a verdict says about the URL's page; None where nothing was fetched. `named_new`: it named a URL that was not known."""
    if verdict.stage is Stage.DISCOVER or verdict.reason in _NOT_LOOKED_AT:
        return None
    is_source = kind in SOURCE_KINDS
    if verdict.state is UrlState.ERROR:
        is_dead = verdict.reason in DEAD or verdict.stage is Stage.EXTRACT  # gone, broken, or poison for the worker
        return Finding.UNREACHED if is_source and not is_dead else Finding.FAILED
    has_changed = verdict.state is UrlState.STORED or (is_source and named_new)
    return Finding.CHANGED if has_changed else Finding.UNCHANGED


def after_check(memory: CheckMemory, finding: Finding, now: datetime, *, born: datetime | None = None, is_source: bool) -> CheckMemory:
    """The memory with one more check. `born` is when the article was published; None: no stored article, so not to be checked again."""
    was_hinted = memory.last_check is not None and (memory.next_check is None or now < memory.next_check)
    checked = replace(memory, checks=memory.checks + 1, last_check=now)
    if finding is Finding.UNREACHED:
        return replace(checked, next_check=now)
    if finding is Finding.FAILED:
        failures = memory.failures + 1
        return replace(checked, failures=failures, next_check=now + backoff(failures, SOURCE_GRACE if is_source else PAGE_GRACE))
    if memory.last_change is None:  # what is seen for the first time has not changed
        checked = replace(checked, last_change=min(born or now, now))
    elif finding is Finding.CHANGED:
        checked = replace(checked, changes=memory.changes + 1, false_hints=0, last_change=now)
    elif was_hinted:
        checked = replace(checked, false_hints=memory.false_hints + 1)
    next_check = _next_of_source(checked, now) if is_source else _next_of_article(checked, now, born)
    return replace(checked, failures=0, next_check=next_check)


def backoff(failures: int, grace: int) -> timedelta:
    """How long a URL rests after so many failures in a row: not at all within the grace, then 1, 2, 4, … hours, a week at most."""
    if failures < grace:
        return timedelta()
    return min(timedelta(hours=2 ** min(failures - grace, 10)), BACKOFF_MAX)


def is_due(memory: CheckMemory, now: datetime, modified: datetime | None = None) -> bool:
    """Whether a URL is to be looked at now: never before, by its schedule, or since a source dates a change (`modified`) after it."""
    if memory.last_check is None or (memory.next_check is not None and memory.next_check <= now):
        return True
    if modified is None or memory.false_hints >= MAX_FALSE_HINTS:
        return False
    # a date of day precision lies before the check of that day: a later one than the source gave last time counts, too
    is_later = memory.named_modified is not None and modified > memory.named_modified
    return is_later or modified > memory.last_check


def is_retired(memory: CheckMemory) -> bool:
    """Whether a source was dead so often in a row that it is only revisited now and then."""
    return memory.failures >= SOURCE_GRACE


def is_resting(memory: CheckMemory, now: datetime) -> bool:
    """Whether a page failed so often in a row that it is not tried now."""
    return memory.failures >= PAGE_GRACE and memory.next_check is not None and memory.next_check > now


def _next_of_source(memory: CheckMemory, now: datetime) -> datetime:
    quiet = now - (memory.last_change or now)
    return now + min(quiet * SOURCE_SHARE, SOURCE_MAX)


def _next_of_article(memory: CheckMemory, now: datetime, born: datetime | None) -> datetime | None:
    """None where the article has left the days in which it may be corrected."""
    if born is None:
        return None
    quiet = now - (memory.last_change or born)
    due = now + min(max(quiet * ARTICLE_SHARE, ARTICLE_MIN), ARTICLE_MAX)
    return due if due - born <= ARTICLE_LIFE else None
