"""Crawl-delay in a real crawl."""

from itertools import pairwise

import pytest

PAGES = [f"http://www.a.example/{number}" for number in range(3)]


def gaps_s(site) -> list[float]:
    """The seconds between the pages, from one request to the next."""
    pages = [moment for moment, place in zip(site.asked_at_s, site.asked, strict=True) if not place.endswith("robots.txt")]
    return [after - before for before, after in pairwise(pages)]


@pytest.fixture
def site(loopback):
    """A site whose robots.txt asks us alone for a second between requests."""
    site = loopback("127.0.0.1")
    site.answer("www.a.example/robots.txt", body="User-agent: reinschrift\nCrawl-delay: 1\n\nUser-agent: *\nCrawl-delay: 50")
    for page in PAGES:
        site.answer(page.removeprefix("http://"), body="a")  # AutoThrottle lowers its delay after successes only
    return site


@pytest.mark.parametrize("throttle", [False, True])
def test_delay_is_kept(site, probe, throttle: bool) -> None:  # noqa: FBT001
    """Requests keep the distance that robots.txt asks for, also where AutoThrottle would lower it."""
    probe(*PAGES, RESOLVE=f"www.a.example={site.address}", AUTOTHROTTLE_ENABLED=throttle, AUTOTHROTTLE_START_DELAY=0.1)
    assert len(gaps_s(site)) == 2
    assert min(gaps_s(site)) >= 0.95


def test_delay_has_a_limit(site, probe) -> None:
    """A delay beyond the limit of the settings counts as the limit."""
    site.answers.clear()
    site.answer("www.a.example/robots.txt", body="User-agent: *\nCrawl-delay: 86400")
    probe(*PAGES[:2], RESOLVE=f"www.a.example={site.address}", CRAWL_DELAY_MAX_S=0.2)
    assert len(gaps_s(site)) == 1
