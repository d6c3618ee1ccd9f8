"""Text as the rest of the library expects it: NFC, single spaces, no control characters, no lone surrogates."""

from __future__ import annotations

import re
import unicodedata

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
_TOKEN = re.compile(r"\w+")
# C0 and C1 controls but tab and newline, lone surrogates, non-characters, bidi overrides, zero-width no-break space
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def clean_text(text: str) -> str:
    """The text in NFC without control characters, lone surrogates, bidi overrides and soft hyphens; whitespace is kept."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


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
