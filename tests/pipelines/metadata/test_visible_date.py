"""Lines of a story in, its day out."""

from datetime import UTC, datetime

import lxml.html
import pytest

from pipelines.metadata.lines import story_lines
from pipelines.metadata.place import find_place
from pipelines.metadata.visible_date import find_visible_date

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PROSE = "<p>" + "A sentence of the story that goes on for a while. " * 5 + "</p>"


def day(body, language="en"):
    root = lxml.html.document_fromstring(f"<html><body><h1>A headline of the story</h1>{body}{PROSE}</body></html>")
    found = find_visible_date(story_lines(root, find_place(root, "A headline of the story")), language, NOW)
    return found and found.iso


LINES = [
    ("<div>12 March 2024</div>", "en", "2024-03-12"),
    ("<div>12. März 2024</div>", "de", "2024-03-12"),
    ("<div>12 de marzo de 2024</div>", "es", "2024-03-12"),
    ("<div>2024年3月12日</div>", "zh", "2024-03-12"),
    ("<div>2024. március 12.</div>", "hu", "2024-03-12"),
    ("<div>By Jane Doe · Mar 12, 2024 · 5 min read</div>", "en", "2024-03-12"),
    ("<div>12.03.24</div>", "de", "2024-03-12"),
    ("<div>03/12/2024</div>", "en-US", "2024-03-12"),
    ("<div>03/12/2024</div>", "fr", "2024-12-03"),
    ("<div>25/12/2024</div>", "fr", "2024-12-25"),
    ("<div>12/25/2024</div>", "fr", "2024-12-25"),
    ("<div>3 hours ago</div>", "en", None),
    ("<div>13.13.2024</div>", "de", None),
]


@pytest.mark.parametrize(("body", "language", "iso"), LINES, ids=[f"{row[0]} {row[1]}" for row in LINES])
def test_forms(body, language, iso):
    """A date alone below the headline is read as the page's language writes it."""
    assert day(body, language) == iso


def test_published_before_updated():
    """The day of publication wins over the day of a change, whichever comes first."""
    assert day("<div>Updated: 14 March 2024</div><div>Published: 12 March 2024</div>") == "2024-03-12"


def test_copyright_is_no_day():
    """A day in a copyright line loses to any other."""
    assert day("<div>© 1 January 2020</div>" + PROSE * 15 + "<div class='date'>12 March 2024</div>") == "2024-03-12"


def test_comments_do_not_count():
    """A day in the comments is none of the story's."""
    assert day("<div class='comments'><div class='date'>12 March 2024</div></div>") is None


def test_dateline():
    """A day that opens a paragraph below the headline counts; one in the middle of prose does not."""
    prose = "the council met and decided on the budget of the coming years, after a long debate. " * 3
    assert day(f"<p>Berlin, 12 March 2024 - {prose}</p>") == "2024-03-12"
    assert day(f"<p>{prose} That was on 12 March 2024, {prose}</p>") is None
