"""Robots directives, and for whom they are meant."""

from __future__ import annotations

import pytest

from pipelines.directives import read_directives


@pytest.mark.parametrize(
    ("text", "directives"),
    [
        ("noindex, NoFollow", ["noindex", "nofollow"]),
        ("noindex nofollow;noai", ["noindex", "nofollow", "noai"]),
        ("max-snippet: 5, noai", ["max-snippet: 5", "noai"]),
        ("unavailable_after: Sunday, 17-Aug-25 12:34:56 PDT", ["unavailable_after: sunday", "17-aug-25 12:34:56 pdt"]),
        ("reinschrift: noai", ["noai"]),
        ("otherbot: noindex, noai", ["otherbot: noindex", "otherbot: noai"]),
        ("otherbot: noindex, Reinschrift: noai, none", ["otherbot: noindex", "noai", "none"]),
        ("otherbot: noindex\nnoarchive", ["otherbot: noindex", "noarchive"]),
        ("", []),
    ],
)
def test_directives_of_a_header(text: str, directives: list[str]) -> None:
    """A robot's name holds to the end of its line; a directive with a value is no name."""
    assert [str(directive) for directive in read_directives(text)] == directives


def test_name_of_a_meta_element_says_for_whom() -> None:
    """What googlebot is told is not told us."""
    assert [directive.is_for_us for directive in read_directives("noai", "googlebot")] == [False]
    assert [directive.is_for_us for directive in read_directives("noai", "reinschrift")] == [True]
