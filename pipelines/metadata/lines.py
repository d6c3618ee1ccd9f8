"""Tree -> the lines of the story that a reader sees, with their distance from the headline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml import etree

from pipelines.metadata.place import StoryPlace
from pipelines.metadata.visible import INLINE_TAGS, SILENT_TAGS
from pipelines.text import squeeze

MAX_LINES = 3_000
Piece = tuple[str, lxml.html.HtmlElement]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, the elements that its pieces stand in, and how many lines after the headline it comes (before: negative)."""

    text: str
    elements: tuple[lxml.html.HtmlElement, ...]
    distance: int


def story_lines(root: lxml.html.HtmlElement, place: StoryPlace) -> tuple[Line, ...]:
    """The story's lines in page order; without a headline distances count from the top."""
    found: list[tuple[str, tuple[lxml.html.HtmlElement, ...]]] = []
    start = 0
    for _, pieces in zip(range(MAX_LINES), _pieces_by_line(root, place), strict=False):
        text = squeeze("".join(text for text, _ in pieces))
        if not text:
            continue
        elements = tuple(element for part, element in pieces if part.strip())
        if not start and place.heading is not None and any(place.heading in (element, *element.iterancestors()) for element in elements):
            start = len(found)
        found.append((text, elements))
    return tuple(Line(text, elements, number - start) for number, (text, elements) in enumerate(found))


def _pieces_by_line(root: lxml.html.HtmlElement, place: StoryPlace) -> Iterator[list[Piece]]:
    pieces: list[Piece] = []
    body = root.find("body")
    for piece in _walk(root if body is None else body, place):
        if piece is not None:
            pieces.append(piece)
        elif pieces:
            yield pieces
            pieces = []
    yield pieces


def _walk(body: lxml.html.HtmlElement, place: StoryPlace) -> Iterator[Piece | None]:
    """The text pieces of the page in order; None where a line ends. Silent elements and those beside the story are left out."""
    walk = etree.iterwalk(body, events=("start", "end", "comment"))
    for event, element in walk:
        if event == "start":
            if element.tag not in INLINE_TAGS:
                yield None
            if element.tag in SILENT_TAGS or place.is_elsewhere(element):
                walk.skip_subtree()
            elif element.text:
                yield element.text, element
            continue
        if element.tag not in INLINE_TAGS:
            yield None
        parent = element.getparent()
        if element.tail and parent is not None:
            yield element.tail, parent
