"""An HTML fragment -> its text, a line for each block: for extractors that give HTML. Needs lxml, which they bring."""

from __future__ import annotations

import re

import lxml.html

BLOCK_TAGS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html legend li main menu nav ol option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
UNSEEN_TAGS = frozenset({"head", "noscript", "script", "style", "template"})


def html_text(html: str) -> str:
    """The visible text, empty where there is none."""
    if not html.strip():
        return ""
    pieces: list[str] = []
    _collect(lxml.html.document_fromstring(html), pieces)
    lines = (re.sub(r"\s+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(root: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """Appends the texts of the tree in order, without recursion: pages nest deeper than Python may."""
    todo: list[tuple[lxml.html.HtmlElement, bool]] = [(root, False)]
    while todo:
        element, is_left = todo.pop()
        edge = "\n" if element.tag in BLOCK_TAGS else ""
        if is_left:
            pieces += [edge, _flat(element.tail)]
        elif not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS:
            pieces.append(_flat(element.tail))
        else:
            pieces += [edge, _flat(element.text)]
            todo.append((element, True))
            todo += [(child, False) for child in reversed(element)]


def _flat(text: str | None) -> str:
    """The text with its line breaks, which mean nothing in HTML, as spaces."""
    return (text or "").replace("\n", " ")
