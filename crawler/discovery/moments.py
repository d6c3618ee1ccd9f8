"""The dates of feeds and sitemaps: ISO 8601 and RFC 822, and the spellings between them that sites really use."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_DATE_CHARS = 64
# "2026-01-02 10:00:00 +0100" and "2026-01-02T10:00:00 +01:00": ISO but for the spaces
_SPACED_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d|UTC|GMT)?", re.IGNORECASE)


def read_moment(text: str | None) -> datetime | None:
    """The moment in UTC, None where the text is no date.

    A day alone is its midnight in UTC; a time without zone is read as UTC.
    """
    text = (text or "").strip()
    if not text or len(text) > _MAX_DATE_CHARS:
        return None
    try:
        moment = _iso(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime:
    if match := _SPACED_ISO.fullmatch(text):
        day, time, zone = match.groups()
        zone = "+00:00" if zone and zone.upper() in ("Z", "UTC", "GMT") else zone or ""
        text = f"{day}T{time}{zone}"
    return datetime.fromisoformat(text)
