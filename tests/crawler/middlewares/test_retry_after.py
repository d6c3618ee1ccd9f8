"""Retry-After: its two forms, and the pause it makes."""

from datetime import UTC, datetime

import pytest

from crawler.middlewares.retry_after import wait_s

NOW = datetime(2026, 1, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Fri, 02 Jan 2026 10:01:00 GMT", 60),
        ("Fri, 02 Jan 2026 11:01:00 +0100", 60),
        ("Fri, 02 Jan 2026 09:00:00 GMT", 0),
        ("-5", 0),
        ("1.5", 0),
        ("bald", 0),
        ("", 0),
        ("²", 0),
        ("9" * 4000, 999_999_999),
    ],
)
def test_what_the_header_asks_for(header: str, seconds: float) -> None:
    """Seconds and HTTP dates are understood; the past and nonsense ask for nothing."""
    assert wait_s(header, NOW) == seconds


def test_site_is_left_alone_for_that_long(loopback, probe) -> None:
    """After 429 with Retry-After the next request leaves no earlier than asked for, and brings the page."""
    site = loopback("127.0.0.1")
    site.answer("www.a.example/a", 429, Retry_After="2")
    site.answer("www.a.example/a", body="a")
    ends = probe("http://www.a.example/a", RESOLVE=f"www.a.example={site.address}")
    assert ends[0]["body"] == "a"
    assert site.asked == ["www.a.example/robots.txt", "www.a.example/a", "www.a.example/a"]
    assert site.asked_at_s[2] - site.asked_at_s[1] >= 1.9


def test_pause_has_a_limit(loopback, probe) -> None:
    """A server that asks for a day is tried again after the limit of the settings."""
    site = loopback("127.0.0.1")
    site.answer("www.a.example/a", 503, Retry_After="86400")
    site.answer("www.a.example/a", body="a")
    assert probe("http://www.a.example/a", RESOLVE=f"www.a.example={site.address}", RETRY_AFTER_MAX_S=0.5)[0]["body"] == "a"
