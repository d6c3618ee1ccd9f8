"""Where the page's story stands: its headline's element, and whether another element belongs to that story."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from pipelines.metadata.visible import visible_text
from pipelines.text import words

MAX_HEADINGS = 40
MAX_HEADING_CHARS = 400
MAX_ANCESTORS = 40
MAX_NAME_CHARS = 500  # of class and id
MIN_COMMON = 0.6  # share of the headline's words from which a heading is the headline
_FOREIGN_WORDS = "comment kommentar respond related recommend empfehl popular latest trending ticker most-read mostread read-next"
_BESIDE_WORDS = (
    "sidebar footer teaser promo(?!ted) newsletter disqus cookie more-news more-stories more-posts similar carousel slider breadcrumb"
)


def _pattern(joined: str, more: str = "") -> re.Pattern[str]:
    """Matches any of the words at the start of a word, or of a word inside camelCase."""
    lower = "|".join(joined.split())
    upper = "|".join(f"{word[0].upper()}{word[1:]}" for word in joined.split())
    return re.compile(f"(?<![A-Za-z])(?:{lower})|{upper}{more}")


_FOREIGN = _pattern(_FOREIGN_WORDS)
# Elementor calls every element a widget.
_ELSEWHERE = _pattern(f"{_FOREIGN_WORDS} {_BESIDE_WORDS}", r"|(?<!elementor-)(?<![A-Za-z])widget(?!-wrap)")
_OTHER_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog"})


@dataclass(frozen=True, slots=True)
class StoryPlace:
    """The headline's element and its ancestors; all empty where no heading is the headline."""

    heading: lxml.html.HtmlElement | None
    around: frozenset[lxml.html.HtmlElement]
    in_article: bool
    is_wide: bool = False  # side columns and footers belong to the story, too; comments and other stories still do not

    def holds(self, element: lxml.html.HtmlElement) -> bool:
        """Whether the element belongs to the story: nothing between it and the headline's surroundings says otherwise."""
        for _, ancestor in zip(range(MAX_ANCESTORS), _and_ancestors(element), strict=False):
            if ancestor in self.around or ancestor.tag in ("body", "html"):
                return True
            if self.is_elsewhere(ancestor):
                return False
        return True

    def is_elsewhere(self, element: lxml.html.HtmlElement) -> bool:
        """Whether the element itself is a part of the page beside the story: comments, teasers, another article."""
        if element in self.around:
            return False
        tag = element.tag
        if self.is_wide:
            return tag == "nav" or _is_foreign(_name(element))
        if tag in _OTHER_TAGS:
            return not (self.in_article and _has_ancestor(element, "article"))
        return (tag == "article" and self.in_article) or _is_beside(_name(element))


def _name(element: lxml.html.HtmlElement) -> str:
    """Its class and id."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:MAX_NAME_CHARS]


@functools.lru_cache(maxsize=4096)
def _is_foreign(name: str) -> bool:
    return bool(_FOREIGN.search(name))


@functools.lru_cache(maxsize=4096)
def _is_beside(name: str) -> bool:
    return bool(_ELSEWHERE.search(name))


def find_place(root: lxml.html.HtmlElement, headline: str | None) -> StoryPlace:
    """The place of the story with this headline: the heading that has most of its words, else the first h1."""
    heading = _headline_element(root, headline or "")
    around = frozenset(_and_ancestors(heading)) if heading is not None else frozenset()
    return StoryPlace(heading, around, any(element.tag == "article" for element in around))


def _headline_element(root: lxml.html.HtmlElement, headline: str) -> lxml.html.HtmlElement | None:
    wanted = frozenset(words(headline))
    headings = [element for _, element in zip(range(MAX_HEADINGS), root.iter("h1", "h2", "h3"), strict=False)]
    shares = [_share(wanted, visible_text(element, MAX_HEADING_CHARS)) for element in headings]
    best = max(shares, default=0.0)
    if best >= MIN_COMMON:
        return headings[shares.index(best)]
    return next((element for element in headings if element.tag == "h1"), None)


def _share(wanted: frozenset[str], text: str) -> float:
    found = frozenset(words(text))
    return len(wanted & found) / len(wanted | found) if wanted else 0.0


def _and_ancestors(element: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    yield element
    yield from element.iterancestors()


def _has_ancestor(element: lxml.html.HtmlElement, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None
