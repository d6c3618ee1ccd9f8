"""URL patterns of profiles: what they fit, and that none of them can hang."""

from __future__ import annotations

import time

import pytest

from pipelines.sites.url_pattern import MAX_STARS, matches_any, pattern_fault

HOST = "https://www.kurier.example"


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/shop/", "/shop/a", True),
        ("/shop/", "/shops", False),
        ("/shop/", "/a/shop/", False),
        ("/*/shop/", "/a/b/shop/x", True),
        ("/*.html$", "/a/b.html", True),
        ("/*.html$", "/a/b.html?page=2", False),
        ("/*.html", "/a/b.html?page=2", True),
        ("/*?page=", "/a?page=2", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*a$", "/a", False),
        ("/*-*-*.html$", "/zoll-gegen-stahl.html", True),
        ("/", "", True),
        ("//www.kurier.example/a", "/ab", True),
        ("//live.kurier.example/", "/ab", False),
    ],
)
def test_pattern_fits_as_in_robots_txt(pattern: str, path: str, *, fits: bool) -> None:
    """A prefix of path and query, with stars and an end mark; a host in front holds for that host."""
    assert matches_any(f"{HOST}{path}", (pattern,)) is fits


def test_no_pattern_is_slow() -> None:
    """The pattern and the URL that are worst for a matcher with backtracking take a thousandth of a second at most."""
    pattern = "/" + "a*" * MAX_STARS + "b$"
    assert pattern_fault(pattern) is None
    began_s = time.perf_counter()
    assert not any(matches_any(f"{HOST}/{'a' * 2000}c", (pattern,)) for _ in range(100))
    assert time.perf_counter() - began_s < 0.1 * 10  # ten times the bound: the machine may be busy
