"""Text as the rest of the library expects it: NFC, single spaces, no control characters, no lone surrogates."""

from __future__ import annotations

import json
import re
import unicodedata

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
_TOKEN = re.compile(r"\w+")
# C0 and C1 controls but tab and newline, lone surrogates, non-characters, bidi overrides, zero-width no-break space
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")

# What moves a terminal's cursor, rings, colours, forges a line, or turns the reading order: all controls, bidi marks too, surrogates,
# line and paragraph separators, annotation and tag characters.
_STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LAYOUT = frozenset("\n\t")
_SPACES = str.maketrans("\n\r\t", "   ")
_DELETE_IN_JSON = "\\u007f"  # the one control that the json module lets through


def clean_text(text: str) -> str:
    """The text in NFC without control characters, lone surrogates, bidi overrides and soft hyphens; whitespace is kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", lines))


def visible(text: str) -> str:
    """The text for a terminal: what would steer it stands there as an escape, as Python writes it; line breaks and tabs are kept."""
    if text.isascii() and text.isprintable():
        return text
    return _STEERING.sub(lambda match: match[0] if match[0] in _LAYOUT else ascii(match[0])[1:-1], text)


def one_line(text: str) -> str:
    """The text for one line of a terminal, as `visible`; each line break or tab is a space."""
    return visible(text.translate(_SPACES))


def escape_in_json(text: str) -> str:
    """JSON on one line, with escapes of JSON for what steers a terminal: it reads as the same value everywhere."""
    return _STEERING.sub(lambda match: _DELETE_IN_JSON if match[0] == "\x7f" else json.dumps(match[0])[1:-1], text)


def without_steering(text: str) -> str:
    """The text without anything that steers a terminal, for formats that cannot escape it."""
    return _STEERING.sub("", text)


def squeeze(text: str) -> str:
    """The cleaned text on one line: every run of whitespace becomes one space, none at the ends."""
    return " ".join(clean_text(text).split())


def count_words(text: str) -> int:
    """Number of words; a Chinese character or Japanese letter counts as one, since those clauses are written without spaces."""
    return len(_WORD.findall(text))


def tokens(text: str) -> list[str]:
    """The words in lower case, apostrophes and hyphens split: the form in which phrases are looked up."""
    return _TOKEN.findall(text.lower().replace("i\u0307", "i"))  # the Turkish dotted capital I gives two characters


def words(text: str) -> list[str]:
    """The words in lower case as word scores count them: a CJK character is a word of its own."""
    return _WORD.findall(text.lower())
