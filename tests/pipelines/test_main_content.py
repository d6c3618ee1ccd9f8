"""Which blocks trafilatura took: its output is matched back to the page, every stretch of it once."""

from __future__ import annotations

import copy

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.main_content import find_main_content, match_lines
from pipelines.segment import segment

FIRST = "The council met on Tuesday evening to talk about the ferry."
SECOND = "Engineers had found cracks in two of the wooden beams."


@pytest.mark.parametrize(
    ("blocks", "output", "found"),
    [
        pytest.param([FIRST, "Home", SECOND], f"{FIRST}\n{SECOND}", [True, False, True], id="plain"),
        pytest.param([FIRST, SECOND], "", [False, False], id="empty output"),
        pytest.param([], FIRST, [], id="no blocks"),
        pytest.param([FIRST, SECOND], f"{FIRST} {SECOND}", [True, True], id="joined lines"),
        pytest.param([FIRST], "The council met on Tuesday evening\nto talk about the ferry.", [True], id="a broken line"),
        pytest.param(["Passengers in a year", "12,000"], "| Passengers in a year | 12,000 |", [True, True], id="a table row"),
        pytest.param(
            [FIRST, "Yes.", SECOND, "Yes."], f"{FIRST}\nYes.\n{SECOND}", [True, True, True, False], id="a short line in its place"
        ),
        pytest.param(
            ["Share", FIRST, SECOND], f"{FIRST}\nShare the road, they said.\n{SECOND}", [False, True, True], id="a word said elsewhere"
        ),
        pytest.param([f"{FIRST} Read more about ferries"], FIRST, [True], id="most of a block"),
        pytest.param(
            ["The council met on Tuesday, and went home after a long talk about schools."], FIRST, [False], id="little of a block"
        ),
        pytest.param(["東京の新聞は今日も面白い", "次の記事"], "東京の新聞は今日も面白い", [True, False], id="without spaces"),
    ],
)
def test_match_lines(blocks: list[str], output: str, found: list[bool]) -> None:
    """A block is found where its words stand in the output, in order."""
    assert match_lines(blocks, output) == found


def test_repeated_text_is_claimed_once() -> None:
    """A teaser that repeats a paragraph is not taken for it: one stretch of the output, one block."""
    assert sum(match_lines([FIRST, SECOND, "Read also", FIRST], f"{FIRST}\n{SECOND}")) == 2


def test_text_that_the_output_has_twice_is_found_twice() -> None:
    """A refrain that trafilatura keeps twice is kept twice."""
    assert match_lines([FIRST, SECOND, FIRST], f"{FIRST}\n{SECOND}\n{FIRST}") == [True, True, True]


@given(st.lists(st.text(alphabet="ab 東\n.", max_size=20), max_size=8), st.lists(st.integers(0, 7), max_size=8))
def test_any_output_is_matched(blocks: list[str], taken: list[int]) -> None:
    """Whatever the output repeats or leaves out, every block gets a verdict."""
    output = "\n".join(blocks[index] for index in taken if index < len(blocks))
    assert len(match_lines(blocks, output)) == len(blocks)


def test_long_pages_are_matched_without_alignment() -> None:
    """A page beyond the limit of the alignment is matched by counting, in its order."""
    blocks = [f"line {number} of a very long list of links on one page" for number in range(1200)]
    assert match_lines(blocks, "\n".join(blocks[:900])) == [True] * 900 + [False] * 300


def test_find_main_content_leaves_the_tree_alone() -> None:
    """Trafilatura works on a copy: the tree is the same before and after."""
    paragraphs = "".join(f"<p>{FIRST} It was meeting number {number} of the year.</p>" for number in range(6))
    root = lxml.html.document_fromstring(f"<body><nav><a href='/'>Home</a></nav><article><h1>Ferry</h1>{paragraphs}</article></body>")
    before = etree.tostring(copy.deepcopy(root))
    verdict = find_main_content(root, segment(root))
    assert etree.tostring(root) == before
    assert verdict is not None
    assert verdict[-6:] == [True] * 6
    assert not verdict[0]
