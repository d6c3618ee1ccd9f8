"""The tags of a page as a tokenizer sees them: not those in comments, scripts and other elements in which tags count as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Inside of these elements tags count as text.
RAW_TAGS = frozenset("script style title textarea iframe noembed noframes xmp".split())
# What stands in a tag behind its name. A quote counts behind an equals sign alone; one that is never closed goes to the end of the text,
# and so does a tag, so that this is walked over once.
ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+"""
_TOKEN = re.compile(rf"<!--|<(/?)([a-zA-Z][^\s/>]*+)({ATTRIBUTES})>?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with its place in the text; its attributes stand from `name_end` to `end`."""

    name: str
    is_end: bool
    start: int
    name_end: int
    end: int


def read_tags(text: str) -> Iterator[Tag]:
    """All tags in their order, names in lower case."""
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        name = (token[2] or "").lower()
        if name:
            yield Tag(name, bool(token[1]), token.start(), token.end(2), at)
        if not name or (name in RAW_TAGS and not token[1]):
            at = _end_of_raw(text, name, at)


def is_in_script(text: str, at: int) -> bool:
    """Whether the place is inside of a script, by the last of its tags before."""
    return text.rfind("<script", 0, at) > text.rfind("</script", 0, at)


def _end_of_raw(text: str, name: str, start: int) -> int:
    """Where a comment, or the text of an element with such, ends; the end of the text where it does not."""
    if not name:
        end = text.find("-->", start)
        return len(text) if end < 0 else end + 3
    closing = re.compile(rf"</{name}(?![\w-])", re.IGNORECASE).search(text, start)
    return closing.start() if closing else len(text)
