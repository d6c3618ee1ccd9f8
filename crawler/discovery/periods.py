"""The time that a sitemap covers, by its name: `sitemap-2024-03.xml` holds no story of another month."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

FIRST_YEAR = 1980
MONTHS = 12
SLACK = timedelta(days=2)  # the publisher's calendar days are not those of UTC, and late stories slip into the next file
_DIGITS = re.compile(r"\d+")
_SEPARATED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-_/.])(\d\d)(?:\2(\d\d))?)?(?![\d])")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)?(?!\d)")
_KEYS = {"yyyy": 0, "year": 0, "y": 0, "mm": 1, "month": 1, "m": 1, "dd": 2, "day": 2, "d": 2}
_YEARS = range(1900, 2100)
_Date = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last moment of which a sitemap may hold stories; aware, UTC."""

    begin: datetime
    end: datetime


def periods_of(urls: Sequence[str]) -> list[Period | None]:
    """The period of each sitemap of one index, None where its name tells none.

    Names that differ in their digits only are one series, and they count as dates only if all of them are: of `sitemap-2019-01.xml`
    to `sitemap-2019-40.xml` and of `sitemap-1.xml` to `sitemap-3000.xml` none is. A single year needs a second one beside it.
    """
    series: dict[str, list[_Date | None]] = {}
    for url in urls:
        series.setdefault(_DIGITS.sub("#", url), []).append(_date_of(url))
    return [_period(_date_of(url), series[_DIGITS.sub("#", url)]) for url in urls]


def period_in(url: str) -> Period | None:
    """The month or day that a page of a calendar or archive shows by its URL; None for no date, or a year alone.

    Other than a sitemap's series it may lie in any year from 1900 to 2099.
    """
    date = _date_of(url) or _date_in_values(url)
    year, month, day = date or (0, None, None)
    if month is None or year not in _YEARS:
        return None
    try:
        begin = datetime(year, month, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    last_day = day or calendar.monthrange(year, month)[1]
    return Period(begin - SLACK, begin.replace(day=last_day) + timedelta(days=1) + SLACK)


def _date_in_values(url: str) -> _Date | None:
    """The date that is the whole value of a parameter: `?date=2026-11-22`, `?month=2026-11`."""
    for _, value in parse_qsl(urlsplit(url).query):
        match = _COMPACT.fullmatch(value) or _SEPARATED.fullmatch(value)
        if match and len(numbers := [int(group) for group in match.groups() if group and group.isdigit()]) > 1:
            return numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None  # noqa: PLR2004  # year, month and day
    return None


def _period(date: _Date | None, series: Sequence[_Date | None]) -> Period | None:
    if date is None or not all(_is_date(other) for other in series):
        return None
    year, month, day = date
    if month is None and len(series) == 1:
        return None
    begin = datetime(year, month or 1, day or 1, tzinfo=UTC)
    last_month = month or MONTHS
    last_day = day or calendar.monthrange(year, last_month)[1]
    return Period(begin - SLACK, datetime(year, last_month, last_day, tzinfo=UTC) + timedelta(days=1) + SLACK)


def _date_of(url: str) -> _Date | None:
    """Year, month and day as the URL has them, unchecked."""
    parts = urlsplit(url)
    keyed: list[int | None] = [None, None, None]
    for key, value in parse_qsl(parts.query):
        if key.lower() in _KEYS and value.isdigit():
            keyed[_KEYS[key.lower()]] = int(value)
    if keyed[0] is not None:
        return keyed[0], keyed[1], keyed[2] if keyed[1] is not None else None
    match = _COMPACT.search(parts.path) or _SEPARATED.search(parts.path)
    if match is None:
        return None
    numbers = [int(group) for group in match.groups() if group and group.isdigit()]
    year, month, day = (*numbers, None, None)[:3]
    return (year, month, day) if year is not None else None


def _is_date(date: _Date | None) -> bool:
    if date is None:
        return False
    year, month, day = date
    try:
        datetime(year, 1 if month is None else month, 1 if day is None else day, tzinfo=UTC)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= datetime.now(UTC).year + 1
