"""Dates as pages write them."""

from datetime import UTC, date, datetime

import pytest

from pipelines.article import DatePrecision
from pipelines.metadata.dates import parse_date

NOW = datetime(2026, 5, 1, tzinfo=UTC)

READ = [
    ("2026-04-30T18:00:00+02:00", "2026-04-30T18:00:00+02:00", "instant", "2026-04-30 16:00"),
    ("2026-04-30T23:30:00-0500", "2026-04-30T23:30:00-05:00", "instant", "2026-05-01 04:30"),
    ("2026-04-30T18:00:00.389Z", "2026-04-30T18:00:00+00:00", "instant", "2026-04-30 18:00"),
    ("2026-04-30T18:00+02:00[Europe/Berlin]", "2026-04-30T18:00:00+02:00", "instant", "2026-04-30 16:00"),
    ("2026-04-30 18:00:00 CEST", "2026-04-30T18:00:00+02:00", "instant", "2026-04-30 16:00"),
    ("Thu, 30 Apr 2026 18:00:00 GMT", "2026-04-30T18:00:00+00:00", "instant", "2026-04-30 18:00"),
    ("1777572000", "2026-04-30T18:00:00+00:00", "instant", "2026-04-30 18:00"),
    ("1777572000000", "2026-04-30T18:00:00+00:00", "instant", "2026-04-30 18:00"),
    ("2026-04-30T18:00:00", "2026-04-30T18:00:00", "local", "2026-04-30 18:00"),
    ("2026-04-30T18:00:00+99:99", "2026-04-30T18:00:00", "local", "2026-04-30 18:00"),
    ("30.04.2026, 18:00 Uhr", "2026-04-30T18:00:00", "local", "2026-04-30 18:00"),
    ("April 30, 2026 at 6:00 p.m.", "2026-04-30T18:00:00", "local", "2026-04-30 18:00"),
    ("2026-04-30T00:00:00", "2026-04-30", "day", "2026-04-30 00:00"),
    ("2026-04-30T25:61", "2026-04-30", "day", "2026-04-30 00:00"),
    ("20260430", "2026-04-30", "day", "2026-04-30 00:00"),
    ("2026/4/30", "2026-04-30", "day", "2026-04-30 00:00"),
    ("30. April 2026", "2026-04-30", "day", "2026-04-30 00:00"),
    ("30 de abril de 2026", "2026-04-30", "day", "2026-04-30 00:00"),
    ("1er avril 2026", "2026-04-01", "day", "2026-04-01 00:00"),
    ("2026年4月30日", "2026-04-30", "day", "2026-04-30 00:00"),
]


@pytest.mark.parametrize(("text", "iso", "precision", "moment"), READ, ids=[row[0] for row in READ])
def test_read(text, iso, precision, moment):
    """Each form is read with the precision it has, and its raw text is kept."""
    found = parse_date(text, NOW)
    assert (found.iso, found.precision, f"{found.moment:%Y-%m-%d %H:%M}", found.raw) == (iso, precision, moment, text)
    assert found.moment.tzinfo is UTC


BAD = [
    "",
    None,
    "yesterday",
    "03/05/2026",
    "2026-13-01",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "0001-01-01T00:00:00Z",
    "1970-01-01",
    "2026-05-04",
    "99999999999999999999",
    "9999-12-31T23:59:59-14:00",
    "Thu, 99 Foo 2026 25:00:00 +9999",
    "5000-" * 30,
    "٢٠٢٦-٠٤",
]


@pytest.mark.parametrize("text", BAD)
def test_no_date(text):
    """What is no date, two dates, or no story's date gives None and raises nothing."""
    assert parse_date(text, NOW) is None


def test_publishers_own_day():
    """The day is the day as written, though it is another day in UTC."""
    found = parse_date("2026-04-30T23:30:00-05:00", NOW)
    assert found.day == date(2026, 4, 30)
    assert found.moment.date() == date(2026, 5, 1)


def test_two_days_ahead():
    """A story dated a day ahead is scheduled or of a wrong clock, and stays."""
    assert parse_date("2026-05-02", NOW).precision is DatePrecision.DAY
