"""Tree -> author texts that only the visible page gives: links with rel=author, and elements whose class says byline or author."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html

from pipelines.metadata.visible import visible_text

MAX_CANDIDATES = 40
MAX_ANCESTORS = 25
MAX_ELEMENTS = 5_000
MAX_BYLINE_CHARS = 200
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|authors?|autor(?:en|in|es)?|auteur|verfasser|writer|journalist|credits?-name)(?:$|[\s_-])", re.IGNORECASE
)
_NOT_NAME_CLASS = re.compile(
    r"bio|avatar|image|img|photo|icon|social|share|follow|comment|date|time|role|title|desc|about|count|more", re.IGNORECASE
)
_PLAIN_START = re.compile(r"\s*(?:By|Von|Par|Por|Di|Door|Av|Af|Text|Autor(?:in)?|Author|Auteur)\b")
_NAME = r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:\s+(?:(?:de|del|la|von|van|der|den|bin|al)\s+)*[^\W\d_a-zß-ÿ][\w.'’-]*){1,3}"
_PLAIN_BYLINE = re.compile(
    r"\s*(?:By|Von|Par|Por|Di|Door|Av|Af|(?:Text|Autor(?:in)?|Author|Auteur)\s*:)\s+"
    rf"{_NAME}(?:\s*(?:,|und|and|et|y|&)\s+{_NAME}){{0,4}}\s*\Z"
)
_ELSEWHERE = re.compile(r"comment|related|sidebar|widget|footer|teaser|recommend|popular|latest|promo", re.IGNORECASE)
_RELATED = ".//*[contains(concat(' ', @rel, ' '), ' author ')]"
_CLASSED = ".//*[" + " or ".join(f"contains(@class, '{part}')" for part in ("yline", "uthor", "autor", "auteur")) + "]"


def read_bylines(root: lxml.html.HtmlElement) -> Iterator[tuple[str, ...]]:
    """Groups of author texts, best first; those in comments, teasers and side columns are left out."""
    linked = [element for element in _find(root, _RELATED) if _is_of_story(element)]
    if linked:
        first = linked[0].getparent()
        yield tuple(visible_text(element, MAX_BYLINE_CHARS) for element in linked if element.getparent() is first)
    for element in _find(root, _CLASSED):
        name = element.get("class") or ""
        if _BYLINE_CLASS.search(name) and not _NOT_NAME_CLASS.search(name) and _is_of_story(element):
            text = visible_text(element, MAX_BYLINE_CHARS + 1)
            if text and len(text) <= MAX_BYLINE_CHARS:
                yield _parts(element, text)
    yield from _plain_bylines(root)


def _plain_bylines(root: lxml.html.HtmlElement) -> Iterator[tuple[str, ...]]:
    """Lines of the story that are nothing but "By Jane Doe", whatever their markup."""
    for _, element in zip(
        range(MAX_ELEMENTS), root.iter("p", "div", "span", "address", "em", "strong", "i", "b", "li", "h4", "h5"), strict=False
    ):
        if (
            _PLAIN_START.match(element.text or "")
            and _PLAIN_BYLINE.match(visible_text(element, MAX_BYLINE_CHARS))
            and _is_of_story(element)
        ):
            yield (visible_text(element, MAX_BYLINE_CHARS),)


def _find(root: lxml.html.HtmlElement, expression: str) -> list[lxml.html.HtmlElement]:
    found = root.xpath(expression)
    return found[:MAX_CANDIDATES] if isinstance(found, list) else []


def _is_of_story(element: lxml.html.HtmlElement) -> bool:
    for _, ancestor in zip(range(MAX_ANCESTORS), element.iterancestors(), strict=False):
        if ancestor.tag in ("aside", "footer", "nav"):
            return False
        if ancestor.tag not in ("body", "html") and _ELSEWHERE.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return False
    return True


def _parts(element: lxml.html.HtmlElement, text: str) -> tuple[str, ...]:
    """The links in a byline, where it has any: they are the names; else its text."""
    links = [visible_text(link, MAX_BYLINE_CHARS) for link in element.iter("a")]
    return tuple(filter(None, links)) or (text,)
