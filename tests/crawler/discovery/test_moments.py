"""Dates of feeds and sitemaps."""

from datetime import UTC, datetime

import pytest

from crawler.discovery.moments import read_moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T09:30:00Z",
        "2026-01-02T10:30:00+01:00",
        "2026-01-02T10:30+0100",
        "2026-01-02 10:30:00 +0100",
        "2026-01-02T10:30:00 +01:00",
        "2026-01-02T09:30:00.123456789Z",
        "2026-01-02T09:30:00",
        "2026-01-02 09:30:00 UTC",
        " 2026-01-02T09:30:00z\n",
        "Fri, 02 Jan 2026 10:30:00 +0100",
        "Fri, 2 Jan 2026 09:30 GMT",
        "02 Jan 2026 04:30:00 EST",
        "Fri, 02 Jan 2026 09:30:00 -0000",
    ],
)
def test_spellings_of_one_moment(text: str) -> None:
    """ISO 8601, RFC 822 and what sites make of them name the same moment, in UTC."""
    assert read_moment(text) == datetime(2026, 1, 2, 9, 30, tzinfo=UTC)


def test_a_day_is_its_midnight() -> None:
    """A date without time is midnight in UTC."""
    assert read_moment("2026-01-02") == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", [None, "", "gestern", "2026", "2026-13-01", "2026-01-02T25:00:00Z", "2026-01-02T10:00:00+99:99", "0001-01-01T00:00:00+14:00",
             "Fri, 99 Jan 2026 10:00:00 +0100", "Fri, 02 Jan 2026 10:00:00 +9999", "9" * 5000, "Fri, 02 Jan 99999 10:00:00 +0100"],
)  # fmt: skip
def test_what_is_no_date(text: str | None) -> None:
    """What cannot be read as a moment is None and never an error."""
    assert read_moment(text) is None
