"""What the names of a box (class, id, role, …) say about the blocks in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import ahocorasick

from pipelines.block import BlockLabel

# WordPress and others write the story's own categories and tags into class names: what it is about, not what the box is.
_TOPIC_NAMES = re.compile(
    r"\b(?:category|tag|topic|section|author|post_tag|postid|page|term|theme|rubrik|ressort|single|type|format)-[\w-]+"
)
MAX_TARGET_HYPHENS = 2  # a longer part of a path is the title of a story, and may be about anything
WORD_SURENESS = 0.7
_NAME = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=10_000)
def cue_of(names: str) -> tuple[BlockLabel, str, float] | None:
    """The label that a container's names point to, the rule's name, and how sure that is; None where they say nothing.

    `parts` (unmistakable pieces, 1.0) are asked before `words` (0.7), labels in the order of the table.
    """
    cleaned = _TOPIC_NAMES.sub(_keep_own_name, names.replace("_", "-"))
    if not cleaned.strip():
        return None
    words, _ = _tables()
    first = min((place for _, place in _part_finder().iter(cleaned)), default=None)
    if first is not None:
        part, label = _tables()[1][first]
        return label, f"cue:{label}.{part}", 1.0
    for word in _NAME.findall(cleaned) + _WORD.findall(cleaned):
        if word in words:
            return words[word], f"cue:{words[word]}.{word}", WORD_SURENESS
    return None


def _keep_own_name(match: re.Match[str]) -> str:
    """A name that the tables have in this very form (`author-bio`, `tag-cloud`) is the box's own; any other is a topic and is dropped."""
    return match[0] if match[0].startswith(_topic_like_cues()) else " "


@lru_cache(maxsize=1)
def _topic_like_cues() -> tuple[str, ...]:
    words, parts = _tables()
    return tuple(cue for cue in (*words, *(part for part, _ in parts)) if _TOPIC_NAMES.match(cue))


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, BlockLabel], list[tuple[str, BlockLabel]]]:
    table = tomllib.loads(files("pipelines.label").joinpath("cues.toml").read_text(encoding="utf-8"))
    words = {word: BlockLabel(label) for label, section in reversed(table.items()) for word in section["words"]}
    return words, [(part, BlockLabel(label)) for label, section in table.items() for part in section["parts"]]


@lru_cache(maxsize=1)
def _part_finder() -> ahocorasick.Automaton:
    """All parts in one automaton, each with its place in the table."""
    return _finder([part for part, _ in _tables()[1]])


def _finder(pieces: Sequence[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for place, piece in reversed(list(enumerate(pieces))):  # of equal pieces the first counts
        automaton.add_word(piece, place)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=10_000)
def target_of(link: str) -> tuple[BlockLabel, str] | None:
    """The label that a link's target points to (`/newsletter/`, `#comments`, a share address), with the rule's name."""
    lower = link.lower()
    if lower.count("-") > MAX_TARGET_HYPHENS:
        lower = "/".join([part for part in lower.split("/") if part.count("-") <= MAX_TARGET_HYPHENS])
    first = min((place for _, place in _target_finder().iter(lower)), default=None)
    if first is None:
        return None
    piece, label = _targets()[first]
    return label, f"target:{label}.{piece.strip('/#.:?=')}"


@lru_cache(maxsize=1)
def _target_finder() -> ahocorasick.Automaton:
    return _finder([piece for piece, _ in _targets()])


@lru_cache(maxsize=1)
def _targets() -> list[tuple[str, BlockLabel]]:
    table = tomllib.loads(files("pipelines.label").joinpath("targets.toml").read_text(encoding="utf-8"))
    return [(piece, BlockLabel(label)) for label, pieces in table.items() for piece in pieces]
