"""What an element or comment that is never closed has swallowed of a page: taken out again where it can be, else named.

A browser shows nothing behind an open comment or script, and all behind an open `<svg>`, as soon as a paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import lxml.html
from lxml import etree

from pipelines.tags import RAW_TAGS, is_in_script, read_tags
from pipelines.text import count_words

# Readers skip these, or take them for links. A browser ends `<math>` itself where a paragraph begins (so it does `<svg>`, for which see
# `foreign_markup`), the others if they are closed.
_BOXES = ("math", "a", "select", "option", "optgroup", "object", "canvas", "template", "noscript")
MAX_LINKED_CHARS = 300  # of a teaser inside a link; where there are more, it may be that nobody closed it
MIN_LOST_WORDS = 12  # of running text behind the last tag that was read: a sentence
MAX_LOOKED_AT = 50_000  # characters of what was swallowed
MAX_VALUES = 200  # with markup in them that are looked at
END_CHARS = 60  # by which the end of the page is known again
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>?")
_MARKUP_IN_VALUE = re.compile(r"""="[^"<]*+<[^"]*+(?:(?<==)"|\Z)|='[^'<]*+<[^']*+(?:(?<==)'|\Z)""")
_QUOTED = re.compile(r"""=\s*+(?:"([^"]*+)("?)|'([^']*+)('?))""")


def release_boxes(root: lxml.html.HtmlElement, text: str) -> None:
    """Makes plain boxes of the elements that readers skip and that hold running text only because nobody closed them."""
    around = (next(paragraph.iterancestors(*_BOXES), None) for paragraph in root.iter("p"))
    held = dict.fromkeys(box for box in around if box is not None)
    boxes = [box for box in held if box.tag != "a" or len(box.xpath("string()")) > MAX_LINKED_CHARS]
    is_open = {tag: tag == "math" or _is_left_open(text, tag) for tag in {str(box.tag) for box in boxes}}
    for box in boxes:
        if is_open.get(str(box.tag)):
            _release(box)


def is_cut(root: lxml.html.HtmlElement, text: str) -> bool:
    """Whether running text stands in a comment, script, other raw element or attribute that is never closed."""
    comment = _open_comment(text)
    swallowed = [text[comment:] if comment is not None else "", _open_raw_text(root, text)]
    if any(
        _holds_prose(found[0]) and not is_in_script(text, found.start()) for found in islice(_MARKUP_IN_VALUE.finditer(text), MAX_VALUES)
    ):
        swallowed.extend(_open_values(text))
    return any(map(_holds_prose, swallowed))


def _release(box: etree._Element) -> None:
    """Renames the element and those around it that are skipped, too."""
    for element in (box, *box.iterancestors(*_BOXES)):
        element.tag = "span" if element.tag == "a" else "div"


def _is_left_open(text: str, name: str) -> bool:
    """Whether the page has more begins than ends of such elements."""
    depth = sum(-1 if tag.is_end else 1 for tag in read_tags(text) if tag.name == name)
    return depth > 0


def _open_comment(text: str) -> int | None:
    """Where a comment begins that does not end; None without one. Old pages put such marks inside of scripts."""
    start = text.find("<!--", max(text.rfind("-->"), text.rfind("--!>")) + 1)
    if start < 0 or text.startswith((">", "->"), start + 4):
        return None
    return None if is_in_script(text, start) else start


def _open_values(text: str) -> Iterator[str]:
    """Attribute values that go on to where the next value begins, or to the end of the page, since their quote is never closed."""
    for tag in read_tags(text):
        for value in _QUOTED.finditer(text, tag.name_end, tag.end):
            content, end = value[1] or value[3] or "", value[2] or value[4]
            if content.endswith("=") or not end:
                yield content


def _open_raw_text(root: lxml.html.HtmlElement, text: str) -> str:
    """The text of the last element of the page, if it is one in which tags count as text, and reaches to the end of the page."""
    element: etree._Element = root
    while len(element) and not (element[-1].tail or "").strip():
        element = element[-1]
    raw = (element.text or "").rstrip() if element.tag in RAW_TAGS else ""
    return raw if raw and text.rstrip().endswith(raw[-END_CHARS:]) else ""


def _holds_prose(swallowed: str) -> bool:
    end = swallowed[-MAX_LOOKED_AT:]
    paragraph = _PARAGRAPH.search(end)
    return paragraph is not None and count_words(_TAG.sub(" ", end[paragraph.start() :])) >= MIN_LOST_WORDS
