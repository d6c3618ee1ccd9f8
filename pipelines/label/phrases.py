"""Phrase tables as data, all languages in one automaton: one pass over a block, however many phrases there are.

The tables are `phrases/<language>.toml`. A strong phrase is a call or a formula that hardly occurs in reporting; a weak one is a cue word
that reporters use too; a heading phrase counts only where it is (nearly) the whole block.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick

from pipelines.block import BlockLabel
from pipelines.label.form import token_tuple
from pipelines.text import CJK, tokens

MAX_HEADING_WORDS = 6
MAX_HEADING_REST = 1  # words of a heading that a phrase of two or more words may leave uncovered
MAX_HEADING_REST_CHARS = 3  # the same for languages without spaces
MIN_QUOTING_CHARS = 14
MAX_PREFIX_CHARS = 30
_HAS_CJK = re.compile(f"[{CJK}\uac00-\ud7af]")
# What stands in quotation marks is somebody's words or a title filled in: no call to the reader.
_QUOTED = re.compile('“[^“”]{12,}”|„[^„“”]{12,}[“”]|«[^«»]{12,}»|»[^«»]{12,}«|"[^"]{12,}"|「[^「」]{6,}」')


class Strength(StrEnum):
    """How much a phrase says on its own."""

    STRONG = "strong"
    WEAK = "weak"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase of the tables found in a block: what it points to, and how many words it has."""

    label: BlockLabel
    rule: str
    strength: Strength
    words: int
    chars: int = 0


def find_phrases(text: str) -> list[PhraseHit]:
    """All phrases of all languages in the block's text outside quotations; heading phrases only where they are the whole of it."""
    unquoted = without_quotations(text)
    found = token_tuple(unquoted)
    spaced, dense = _automata()
    hits = [hit for _, group in spaced.iter(f" {' '.join(found)} ") for hit in group]
    if not unquoted.isascii() and _HAS_CJK.search(unquoted):
        hits += [hit for _, group in dense.iter(unquoted.lower()) for hit in group]
    if not hits and ":" not in unquoted[: MAX_PREFIX_CHARS + 1]:
        return []
    if any(hit.strength is Strength.HEADING for hit in hits):
        words = sum(not token.isdecimal() for token in found)
        hits = [hit for hit in hits if hit.strength is not Strength.HEADING or _is_whole(hit, words, len(unquoted))]
    return hits + _hits_before_colon(unquoted)


def _hits_before_colon(text: str) -> list[PhraseHit]:
    """Heading phrases that stand alone before a colon: "Advertisement: …", "Topics: …", "More on this: …"."""
    end = text.find(":", 0, MAX_PREFIX_CHARS + 1)
    found = token_tuple(text[:end]) if end > 0 else ()
    if not found or _HAS_CJK.search(text, 0, end):
        return []
    hits = [hit for _, group in _automata()[0].iter(f" {' '.join(found)} ") for hit in group]
    return [hit for hit in hits if hit.strength is Strength.HEADING and hit.words == len(found) and hit.label is not BlockLabel.NAVIGATION]


def without_quotations(text: str) -> str:
    """The text with longer quotations taken out."""
    if len(text) <= MIN_QUOTING_CHARS or (text.isascii() and '"' not in text):
        return text
    return _QUOTED.sub(" ¤ ", text)


def _is_whole(hit: PhraseHit, words: int, chars: int) -> bool:
    """Whether the phrase leaves next to nothing of a block of so many words, numbers not counted, and characters."""
    if hit.words == 0:  # a phrase without spaces: compare characters
        return chars <= hit.chars + MAX_HEADING_REST_CHARS
    return words <= MAX_HEADING_WORDS and words - hit.words <= (MAX_HEADING_REST if hit.words > 1 else 0)


@lru_cache(maxsize=1)
def _automata() -> tuple[ahocorasick.Automaton, ahocorasick.Automaton]:
    """The automaton over words, and the one over characters for languages that are written without spaces."""
    spaced: dict[str, list[PhraseHit]] = {}
    dense: dict[str, list[PhraseHit]] = {}
    for phrase, hit in read_tables():
        if _HAS_CJK.search(phrase):
            dense.setdefault(phrase, []).append(PhraseHit(hit.label, hit.rule, hit.strength, 0, len(phrase)))
        else:
            spaced.setdefault(f" {phrase} ", []).append(hit)
    return _build(spaced), _build(dense)


def _build(table: dict[str, list[PhraseHit]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    automaton.add_word("\0", [])  # an automaton without words cannot be searched
    for phrase, group in table.items():
        # the same phrase in two languages counts once
        automaton.add_word(phrase, list({(hit.label, hit.strength): hit for hit in group}.values()))
    automaton.make_automaton()
    return automaton


def read_tables() -> Iterator[tuple[str, PhraseHit]]:
    """Every phrase of every language with the hit that it gives."""
    for path in sorted(files("pipelines.label").joinpath("phrases").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            language = table.pop("language")
            for label, section in table.items():
                yield from _read_section(BlockLabel(label), section, Strength.STRONG, f"{label}", language)


def _read_section(
    label: BlockLabel, section: dict[str, Any], strength: Strength, prefix: str, language: str
) -> Iterator[tuple[str, PhraseHit]]:
    for name, value in section.items():
        if isinstance(value, dict):
            yield from _read_section(label, value, Strength(name), prefix, language)
            continue
        for phrase in value:
            found = tokens(phrase)
            yield " ".join(found) if not _HAS_CJK.search(phrase) else phrase, PhraseHit(label, f"{prefix}.{name}", strength, len(found))
