"""Broken JSON as web pages carry it -> JSON that a parser may accept.

One pass with patterns whose every alternative moves on, so that the time is linear in the text.
"""

from __future__ import annotations

import html
import re

_OPENING = re.compile(r"\A\s*+(?:<!--|//\s*+<!\[CDATA\[|/\*\s*+<!\[CDATA\[\s*+\*/|<!\[CDATA\[)")
_ENDINGS = ("-->", "*/", "]]>", "/*", "//", ";")
_TOKEN = re.compile(r'(?P<quote>")|(?P<dropped>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|,(?=\s*+(?:[}\]]|\Z)))|[^"/,]++|.', re.DOTALL)
_STRING_PART = re.compile(r'[^"\\]++|\\u[0-9a-fA-F]{4}|\\.?|"', re.DOTALL)
_STRING_END = re.compile(r"\s*+(?:[,:}\]]|\Z)")
_ESCAPES = frozenset('"\\/bfnrt')
_UNICODE_ESCAPE_CHARS = 6  # backslash, u, four digits: the pattern lets only whole ones pass
_BRACKET = re.compile(r"[{}\[\]]")


def repair_json(text: str) -> str:
    """The text without wrappers, comments and trailing commas, with stray quotes and backslashes escaped, closed where it was cut."""
    text = _unwrap(text)
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    parts: list[str] = []
    open_brackets: list[str] = []
    at = 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        if token["quote"]:
            string, at = _repair_string(text, at)
            parts.append(string)
        elif not token["dropped"]:
            parts.append(token[0])
            _count_brackets(token[0], open_brackets)
    closing = "".join("}" if bracket == "{" else "]" for bracket in reversed(open_brackets))
    return "".join(parts) + closing


def _unwrap(text: str) -> str:
    """The text without the comment or CDATA marks of old pages around it."""
    text = _OPENING.sub("", text).rstrip()
    while text.endswith(_ENDINGS):
        text = text[: -len(next(ending for ending in _ENDINGS if text.endswith(ending)))].rstrip()
    return text.strip()


def _repair_string(text: str, start: int) -> tuple[str, int]:
    """The string whose opening quote stands before `start`, in JSON's form, and where the text goes on after it."""
    parts = ['"']
    at = start
    while part := _STRING_PART.match(text, at):
        at = part.end()
        piece = part[0]
        if piece == '"':
            if _STRING_END.match(text, at):
                break
            piece = '\\"'  # a quote inside the string that nobody escaped
        elif piece[0] == "\\" and len(piece) < _UNICODE_ESCAPE_CHARS:
            piece = piece if piece[1:] in _ESCAPES else piece[1:]
        parts.append(piece)
    return "".join([*parts, '"']), at


def _count_brackets(token: str, open_brackets: list[str]) -> None:
    for bracket in _BRACKET.findall(token):
        if bracket in "{[":
            open_brackets.append(bracket)
        elif open_brackets:
            open_brackets.pop()
