"""A drawing that nobody closed takes nothing of the page with it."""

from __future__ import annotations

import time

import pytest
from stories import page_of

from pipelines.parse import parse_page
from pipelines.segment import segment


@pytest.mark.parametrize(
    "drawing", ["<svg>", "<svg><path d='M0 0'/>", "<svg><g><path d='M0 0'><use href='#a'>", "<svg><g><text>x</text><SVG>", "<svg><section>"]
)
def test_text_after_an_open_drawing_is_shown(drawing: str) -> None:
    """As in browsers, the next paragraph ends it, and the order stays."""
    root = parse_page(page_of(f"<body><main><h1>One</h1>{drawing}<p>Two <b>three</b></p>four<div>Five</div></main><p>Six</p></body>"))
    assert [block.text for block in segment(root)] == ["One", "Two three", "four", "Five", "Six"]


def test_drawing_that_is_closed_keeps_what_is_its_own() -> None:
    """Its texts, and HTML where a drawing may hold it, are no text of the page."""
    drawing = "<svg><title>Sun</title><text>x</text><foreignObject><p>In a chart</p></foreignObject></svg>"
    assert [block.text for block in segment(parse_page(page_of(f"<body><p>One {drawing}two</p></body>")))] == ["One two"]


def test_many_drawings_take_little_time() -> None:
    """A page of icons is read once."""
    root = parse_page(page_of(f"<body>{'<p>a<svg><g><path></g></svg>b</p>' * 5000}</body>"))
    assert [block.text for block in segment(root)] == ["ab"] * 5000


def test_many_open_drawings_keep_their_order() -> None:
    """Each drawing is opened inside the one before."""
    root = parse_page(page_of("<body>" + "".join(f"<svg><p>{number}</p>" for number in range(150)) + "</body>"))
    assert [block.text for block in segment(root)] == [str(number) for number in range(150)]


@pytest.mark.parametrize(
    "inside", ["<svg>" * 1900 + "<foreignObject>" + "<p>a</p>" * 20_000, "<svg><foreignObject><p>a</p></foreignObject></svg>" * 10_000]
)
def test_time_stays_small(inside: str) -> None:
    """However many drawings are nested, each part of the page is looked at once."""
    page = page_of(f"<body>{inside}</body>")
    begin = time.process_time()
    parse_page(page)
    assert time.process_time() - begin < 3
