"""Retry-After: its two forms, and the pause it makes."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

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
    """After 429 with Retry-After nothing is asked of the whole site for so long: neither of that host nor of another one."""
    site = loopback("127.0.0.1")
    site.answer("www.a.example/a", 429, Retry_After="2")
    site.answer("sport.a.example/b", body="b")
    resolve = ",".join(f"{host}.a.example={site.address}" for host in ("www", "sport"))
    ends = probe("http://www.a.example/a", "http://sport.a.example/b", RESOLVE=resolve, RETRY_TIMES=0)
    assert [end["status"] for end in ends] == [429, 200]
    assert site.asked == ["www.a.example/robots.txt", "www.a.example/a", "sport.a.example/robots.txt", "sport.a.example/b"]
    assert site.asked_at_s[2] - site.asked_at_s[1] >= 1.9


def test_date_is_waited_for(loopback, probe) -> None:
    """After 503 with a date in Retry-After nothing is asked for before that moment."""
    site, promised = loopback("127.0.0.1"), []

    def in_two_seconds() -> str:
        promised.append(datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2))
        return format_datetime(promised[0], usegmt=True)

    site.answer("www.a.example/a", 503, Retry_After=in_two_seconds)
    site.answer("www.a.example/a", body="a")
    before_s = time.monotonic() - time.time()
    assert probe("http://www.a.example/a", RESOLVE=f"www.a.example={site.address}")[0]["body"] == "a"
    assert site.asked_at_s[2] - before_s >= promised[0].timestamp() - 0.01


def test_longer_pause_than_the_run_can_keep(loopback, probe) -> None:
    """A host that asks for a day is asked for nothing more; another host of the site is."""
    site = loopback("127.0.0.1")
    site.answer("www.a.example/a", 429, Retry_After="86400")
    site.answer("sport.a.example/c", body="c")
    resolve = ",".join(f"{host}.a.example={site.address}" for host in ("www", "sport"))
    urls = ("http://www.a.example/a", "http://www.a.example/b", "http://sport.a.example/c")
    ends = probe(*urls, RESOLVE=resolve)
    assert [end.get("error") for end in ends] == ["LeftAloneError", "LeftAloneError", None]
    assert [place for place in site.asked if not place.endswith("/robots.txt")] == ["www.a.example/a", "sport.a.example/c"]
