"""Edits of a page's markup, by places in it, and the damaged page that comes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from markup import Tag, tags_of, text_spans

HTML_TYPE = "text/html; charset=utf-8"
BOXES = ("div", "section", "article", "aside", "nav", "ul", "li", "p", "figure", "header", "footer", "table", "h2", "blockquote")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged page as it would be fetched."""

    body: bytes
    content_type: str | None = HTML_TYPE


def mutant(markup: str, content_type: str | None = HTML_TYPE) -> Mutant:
    """The page in UTF-8."""
    return Mutant(markup.encode("utf-8", "replace"), content_type)


def replace(markup: str, changes: list[tuple[int, int, str]]) -> Mutant:
    """The page with other text at some places."""
    for start, end, text in sorted(changes, reverse=True):
        markup = markup[:start] + text + markup[end:]
    return mutant(markup)


def insert(markup: str, insertions: list[tuple[int, str]]) -> Mutant:
    """The page with text added at some places."""
    return replace(markup, [(place, place, text) for place, text in insertions])


def cut_out(markup: str, tags: list[Tag]) -> Mutant:
    """The page without some tags."""
    return replace(markup, [(tag.start, tag.end, "") for tag in tags])


def ends_of_one_name(random: Random, markup: str) -> list[Tag]:
    """All end tags of one name, which is drawn."""
    ends = [tag for tag in tags_of(markup) if tag.is_end]
    name = random.choice(ends).name if ends else ""
    return [tag for tag in ends if tag.name == name]


def some_tags(random: Random, markup: str) -> list[Tag]:
    """One tag of the body, or a few."""
    tags = tags_of(markup)
    return random.sample(tags, min(len(tags), random.choice((1, 3, 10))))


def subtree(random: Random, markup: str) -> tuple[int, int] | None:
    """Where a box and all in it stands."""
    tags = tags_of(markup)
    starts = [index for index, tag in enumerate(tags) if not tag.is_end and tag.name in BOXES]
    if not starts:
        return None
    first = random.choice(starts)
    depth = 0
    for tag in tags[first:]:
        if tag.name == tags[first].name:
            depth += -1 if tag.is_end else 1
            if depth == 0:
                return tags[first].start, tag.end
    return None


def text_places(random: Random, markup: str) -> list[int]:
    """Places inside the shown text, also inside of words."""
    spans = text_spans(markup)
    return [random.randrange(*random.choice(spans)) for _ in range(random.choice((1, 5, 30)))] if spans else []


def gaps(random: Random, markup: str) -> list[int]:
    """Places between two words of the shown text."""
    gaps = [match.start() for start, end in text_spans(markup) for match in re.compile(r"(?<=\w) (?=\w)").finditer(markup, start, end)]
    return random.sample(gaps, min(len(gaps), random.choice((1, 5, 30))))
