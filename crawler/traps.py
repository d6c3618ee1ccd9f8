"""URLs that a site makes without end: judged by their form, before anything is fetched. Pure; what needs a memory is in `pattern_watch`.

Bounds for path segments and repetition are those of Heritrix 3 (TooManyPathSegmentsDecideRule, PathologicalPathDecideRule).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.discovery.periods import period_in
from crawler.finds import UrlKind
from pipelines.reasons import Reason
from pipelines.urls import is_tracking

FUTURE_SLACK = timedelta(days=45)  # a calendar may show the coming month; a paper may be dated tomorrow
# What a calendar consists of. A story's URL may name any date: of an event to come, of an anniversary.
_CALENDAR_KINDS = frozenset({UrlKind.LISTING, UrlKind.UNKNOWN, UrlKind.SECTION})
_NUMBER = re.compile(r"\d{1,4}")  # parts of dates: /2011/11/11/11-uhr repeats itself and is honest


@dataclass(frozen=True, slots=True)
class TrapLimits:
    """How long a URL may be, in characters, path segments, repetitions of one segment, and parameters."""

    url_chars: int = 2083
    path_segments: int = 20
    segment_repeats: int = 2
    parameters: int = 16


USUAL_TRAP_LIMITS = TrapLimits()


def trap_in(url: str, kind: UrlKind, limits: TrapLimits, since: datetime, now: datetime) -> Reason | None:
    """Why the URL looks like one of a trap, None where it does not. `since` begins the run's horizon."""
    if len(url) > limits.url_chars:
        return Reason.URL_TOO_LONG
    parts = urlsplit(url)
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    if len(segments) > limits.path_segments:
        return Reason.PATH_TOO_DEEP
    if repeats(segments) > limits.segment_repeats:
        return Reason.REPEATING_PATH
    if sum(not is_tracking(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)) > limits.parameters:
        return Reason.TOO_MANY_PARAMETERS
    return _calendar(url, since, now) if kind in _CALENDAR_KINDS else None


def repeats(segments: list[str]) -> int:
    """How often the most frequent segment of a path stands in it; short numbers do not count, being parts of dates."""
    return max(Counter(segment for segment in segments if not _NUMBER.fullmatch(segment)).values(), default=0)


def _calendar(url: str, since: datetime, now: datetime) -> Reason | None:
    """A page of a calendar or archive that lies wholly outside the run: before the horizon, or beyond the coming month."""
    period = period_in(url)
    if period is None:
        return None
    if period.end < since:
        return Reason.TOO_OLD
    return Reason.CALENDAR if period.begin > now + FUTURE_SLACK else None
