"""RFC 9309 case by case: which pages the server was asked for, by its own log."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import pytest

from crawler.origin_files import origin_of
from crawler.robots_groups import MAX_ROBOTS_BYTES

CLOSED = "User-agent: *\nDisallow: /"


@dataclass(frozen=True)
class Case:
    """A robots.txt, and which of the paths may be asked for then."""

    body: str = ""
    status: int = 200
    allowed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


CASES = {
    # 2.2.1 user agents
    "all": Case(CLOSED, refused=("/a",)),
    "ours": Case("User-agent: reinschrift\nDisallow: /b\n\n" + CLOSED, allowed=("/a",), refused=("/b",)),
    "any-case": Case("USER-AGENT: ReinSchrift\nallow: /a\nDISALLOW: /", allowed=("/a",), refused=("/b",)),
    "others": Case("User-agent: otherbot\nDisallow: /", allowed=("/a",)),
    "name-inside-a-name": Case("User-agent: schrift\nDisallow: /", allowed=("/a",)),
    "two-groups": Case("User-agent: reinschrift\nDisallow: /a\n\nUser-agent: reinschrift\nDisallow: /b", 200, ("/c",), ("/a", "/b")),
    "shared-group": Case("User-agent: otherbot\nUser-agent: reinschrift\nDisallow: /a", allowed=("/b",), refused=("/a",)),
    "no-agent": Case("Disallow: /\n", allowed=("/a",)),
    # 2.2.2 allow and disallow
    "longest": Case("User-agent: *\nDisallow: /a\nAllow: /a/b", allowed=("/a/b", "/c"), refused=("/a/c",)),
    "tie": Case("User-agent: *\nDisallow: /a\nAllow: /a", allowed=("/a",)),
    "path-case": Case("User-agent: *\nDisallow: /A", allowed=("/a",), refused=("/A",)),
    "encoded": Case("User-agent: *\nDisallow: /%66oo\nDisallow: /übel", allowed=("/gut",), refused=("/foo/1", "/%C3%BCbel")),
    "empty-rule": Case("User-agent: *\nDisallow:", allowed=("/a",)),
    # 2.2.3 special characters
    "wildcards": Case("User-agent: *\nDisallow: /*/print\nDisallow: /*.pdf$", allowed=("/a.pdf?x=1",), refused=("/a/print/1", "/b.pdf")),
    "comments": Case("\ufeffUser-agent: * # all\r\n# nothing\r\nDisallow: /a # here\r\n", allowed=("/b",), refused=("/a",)),
    # 2.2.4 other records
    "other-lines": Case(
        f"Sitemap: http://x.example/s\n{CLOSED[:13]}\nSitemap: http://x.example/t\nDisallow: /a", refused=("/a",), allowed=("/b",)
    ),
    # 2.3.1 what the answer's status means
    "gone": Case(CLOSED, 404, allowed=("/a",)),
    "forbidden": Case(CLOSED, 403, allowed=("/a",)),
    "broken": Case("", 500, refused=("/a",)),
    "busy": Case("", 503, refused=("/a",)),
    "too-many": Case("", 429, refused=("/a",)),
    "silent": Case(refused=("/a",)),
    "html": Case("<!doctype html><title>Not found</title><p>Disallow: / everything</p>", allowed=("/a",)),
    # 2.3.1.2 redirects
    "five-redirects": Case(CLOSED, refused=("/a",)),
    "six-redirects": Case(CLOSED, allowed=("/a",)),
    "elsewhere": Case(refused=("/a",)),
    # 2.5 limits
    "within-limit": Case("#" * (MAX_ROBOTS_BYTES - 100) + f"\n{CLOSED}", refused=("/a",)),
    "beyond-limit": Case("#" * MAX_ROBOTS_BYTES + f"\n{CLOSED}", allowed=("/a",)),
    "bomb": Case(refused=("/a",)),
}
REDIRECTS = {"five-redirects": 5, "six-redirects": 6}


def _host(name: str) -> str:
    return f"{name}.example"


@pytest.fixture(scope="module")
def asked(loopback, probe) -> list[str]:
    """What one crawl over all the sites asked for, as `host/path`."""
    site, gone = loopback("127.0.0.1"), loopback("127.0.0.1")
    gone.server.server_close()
    for name, case in CASES.items():
        hops = REDIRECTS.get(name, 0)
        for hop in range(hops):
            place = f"/hop/{hop}" if hop else "/robots.txt"
            site.answer(f"{_host(name)}{place}", 301, Location=f"/hop/{hop + 1}")
        site.answer(f"{_host(name)}/hop/{hops}" if hops else f"{_host(name)}/robots.txt", case.status, case.body)
    site.answers["bomb.example/robots.txt"] = [(200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(3 * MAX_ROBOTS_BYTES)))]
    site.answers["elsewhere.example/robots.txt"] = [(301, {"Location": "http://rules.example/robots.txt"}, "")]
    site.answer("rules.example/robots.txt", body=CLOSED)
    port = site.server.server_address[1]
    site.answer(f"all.example:{port}/robots.txt", 404)
    urls = [f"http://{_host(name)}{path}" for name, case in CASES.items() for path in (*case.allowed, *case.refused)]
    names = {_host(name): gone.address if name == "silent" else site.address for name in CASES} | {"rules.example": site.address}
    resolve = ",".join(f"{name}={address}" for name, address in names.items())
    probe(*urls, f"http://all.example:{port}/a", RESOLVE=resolve, REDIRECT_MAX_TIMES=5, DOWNLOAD_MAXSIZE=2 * MAX_ROBOTS_BYTES)
    return [place.replace(f":{port}/", ":port/") for place in site.asked]


@pytest.mark.parametrize("name", CASES)
def test_case_of_rfc_9309(asked: list[str], name: str) -> None:
    """The pages that the rules allow are asked for, the others are not."""
    case = CASES[name]
    wanted = {f"{_host(name)}{path}" for path in (*case.allowed, *case.refused)}
    assert wanted.intersection(asked) == {f"{_host(name)}{path}" for path in case.allowed}


def test_one_robots_txt_for_each_origin(asked: list[str]) -> None:
    """The same host on another port has rules of its own; each file is asked for once, but where the server failed, once more."""
    assert "all.example:port/a" in asked
    times = {name: asked.count(f"{_host(name)}/robots.txt") for name in CASES}
    assert times == dict.fromkeys(CASES, 1) | {"broken": 2, "busy": 2, "too-many": 2, "silent": 0}


def test_scheme_counts() -> None:
    """Rules for http are none for https: they are other files."""
    assert origin_of("http://www.a.example/x") == "http://www.a.example"
    assert origin_of("https://www.a.example/x?y") == "https://www.a.example"
