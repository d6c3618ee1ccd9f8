"""The story's lines -> the day of publication that a reader sees beside the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import lxml.html

from pipelines.article import PageDate
from pipelines.metadata.dates import parse_date
from pipelines.metadata.lines import Line
from pipelines.metadata.months import MONTH_PATTERN

MAX_LINE_CHARS = 300
MAX_ALONE_CHARS = 60  # a line that is little more than its date
MAX_DATELINE_CHARS = 40  # before a date that opens a paragraph: "Berlin, 3 May 2024 - The …"
NEAR_LINES = 12  # after the headline; before it half as many
MIN_SCORE = 0.5  # this and the weights of `_score`: set by hand on the development corpus; both halves of its domains agree within a point
SHORT_YEAR_DIGITS = 2
CENTURY_TURN = 70  # a year of two digits below it is of this century, as POSIX reads them
MONTHS = 12
_DATE_MENTION = re.compile(
    r"(?<![\d./-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d\d))(?![\d/-])|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s*(?:of\s+|de\s+)?{MONTH_PATTERN}\.?,?\s*(?:de\s+|del\s+)?\d{{4}}(?!\d)"
    rf"|\b{MONTH_PATTERN}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}(?!\d)|(?<!\d)\d{{4}}\.?\s+{MONTH_PATTERN}\s+\d{{1,2}}\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}|[-/.]\s?\d\d")  # in every date; quickly found, and in few lines
_SHORT = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)\Z")
_DATE_CLASS = re.compile(
    r"date|datum|fecha|data-|publish|pubdat|posted|submitted|byline|meta|timestamp|time(?!line)|(?:^|[-_ ])info", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"publi|veröffentlich|posted|erschienen|erstellt|geschrieben|written|vom\b|mitteilung|gepostet|pubbl|fecha|datum|date\b|stand\b",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"updat|aktualis|modif|edited|geändert|bearbeitet|mis à jour|actualiz|aggiorn|reviewed|accessed|abgerufen", re.IGNORECASE
)
_OF_OTHERS = re.compile(
    r"copyright|©|\(c\)|since|seit\b|born|geboren|expires|deadline|termin|frist|event|joined|registriert|uhr bis", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"\Aen(?:-US|-PH|-BZ)?\Z", re.IGNORECASE)


def find_visible_date(lines: Sequence[Line], language: str | None, now: datetime) -> PageDate | None:
    """The date that best looks like the story's: in a line of its own, near the headline, in markup or words that say so.

    None where no line is good enough. `03/05/2024` is read as the language's readers do: month first where English is declared without a
    region, or as American, day first elsewhere.
    """
    best: tuple[float, PageDate] | None = None
    for line in lines:
        for found, score in _dated(line, language, now):
            if score >= MIN_SCORE and (best is None or score > best[0]):
                best = score, found
    return best[1] if best else None


def find_mention(text: str) -> re.Match[str] | None:
    """The first day with its year in a text."""
    return _DATE_MENTION.search(text) if _YEAR.search(text) else None


def _dated(line: Line, language: str | None, now: datetime) -> Iterator[tuple[PageDate, float]]:
    """The first date in a line, with its score."""
    text = line.text[:MAX_LINE_CHARS]
    match = find_mention(text)
    if match is None:
        return
    written = _spelled_out(match[0], language) or text[match.start() : match.start() + MAX_ALONE_CHARS]
    if found := parse_date(written, now):
        yield found, _score(line, match)


def _score(line: Line, match: re.Match[str]) -> float:
    names = " ".join(_names(element) for element in line.elements)
    before = line.text[max(0, match.start() - MAX_ALONE_CHARS) : match.start()]
    rest = len(line.text) - len(match[0])
    near = -NEAR_LINES / 2 <= line.distance <= NEAR_LINES
    score = 1.5 * bool(_DATE_CLASS.search(names)) + 2.0 * near + 1.0 * bool(_PUBLISHED.search(before))
    score += 1.5 if rest <= MAX_ALONE_CHARS / 2 else 0.5 if rest <= MAX_ALONE_CHARS * 2 else -2.0
    score += 1.5 * (near and match.start() <= MAX_DATELINE_CHARS and rest > MAX_ALONE_CHARS * 2)
    score -= 0.6 * bool(_MODIFIED.search(f"{before} {names}")) + 2.0 * bool(_OF_OTHERS.search(f"{before} {names}"))
    return score - (0.0 if near else min(1.0, abs(line.distance) / 400))


def _names(element: lxml.html.HtmlElement) -> str:
    """Classes and ids of an element and the two around it."""
    around = (element, *(ancestor for _, ancestor in zip(range(2), element.iterancestors(), strict=False)))
    return " ".join(f"{item.get('class') or ''} {item.get('id') or ''} {'pubdate' if item.tag == 'time' else ''}" for item in around)


def _spelled_out(text: str, language: str | None) -> str | None:
    """A short numeric date in ISO 8601's order; None for what is no such date."""
    match = _SHORT.fullmatch(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == SHORT_YEAR_DIGITS:
        year += 2000 if year < CENTURY_TURN else 1900
    month_first = match[2] != "." and (second > MONTHS or (first <= MONTHS and bool(_MONTH_FIRST.match(language or ""))))
    day, month = (second, first) if month_first else (first, second)
    return f"{year:04}-{month:02}-{day:02}"
