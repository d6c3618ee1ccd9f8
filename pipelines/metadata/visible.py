"""An element -> the text that a reader sees in it."""

from __future__ import annotations

from collections.abc import Iterator

import lxml.html

from pipelines.text import squeeze

MAX_TEXT_CHARS = 1_000
MAX_NODES = 200
INLINE_TAGS = frozenset("a abbr b bdi bdo big cite code em font i ins kbd mark q s samp small strong sub sup tt u var wbr".split())
SILENT_TAGS = frozenset("script style noscript template svg button select".split())


def visible_text(element: lxml.html.HtmlElement, max_chars: int = MAX_TEXT_CHARS) -> str:
    """The element's text on one line without scripts and styles; parts in elements of their own stay apart.

    Reading stops after `max_chars`, so that an element that was never closed costs no more than any other.
    """
    parts: list[str] = []
    length = 0
    for _, part in zip(range(MAX_NODES), _parts(element), strict=False):
        parts.append(part)
        length += len(part)
        if length > max_chars:
            break
    return squeeze("".join(parts))[:max_chars]


def _parts(element: lxml.html.HtmlElement) -> Iterator[str]:
    if element.tag in SILENT_TAGS or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        apart = "" if child.tag in INLINE_TAGS else " "
        yield apart
        yield from _parts(child)
        yield apart
        yield child.tail or ""
