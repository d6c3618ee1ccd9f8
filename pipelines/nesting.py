"""Markup that is nested deeper than parsers keep -> the same text in fewer elements.

libxml2 drops what stands deeper than 256 levels (2,048 if asked), without a word; browsers show all of it: Chromium makes siblings of what
is deeper than 512.
"""

from __future__ import annotations

from collections import Counter

from pipelines.tags import RAW_TAGS, read_tags

MAX_DEPTH = 120  # of open elements; with what they imply (rows, cells, items) less than half of what libxml2 keeps
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Elements that close themselves when the next of their kind begins, so that they cannot pile up.
_IMPLIED = frozenset("html head body p li dt dd td th tr tbody thead tfoot option optgroup colgroup caption rb rt rp".split())
_INLINE = frozenset("a abbr b big cite code em font i ins kbd mark q s samp small span strike strong sub sup time tt u var label".split())


def flatten_nesting(text: str, max_depth: int = MAX_DEPTH) -> str:
    """The markup without the tags of elements that are nested deeper; where a box is left out, a line ends."""
    return _Flattener(max_depth).flatten(text)


class _Flattener:
    """One pass over the tags, with the elements that are open."""

    def __init__(self, max_depth: int) -> None:
        self._max_depth = max_depth
        self._open: list[str] = []
        self._kept: Counter[str] = Counter()  # names in `_open`
        self._left_out: Counter[str] = Counter()  # open elements without their tags

    def flatten(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for tag in read_tags(text):
            written = text[tag.start : tag.end]
            parts.append(text[done : tag.start])
            parts.append(self._close(tag.name, written) if tag.is_end else self._begin(tag.name, written))
            done = tag.end
        return "".join([*parts, text[done:]])

    def _begin(self, name: str, tag: str) -> str:
        if name in _VOID or name in _IMPLIED or name in RAW_TAGS:
            return tag
        if len(self._open) >= self._max_depth:
            self._left_out[name] += 1
            return "" if name in _INLINE else "<br>"
        self._open.append(name)
        self._kept[name] += 1
        return tag

    def _close(self, name: str, tag: str) -> str:
        if name in _IMPLIED or name in RAW_TAGS:
            return tag
        if self._left_out[name]:
            self._left_out[name] -= 1
            return "" if name in _INLINE else "<br>"
        if self._kept[name]:
            while (closed := self._open.pop()) != name:
                self._kept[closed] -= 1
            self._kept[name] -= 1
        return tag
