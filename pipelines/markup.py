"""A page's markup without what parsers lose text over, or need minutes for: as a browser would read it.

All patterns are linear in the text: none begins again where another match attempt has been.
"""

from __future__ import annotations

import re
from itertools import islice

from pipelines.tags import ATTRIBUTES, is_in_script, read_tags

# libxml2 drops what stands behind an early </body> or </html>; browsers do not. A doctype says nothing to us and can be made to
# hang other people's regular expressions. Behind <plaintext> tags count as text.
_DROPPED_TAGS = re.compile(r"</(?:body|html)(?![\w-])[^<>]*>?|<!doctype[^<>\[]*>|<\?xml[^<>]*>|<plaintext(?![\w-])[^<>]*>", re.IGNORECASE)
# Character references to C0 controls and non-characters: no text has them, and trafilatura gives up on the whole page.
_CONTROL_REFERENCES = re.compile(
    r"&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?", re.IGNORECASE
)
_ROOT_TAG = re.compile(r"<(?:html|body|head)(?=[\s/>])", re.IGNORECASE)
MAX_ATTRIBUTES = 256  # of an element; real pages have up to 73. libxml2 compares each with all others: 40,000 take 6 s
LONG_TAG_CHARS = 2_000  # a tag with more attributes than that is at least so long
MAX_LONG_TAGS = 200  # with more, to look at each costs more than to walk over all
_LONG_TAG = re.compile(rf"(<[a-zA-Z])[^>]{{{LONG_TAG_CHARS}}}[^>]*+")
_BRACKET_IN_VALUE = re.compile(r"""="[^">]*+>|='[^'>]*+>""")
_VALUE = r"""(?:[^\s"'>][^\s>]*+|"[^"]*+"|'[^']*+')"""
# or blanks alone, which else would be walked over again from each of them
_ATTRIBUTE = re.compile(rf"[\s/]*+(?P<name>[^\s/>=][^\s/>=]*+)(?:\s*+=\s*+{_VALUE})?+|[\s/]++")
_TAG = re.compile(rf"(<[a-zA-Z][^\s/>]*+){ATTRIBUTES}")


def mend_markup(text: str) -> str:
    """The text without ends of the document before its end, doctypes, control references, and attributes that no element has."""
    text = _CONTROL_REFERENCES.sub("", _DROPPED_TAGS.sub("", text))
    text = _opened(text)
    if _has_crowded_tag(text):
        text = _with_fewer_attributes(text)
    return text


def _opened(text: str) -> str:
    """The text with `<html/>` and its like as browsers read them: not closed by the slash."""
    parts: list[str] = []
    done = 0
    while tag := _ROOT_TAG.search(text, done):
        end = text.find(">", tag.end())
        if end < 0:
            break
        slash = text[end - 1] == "/"
        parts.append(text[done : end - slash])
        done = end
    return "".join([*parts, text[done:]])


def _has_crowded_tag(text: str) -> bool:
    """Whether something that looks like a tag has too many attributes."""
    found = _TAG.finditer(text) if _BRACKET_IN_VALUE.search(text) else _LONG_TAG.finditer(text)
    long = [tag for tag in found if tag.end() - tag.start() > LONG_TAG_CHARS]
    if len(long) > MAX_LONG_TAGS:
        return True
    return any(_is_crowded(text, tag.end(1), tag.end()) and not is_in_script(text, tag.start()) for tag in long)


def _is_crowded(text: str, begin: int, end: int) -> bool:
    return end - begin > LONG_TAG_CHARS / 2 and _end_of_attributes(text, begin, end) < end


def _with_fewer_attributes(text: str) -> str:
    """The text with at most 256 attributes in each tag."""
    parts: list[str] = []
    done = 0
    for tag in read_tags(text):
        if _is_crowded(text, tag.name_end, tag.end):
            parts.append(text[done : _end_of_attributes(text, tag.name_end, tag.end)])
            parts.append(">")
            done = tag.end
    return "".join([*parts, text[done:]])


def _end_of_attributes(text: str, begin: int, end: int) -> int:
    """Where the last attribute that counts ends, of those that stand there; the end where they are few."""
    attributes = (found for found in _ATTRIBUTE.finditer(text, begin, end) if found["name"])
    ends = [attribute.end() for attribute in islice(attributes, MAX_ATTRIBUTES + 1)]
    return ends[MAX_ATTRIBUTES - 1] if len(ends) > MAX_ATTRIBUTES else end
