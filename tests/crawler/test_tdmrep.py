"""Patterns and values of a tdmrep.json."""

from __future__ import annotations

import json
import time

import pytest

from crawler.tdmrep import read_tdmrep, reservation

SITE = "https://www.a.example"


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "/news/a", True),
        ("/news/", "/news/a", True),
        ("/news/", "/newsletter", False),
        ("/News/", "/news/a", False),
        ("*", "/news/a", True),
        ("news/", "/news/a", True),
        (f"{SITE}/news/", "/news/a", True),
        (SITE, "/news/a", True),
        ("/news/*/print", "/news/2026/x/print/1", True),
        ("/news/*/print$", "/news/2026/x/print/1", False),
        ("/news/*/print$", "/news/2026/print/x/print", True),
        ("/*.html$", "/news/a.html", True),
        ("/*.html$", "/news/a.html?page=2", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*a$", "/a", False),
        ("/path/foo-%24", "/path/foo-%24", True),
        ("/%6Eews/", "/news/a", True),
        ("/übersicht/", "/%C3%BCbersicht/a", True),
        ("/übersicht/", "/%c3%bcbersicht/a", True),
        ("/a?id=", "/a?id=7", True),
    ],
)
def test_location(location: str, path: str, matches: bool) -> None:  # noqa: FBT001
    """Prefixes with `*` and a final `$`, compared without regard to how characters are escaped."""
    rules = read_tdmrep(json.dumps([{"location": location, "tdm-reservation": 1}]).encode())
    assert reservation(rules, SITE + path) is (True if matches else None)


@pytest.mark.parametrize(("value", "expected"), [(1, True), ("1", True), (True, True), (0, False), ("0", False), (2, None), ("yes", None)])
def test_value(value: object, expected: bool | None) -> None:  # noqa: FBT001
    """Anything but 0 and 1 is neither yes nor no, by the protocol."""
    assert reservation(read_tdmrep(json.dumps([{"location": "/", "tdm-reservation": value}]).encode()), SITE) is expected


def test_first_rule_that_matches_counts() -> None:
    """Also where a later one is longer, and where it says neither yes nor no."""
    rules = read_tdmrep(b'[{"location": "/b/c", "tdm-reservation": 7}, {"location": "/b", "tdm-reservation": 0}, {"location": "/"}]')
    assert [reservation(rules, f"{SITE}{path}") for path in ("/b/c", "/b/d", "/")] == [None, False, None]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>404</title>",
        b"7",
        b"[1, null]",
        b'[{"location": 5}]',
        b"[" * 100_000,
        b'{"a": "\xff"}',
        b"[" + b"9" * 5000 + b"]",
    ],
)
def test_what_is_no_such_file(body: bytes) -> None:
    """Error pages with status 200 and files made to hurt hold no rules."""
    assert read_tdmrep(body) == ()


def test_rule_without_its_list() -> None:
    """One object where the protocol wants a list is meant as one rule."""
    assert reservation(read_tdmrep(b'{"location": "/\\ud800*", "tdm-reservation": 1}'), SITE) is None
    assert reservation(read_tdmrep(b'{"location": "/", "tdm-reservation": 1}'), SITE) is True


def test_hostile_pattern_takes_linear_time() -> None:
    """A pattern of many asterisks against a long path is done at once."""
    rules = read_tdmrep(json.dumps([{"location": "/" + "*a" * 100_000 + "b$", "tdm-reservation": 1}]).encode())
    began_s = time.process_time()
    assert reservation(rules, f"{SITE}/{'a' * 2000}") is None
    assert time.process_time() - began_s < 1
