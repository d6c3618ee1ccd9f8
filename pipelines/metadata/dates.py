"""A date as a page writes it -> PageDate; what cannot be a date, or not the date of a story, gives None and never raises."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from pipelines.article import DatePrecision, PageDate
from pipelines.metadata.months import MONTH_PATTERN, month_number

MAX_RAW_CHARS = 100
MAX_AHEAD = timedelta(days=2)  # scheduled stories and wrong clocks; anything later is a date of something else
MAX_OFFSET_HOURS = 14  # Kiribati
MAX_MINUTES = 59
MIN_YEAR = 1800  # digitised archives reach that far
_UNSET = frozenset({date(1970, 1, 1), date(1900, 1, 1)})  # what programs write for "no date"

_TIME = (
    r"(?:(?:T|\s|,|-|–|\||•|um|at|à|alle|a las|às|kl\.?|Uhr)*?\s*"
    r"(?P<hour>\d{1,2})(?:[:.h])(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?)?"
)
_MERIDIEM = r"(?:\s*(?P<meridiem>[ap])\.?m\.?\b)?"
_OFFSET = r"(?:\s*(?P<offset>Z\b|[+-]\d\d:?\d\d\b|[+-]\d\d\b|[A-Z]{3,4}\b))?"
_TAIL = _TIME + _MERIDIEM + _OFFSET
_FORMS = tuple(
    re.compile(form + _TAIL, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s*(?:of\s+|de\s+)?(?P<name>{MONTH_PATTERN})\.?,?\s*(?:de\s+|del\s+)?(?P<year>\d{{4}})(?!\d)",
        rf"\b(?P<name>{MONTH_PATTERN})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}})\.?\s+(?P<name>{MONTH_PATTERN})\s+(?P<day>\d{{1,2}})(?!\d)\.?",
    )
)
_EPOCH = re.compile(r"\A(\d{10})(?:\.\d+|\d{3})?\Z")
# Abbreviations that name one offset; BST, IST, CST and the like name several.
_ZONES = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "CET": 1,
    "MEZ": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
}


def parse_date(text: str | None, now: datetime) -> PageDate | None:
    """The date in a text, with the precision that the text has.

    Read are ISO 8601 and its usual misspellings, RFC 2822, epoch seconds and milliseconds, day-first dates with dots, and month names;
    `03/05/2024` is two dates and gives None, as does what lies more than two days after `now`, and what cannot be a date.
    An impossible offset is ignored, an impossible time, too: the day stays. Midnight without an offset counts as no time.
    """
    raw = (text or "").strip()[:MAX_RAW_CHARS]
    if not raw:
        return None
    try:
        found = _from_epoch(raw) or _from_mail(raw) or _from_forms(raw)
    except (ValueError, OverflowError):
        return None
    if found is None or found.day.year < MIN_YEAR or found.day in _UNSET or found.moment > now + MAX_AHEAD:
        return None
    return found


def day_date(day: date, raw: str) -> PageDate:
    """A date known to the day."""
    return PageDate(datetime.combine(day, time(), UTC), DatePrecision.DAY, day, raw, day.isoformat())


def _from_epoch(raw: str) -> PageDate | None:
    match = _EPOCH.match(raw)
    return _instant(datetime.fromtimestamp(int(match[1]), UTC), raw) if match else None


def _from_mail(raw: str) -> PageDate | None:
    """RFC 2822, whose zone names it defines; a date without a zone goes the way of the other forms."""
    if not raw[:1].isalpha() or raw[3:4] != ",":
        return None
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError):
        return None
    return _instant(moment, raw) if moment.tzinfo else None


def _from_forms(raw: str) -> PageDate | None:
    match = next((match for form in _FORMS if (match := form.search(raw))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = month_number(parts["name"]) if parts.get("name") else int(parts["month"])
    day = date(int(parts["year"]), month, int(parts["day"]))
    clock = _clock(parts)
    if clock is None:
        return day_date(day, raw)
    moment = datetime.combine(day, clock)
    offset = _offset(parts["offset"])
    if offset is not None:
        return _instant(moment.replace(tzinfo=offset), raw)
    if clock == time():
        return day_date(day, raw)
    return PageDate(moment.replace(tzinfo=UTC), DatePrecision.LOCAL, day, raw, moment.isoformat())


def _instant(moment: datetime, raw: str) -> PageDate:
    return PageDate(moment.astimezone(UTC), DatePrecision.INSTANT, moment.date(), raw, moment.isoformat())


def _clock(parts: dict[str, str | None]) -> time | None:
    if parts["hour"] is None:
        return None
    hour = int(parts["hour"])
    if parts["meridiem"]:
        hour = hour % 12 + (12 if parts["meridiem"].lower() == "p" else 0)
    try:
        return time(hour, int(parts["minute"] or 0), min(int(parts["second"] or 0), 59))
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text[0] not in "+-":
        hours = _ZONES.get(text.upper())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > MAX_OFFSET_HOURS or minutes > MAX_MINUTES:
        return None
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(distance if text[0] == "+" else -distance)
