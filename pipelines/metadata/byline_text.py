"""The story's lines -> author texts by their words: "By Jane Doe", "Autor: Jane Doe", "3 May 2024 - Jane Doe"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.metadata.lines import Line
from pipelines.metadata.visible_date import find_mention

MAX_LINE_CHARS = 160
MAX_NAMES_CHARS = 90
NEAR_LINES = 10
MAX_DISTANCE = 60  # a byline so far below the headline is another story's
_BY = (
    r"(?i:(?:(?:written|posted|published|words|story|text|reporting|reported|verfasst|geschrieben|erstellt"
    r"|(?:ein\s+)?(?:gast)?(?:beitrag|kommentar|artikel)|interview|rezension)\s+)?(?:by|von)|par|por|di|door|av|af|przez|yazan"
    r"|(?:text|autor(?:in|en|innen)?(?:/autor)?|authors?|auteurs?|autora?|autore|verfasser(?:in)?|redakteur(?:in)?|tekst|testo|texto|texte)\s*:?)"
)
_PARTICLE = r"(?:de|del|della|la|le|von|van|vom|zu|der|den|bin|al|el|da|dos|du|di)\s+"
_WORD = r"[^\W\d_a-zß-ÿ][\w.'’-]*+"
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}){{0,3}}{_WORD}){{1,3}}"
_INITIALS = r"[^\W\d_a-zß-ÿ]{2,7}(?:/\w{2,7})?\b"  # an agency's
_AND = r"\s*(?:,|/|;|und|and|et|y|e|og|och|en|&)\s+"
_BY_LINE = re.compile(
    rf"\W*{_BY}\s*:?\s+(?P<names>(?:{_NAME}(?:{_AND}{_NAME}){{0,5}}|{_INITIALS}))\s*(?P<tail>\Z|[,|•·(/:–—-]|(?=\d)|\b(?=[a-z]))"
)
_BY_ALONE = re.compile(rf"\W*{_BY}\s*:?\W*\Z")
_NAMES_ALONE = re.compile(rf"{_NAME}(?:(?:{_AND}|/){_NAME}){{0,5}}\Z")
_CHINESE = re.compile(
    r"(?:责任编辑|责编|编辑|记者|作者|編輯|記者|撰文)\s*[:：]\s*"
    r"(?P<names>[\u4e00-\u9fff·]{2,8}(?:[、，,\s]+[\u4e00-\u9fff·]{2,8}){0,4})\s*[)）\]]?"
)
_KOREAN = re.compile(r"(?:^|\s)(?P<names>[가-힣]{2,4})\s*(?:기자|특파원)(?:\s|=|\Z)")
_EMPHASIS = frozenset({"b", "strong", "em", "i"})
_DESK = re.compile(r"(?:\w{1,12}[-\s])?(?:Redaktion|Staff|Newsroom|Team)\Z")
MIN_PROSE_CHARS = 120
_SEPARATORS = " \t,;:|•·–—-/()[]"


def plain_bylines(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Author texts of lines that say so, those near the headline first."""
    ordered = sorted(range(len(lines)), key=lambda number: not _is_near(lines[number]))
    for number in ordered:
        text = lines[number].text
        if len(text) > MAX_LINE_CHARS or lines[number].distance > MAX_DISTANCE:
            continue
        if match := _BY_LINE.match(text) or _CHINESE.search(text) or _KOREAN.search(text):
            yield (match["names"],)
        elif _BY_ALONE.match(text) and number + 1 < len(lines) and _NAMES_ALONE.match(lines[number + 1].text[:MAX_NAMES_CHARS]):
            yield (lines[number + 1].text,)


def signatures(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Names alone in a line of their own, in bold or italics, right above or below the story's prose."""
    for number, line in enumerate(lines[:-1]):
        if not 0 < line.distance <= MAX_DISTANCE or len(line.text) > MAX_NAMES_CHARS or not _is_emphasised(line):
            continue
        opens = line.distance <= NEAR_LINES and len(lines[number + 1].text) >= MIN_PROSE_CHARS
        closes = len(lines[number - 1].text) >= MIN_PROSE_CHARS > len(lines[number + 1].text)
        if (opens or closes) and (_NAMES_ALONE.match(line.text) or _DESK.match(line.text)):
            yield (line.text,)


def _is_emphasised(line: Line) -> bool:
    """Whether all of a line in a paragraph stands in bold, italics, or at the right."""
    return all(element.tag in _EMPHASIS and next(element.iterancestors("p"), None) is not None for element in line.elements)


def names_beside_dates(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Lines near the headline that hold a name and a date, and nothing else."""
    for line in lines:
        if _is_near(line) and len(line.text) <= MAX_NAMES_CHARS and (match := find_mention(line.text)):
            parts = (line.text[: match.start()].strip(_SEPARATORS), line.text[match.end() :].strip(_SEPARATORS))
            yield tuple(part for part in parts if _NAMES_ALONE.match(part))


def _is_near(line: Line) -> bool:
    return -NEAR_LINES <= line.distance <= NEAR_LINES
