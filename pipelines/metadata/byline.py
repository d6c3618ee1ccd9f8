"""Tree -> author texts that only the visible page gives, by the markup of bylines: rel=author, classes, links to author pages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import lxml.html

from pipelines.metadata.place import StoryPlace
from pipelines.metadata.visible import visible_text

MAX_CANDIDATES = 60
MAX_BYLINE_CHARS = 200
MAX_LINK_LINE_CHARS = 120  # a link in a longer line stands in prose
MAX_GROUP = 8
MAX_CLASS_CHARS = 500
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|(?:post|blog|article|entry|story|page)?[-_]{0,3}authors?(?:[-_]{0,3}(?:names?|link|info|meta|box|label|text|display))?"
    r"|autor(?:en|in|es)?|auteurs?|verfasser|writers?|journalists?|redakteur|reporters?|contributors?|posted-by|submitted|username)(?:$|[\s_-])"
    r"|documentauthor",
    re.IGNORECASE,
)
_CAMEL_CLASS = re.compile(r"[aA]uthors?(?:Name|Link|Label|Display)|(?:by|By)[lL]ine")
_NOT_NAME_CLASS = re.compile(
    r"bio(?![a-z])|avatar|image|img|photo|icon|social|share|follow|comment|role|title|desc|about|count|more|caption|credit(?!s?-name)",
    re.IGNORECASE,
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|in|innen)?|auteurs?|autore|people|profil(?:e|es)?|staff|journalists?|journaliste|reporters?"
    r"|writers?|contributors?|columnists?|redaktion|redakteure?|by)/[^/?#]+/?(?:\Z|[?#])|\?author=|&author=",
    re.IGNORECASE,
)
_STARTS_BY = re.compile(r"\W*(?:by|von|par|por|di|door|av|af|words|text|autor(?:in|en)?|authors?|auteurs?)\b", re.IGNORECASE)
_BYLINE_TAGS = frozenset(("byline", "author"))
# One of these stands in every name that the patterns of classes match; most names have none.
_NAME_PARTS = (
    "author autor auteur byline by-line verfasser writer journalist redakteur reporter contributor posted-by submitted username".split()
)


def read_bylines(root: lxml.html.HtmlElement, place: StoryPlace) -> Iterator[tuple[str, ...]]:
    """Groups of author texts, best first; those in comments, teasers and side columns are left out."""
    related = _related(root)
    in_story = [element for element in related if place.holds(element)]
    yield from _first_group(in_story)
    classed = (element for element in root.iter("*") if _is_named(element) and _says_byline(_name(element), element.tag))
    for _, element in zip(range(MAX_CANDIDATES), classed, strict=False):
        if element not in place.around and place.holds(element):
            text = visible_text(element, MAX_BYLINE_CHARS + 1)
            if text and len(text) <= MAX_BYLINE_CHARS:
                yield _parts(element, text)
    yield from _first_group(link for link in root.iter("a") if _is_author_link(link) and _stands_alone(link) and place.holds(link))
    texts = frozenset(filter(None, (visible_text(element, MAX_BYLINE_CHARS) for element in related)))
    if len(texts) == 1:  # wherever it stands: all that the page marks as author is one
        yield tuple(texts)


def _related(root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The elements with rel=author."""
    found = [element for element in root.iterdescendants("*") if (relation := element.get("rel")) and " author " in f" {relation} "]
    return found[:MAX_CANDIDATES]


def _is_named(element: lxml.html.HtmlElement) -> bool:
    """Whether it has a class, an id, or a tag that says what it is."""
    return element.get("class") is not None or element.get("id") is not None or element.tag in _BYLINE_TAGS


def _name(element: lxml.html.HtmlElement) -> str:
    """Its class and id."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:MAX_CLASS_CHARS]


def _first_group(elements: Iterable[lxml.html.HtmlElement]) -> Iterator[tuple[str, ...]]:
    """The texts of the first element and of those beside it: within the element around its parent."""
    texts: list[str] = []
    home = None
    for element in elements:
        outer = _outer(element)
        home = outer if home is None else home
        if outer is home and (text := visible_text(element, MAX_BYLINE_CHARS)):
            texts.append(text)
    if texts:
        yield tuple(texts[:MAX_GROUP])


def _outer(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    parent = element.getparent()
    return parent if parent is None or parent.getparent() is None else parent.getparent()


@functools.lru_cache(maxsize=4096)
def _says_byline(name: str, tag: str) -> bool:
    """Whether an element with this tag, class and id says that it holds the author."""
    lower = name.lower()
    if tag not in _BYLINE_TAGS and not any(part in lower for part in _NAME_PARTS):
        return False
    is_named = tag in _BYLINE_TAGS or bool(_BYLINE_CLASS.search(name) or _CAMEL_CLASS.search(name))
    return is_named and tag not in ("article", "body", "html") and not _NOT_NAME_CLASS.search(name)


def _is_author_link(link: lxml.html.HtmlElement) -> bool:
    return bool(_AUTHOR_PATH.search(link.get("href") or ""))


def _stands_alone(link: lxml.html.HtmlElement) -> bool:
    parent = link.getparent()
    return parent is not None and len(visible_text(parent, MAX_LINK_LINE_CHARS + 1)) <= MAX_LINK_LINE_CHARS


def _parts(element: lxml.html.HtmlElement, text: str) -> tuple[str, ...]:
    """The names in a byline: its links to author pages, else its text where that begins with "By", else its links, else its text."""
    links = list(element.iter("a"))
    named = [visible_text(link, MAX_BYLINE_CHARS) for link in links if _is_author_link(link) or "author" in (link.get("rel") or "")]
    if not any(named) and not _STARTS_BY.match(text):
        named = [visible_text(link, MAX_BYLINE_CHARS) for link in links]
    return tuple(filter(None, named)) or (text,)
