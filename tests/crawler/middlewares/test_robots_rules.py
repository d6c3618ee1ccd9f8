"""robots.txt by RFC 9309: statuses, size, and what is asked for in a real crawl."""

import pytest

from crawler.middlewares.robots import is_unreachable
from crawler.robots_groups import MAX_ROBOTS_BYTES, rules_of

DISALLOW_ALL = "User-agent: *\nDisallow: /"


@pytest.mark.parametrize(
    ("status", "expected"),
    [*((status, False) for status in (200, 204, 301, 401, 403, 404, 410)), *((status, True) for status in (429, 500, 502, 503, 599))],
)
def test_statuses_that_close_a_site(status: int, expected: bool) -> None:  # noqa: FBT001
    """A server that cannot answer, or asks for fewer requests, closes its site; one that has no rules does not."""
    assert is_unreachable(status) is expected


def test_only_a_success_holds_rules() -> None:
    """The body of an error page is no rule."""
    assert rules_of(200, b"Disallow: /") == b"Disallow: /"
    assert rules_of(404, b"Disallow: /") == rules_of(302, b"Disallow: /") == b""


def test_rules_are_cut_at_a_line() -> None:
    """Of a huge file the first 512 KiB count, without the line that the cut hits."""
    body = b"Disallow: /a\n" * 100_000
    rules = rules_of(200, body)
    assert MAX_ROBOTS_BYTES - 20 < len(rules) <= MAX_ROBOTS_BYTES
    assert rules.endswith(b"/a\n")


CASES = {
    "rules.example": (200, DISALLOW_ALL, ("IgnoreRequest", None)),
    "gone.example": (404, DISALLOW_ALL, None),
    "closed.example": (403, DISALLOW_ALL, None),
    "broken.example": (500, "", ("RobotsUnreachableError", None)),
    "busy.example": (429, "", ("RobotsUnreachableError", None)),
    "ours.example": (200, f"{DISALLOW_ALL}\n\nUser-agent: Reinschrift\nAllow: /", None),
    "late.example": (200, "#" * MAX_ROBOTS_BYTES + f"\n{DISALLOW_ALL}", None),
}


def test_sites_by_their_robots_txt(loopback, probe) -> None:
    """In a crawl, pages are asked for only where robots.txt allows it or is not there; it is itself never checked against itself."""
    site = loopback("127.0.0.1")
    for name, (status, body, _) in CASES.items():
        site.answer(f"{name}/robots.txt", status, body)
        site.answer(f"{name}/a", body="a")
    urls = [f"http://{name}/a" for name in CASES]
    ends = probe(*urls, "http://rules.example/robots.txt", RESOLVE=",".join(f"{name}={site.address}" for name in CASES))
    assert {end["asked"]: (end["error"], end["cause"]) for end in ends if "error" in end} == {
        f"http://{name}/a": error for name, (_, _, error) in CASES.items() if error
    }
    assert {place for place in site.asked if place.endswith("/a")} == {f"{name}/a" for name, case in CASES.items() if case[2] is None}
    assert ends[-1]["body"] == DISALLOW_ALL


def test_site_that_does_not_answer(loopback, probe) -> None:
    """Where robots.txt cannot be had the page is not asked for, and the error names the cause."""
    gone = loopback("127.0.0.1")
    gone.server.server_close()
    end = probe("http://gone.example/a", RESOLVE=f"gone.example={gone.address}")[0]
    assert (end["error"], end["cause"]) == ("RobotsUnreachableError", "DownloadConnectionRefusedError")


def test_redirect_of_robots_txt_into_the_network(loopback, probe) -> None:
    """A robots.txt that redirects to an inside address closes its site, and the address is not asked."""
    site, inside = loopback("127.0.0.1"), loopback("127.0.0.2")
    site.answer("www.a.example/robots.txt", 302, Location=f"http://{inside.address}/robots.txt")
    end = probe("http://www.a.example/a", RESOLVE=f"www.a.example={site.address}")[0]
    assert (end["error"], end["cause"]) == ("RobotsUnreachableError", "GuardError")
    assert inside.asked == []
    assert site.asked == ["www.a.example/robots.txt"]
