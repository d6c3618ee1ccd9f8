"""Tree -> what the page's microdata says: the first value of each `itemprop` of the article."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html

from pipelines.metadata.visible import visible_text

MAX_ELEMENTS = 500
MAX_ANCESTORS = 60
MAX_NAMES = 10
_PROPERTIES = frozenset({"headline", "datepublished", "datecreated", "datemodified", "author", "creator", "description", "articlesection"})


def read_microdata(root: lxml.html.HtmlElement) -> dict[str, tuple[str, ...]]:
    """The values of the article's properties by name in lower case, in page order; those of other items on the page are left out."""
    found: dict[str, list[str]] = {}
    marked = ((element, names) for element in root.iterdescendants("*") if (names := element.get("itemprop")) is not None)
    for _, (element, names) in zip(range(MAX_ELEMENTS), marked, strict=False):
        for name in _PROPERTIES.intersection(names.lower().split()):
            if (element.tag != "meta" or name.startswith("date")) and _is_article_scope(element):
                found.setdefault(name, []).extend(text for text in _values(element) if text)
    return {name: tuple(dict.fromkeys(texts)) for name, texts in found.items()}


def _is_article_scope(element: lxml.html.HtmlElement) -> bool:
    """Whether the nearest item around the element is an article or page, or none is declared."""
    for _, ancestor in zip(range(MAX_ANCESTORS), element.iterancestors(), strict=False):
        if ancestor.get("itemscope") is not None:
            kind = (ancestor.get("itemtype") or "").rstrip("/").lower()
            return kind.endswith(("article", "posting", "webpage", "creativework", "report")) or not kind
    return True


def _values(element: lxml.html.HtmlElement) -> Iterator[str]:
    for attribute in ("content", "datetime"):
        if value := (element.get(attribute) or "").strip():
            yield value
            return
    names = list(element.iterfind(".//*[@itemprop='name']"))[:MAX_NAMES]
    for child in names or [element]:
        yield (child.get("content") or "").strip() or visible_text(child)
