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
    heading = frozenset(place.heading.iter()) if place.heading is not None else frozenset()
    found: list[tuple[str, tuple[lxml.html.HtmlElement, ...]]] = []
    start = 0
    for _, pieces in zip(range(MAX_LINES), _pieces_by_line(root, place), strict=False):
        text = "".join(text for text, _ in pieces)
        if text.isspace() or not (text := squeeze(text)):
            continue
        elements = tuple(element for part, element in pieces if part.strip())
        if not start and not heading.isdisjoint(elements):
            start = len(found)
        found.append((text, elements))
    return tuple(Line(text, elements, number - start) for number, (text, elements) in enumerate(found))


def _pieces_by_line(root: lxml.html.HtmlElement, place: StoryPlace) -> Iterator[list[Piece]]:
    """The text pieces of each line. Silent elements and those beside the story are left out."""
    pieces: list[Piece] = []
    body = root.find("body")
    walk = etree.iterwalk(root if body is None else body, events=("start", "end", "comment"))
    for event, element in walk:
        tag = element.tag
        if pieces and tag not in INLINE_TAGS:
            yield pieces
            pieces = []
        if event == "start":
            if tag in SILENT_TAGS or place.is_elsewhere(element):
                walk.skip_subtree()
            elif text := element.text:
                pieces.append((text, element))
        elif (tail := element.tail) and (parent := element.getparent()) is not None:
            pieces.append((tail, parent))
    yield pieces
