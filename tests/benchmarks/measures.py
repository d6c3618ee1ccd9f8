"""The measures of the benchmark: a text and its gold in, numbers out. Nothing here knows who wrote the text.

They are written out here and not taken from the library, so that a change there cannot move the yardstick.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
SHINGLE_WORDS = 4  # as in the article-extraction-benchmark
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MIN_RUNNING_WORDS = 6  # a shorter segment ("Share", "Jobs") stands in many a sentence, so it counts only as a line of its own


@dataclass(frozen=True, slots=True)
class Overlap:
    """How well two texts agree in their words, each figure from 0.0 to 1.0."""

    f1: float
    precision: float
    recall: float


def words(text: str) -> list[str]:
    """The words in lower case; a Chinese character or Japanese letter is a word, since clauses are written without spaces."""
    return WORD.findall(text.lower())


def word_overlap(text: str, gold: str) -> Overlap:
    """The overlap of the two texts as multisets of words, whatever their order; two empty texts agree wholly."""
    found, wanted = Counter(words(text)), Counter(words(gold))
    if not found or not wanted:
        same = float(not found and not wanted)
        return Overlap(same, same, same)
    hits = (found & wanted).total()
    precision, recall = hits / found.total(), hits / wanted.total()
    return Overlap(2 * precision * recall / (precision + recall) if hits else 0.0, precision, recall)


def shingle_overlap(text: str, gold: str) -> tuple[int, int, int]:
    """How many runs of four words both texts hold, how many the text holds, and how many the gold; to be summed over pages."""
    found, wanted = _shingles(words(text)), _shingles(words(gold))
    return (found & wanted).total(), found.total(), wanted.total()


def _shingles(tokens: list[str]) -> Counter[tuple[str, ...]]:
    """All runs of four words; a shorter text is one run."""
    starts = range(max(1, len(tokens) - SHINGLE_WORDS + 1)) if tokens else range(0)
    return Counter(tuple(tokens[start : start + SHINGLE_WORDS]) for start in starts)


def agreement(found: object, wanted: object) -> tuple[int, int]:
    """One wanted field of metadata: whether it is found, out of 1, or out of 0 where nothing is wanted."""
    return (int(found == wanted), 1) if wanted else (0, 0)


def day(date: str | None) -> str | None:
    """The YYYY-MM-DD that a date begins with, as it is written, whatever its time zone."""
    found = DAY.match(date or "")
    return found[0] if found else None


def names_set(names: Iterable[str]) -> frozenset[str]:
    """The names, case and punctuation aside."""
    return frozenset(flat(name) for name in names) - {""}


def count_found(text: str, snippets: Iterable[str]) -> int:
    """How many snippets stand in the text, letter for letter but for white space."""
    one_line = " ".join(text.split())
    return sum(" ".join(snippet.split()) in one_line for snippet in snippets)


def count_leaks(text: str, segments: Sequence[tuple[str, str]], label: str) -> tuple[int, int]:
    """Of a hand-labelled page's segments with this label: how many stand in the text, and how many there are.

    `segments` are (text, label) pairs. A segment stands in the text as a line of its own or, from six words on, anywhere in it.
    One whose words also stand in the gold story is left out of both counts: keeping it may be right.
    """
    story = " ".join(flat(segment) for segment, its_label in segments if its_label == "body")
    unwanted = [flat(segment) for segment, its_label in segments if its_label == label]
    unwanted = [segment for segment in unwanted if segment and segment not in story]
    lines, running = _lookup(text)
    leaks = sum(_stands_in(segment, lines, running) for segment in unwanted)
    return leaks, len(unwanted)


def count_body(text: str, segments: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Of a hand-labelled page's story segments: characters of those that stand in the text, and of all."""
    lines, running = _lookup(text)
    wanted = [flat(segment) for segment, label in segments if label == "body"]
    return sum(len(segment) for segment in wanted if _stands_in(segment, lines, running)), sum(len(segment) for segment in wanted)


def _lookup(text: str) -> tuple[set[str], str]:
    """The text's lines and, with a space at both ends, all of it."""
    return {flat(line) for line in text.splitlines()}, f" {flat(text)} "


def _stands_in(segment: str, lines: set[str], running: str) -> bool:
    return segment in lines or (len(segment.split()) >= MIN_RUNNING_WORDS and f" {segment} " in running)


def flat(text: str) -> str:
    """The words on one line, lower case, without punctuation."""
    return " ".join(words(text))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that is not below this share of them (nearest rank); there must be a value."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
