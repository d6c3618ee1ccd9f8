"""Markup as a browser's tokenizer sees it: where its tags stand, and the text that is shown. Independent of the library under test."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

# Elements whose inside is no markup, or is not shown as text.
OPAQUE = frozenset("script style title textarea noscript svg select template iframe object canvas option xmp noembed noframes".split())
_INLINE = frozenset("a b i u em strong span font small mark abbr cite code sup sub time q s label img wbr".split())
_TAG = re.compile(r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|=(?!\s*+["'])|["'])*+)>""")
_COMMENT_END = re.compile(r"--!?>")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag, and where it stands."""

    name: str
    is_end: bool
    start: int
    end: int


def tags_of(markup: str) -> list[Tag]:
    """The tags in the page's body, without those of opaque elements."""
    body = markup.lower().find("<body")
    return [tag for tag, _, _ in _tokens(markup) if tag is not None and tag.start > body and tag.name not in ("html", "head", "body")]


def text_spans(markup: str) -> list[tuple[int, int]]:
    """Where the shown text stands in the page's body, empty stretches left out."""
    body = markup.lower().find("<body")
    return [(start, end) for tag, start, end in _tokens(markup) if tag is None and start > body and markup[start:end].strip()]


def shown_text(markup: str) -> str:
    """The text between the tags, with its references resolved; block-level tags part words."""
    parts = []
    for tag, start, end in _tokens(markup):
        if tag is None:
            parts.append(markup[start:end])
        elif tag.name not in _INLINE:
            parts.append("\n")
    return html.unescape("".join(parts))


def _tokens(markup: str) -> Iterator[tuple[Tag | None, int, int]]:
    """Tags and stretches of text in order; what is opaque or a comment is left out."""
    at = 0
    while (start := markup.find("<", at)) >= 0:
        if start > at:
            yield None, at, start
        following = markup[start + 1 : start + 2]
        if following in ("!", "?") or (following == "/" and not markup[start + 2 : start + 3].isalpha()):
            at = _after_comment(markup, start)
        elif match := _TAG.match(markup, start):
            tag = Tag(match["name"].lower(), bool(match["end"]), start, match.end())
            at = match.end()
            if tag.name in OPAQUE and not tag.is_end and not match["rest"].endswith("/"):
                at = _after_element(markup, tag.name, at)
            else:
                yield tag, tag.start, tag.end
        elif following.isalpha() or following == "/":
            return  # a tag that never ends
        else:
            yield None, start, start + 1
            at = start + 1
    if at < len(markup):
        yield None, at, len(markup)


def _after_comment(markup: str, start: int) -> int:
    if markup.startswith("<!--", start):
        end = _COMMENT_END.search(markup, start + 2)
        return end.end() if end else len(markup)
    end_at = markup.find(">", start)
    return end_at + 1 if end_at >= 0 else len(markup)


def _after_element(markup: str, name: str, at: int) -> int:
    end = re.compile(rf"</{re.escape(name)}(?=[\s/>])[^>]*>", re.IGNORECASE).search(markup, at)
    return end.end() if end else len(markup)
