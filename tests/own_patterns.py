"""Every regular expression of our modules, and for each the texts that could make it backtrack."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import crawler
import pipelines

LEFT_OUT = ("__main__", "pipelines.label.train", "pipelines.label.lines.fit")  # run by hand on pages of our own
CHARACTERS = "a0 <-.,:'\"/\n=é世_A"
MOST_UNITS, MOST_BEGINS = 8, 2  # of those that a long list of phrases gives: one phrase costs what the next does
MANY = 8  # a repeat of more than this often can be long
WORDS = {codes.CATEGORY_DIGIT: "0", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}
OTHERS = {codes.CATEGORY_NOT_DIGIT: "a", codes.CATEGORY_NOT_SPACE: "a", codes.CATEGORY_NOT_WORD: "-"}


def own_patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """The compiled patterns that stand in our modules and in tables there, by place."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for package in (pipelines, crawler):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(LEFT_OUT) and not module.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(module.name)).items():
                    for place, pattern in _patterns_in(f"{module.name}.{name}", value, depth=4):
                        if pattern not in found.values():
                            found[place] = pattern
    return found


def attacks(pattern: str, flags: int) -> Iterator[tuple[str, str, str]]:
    """Triples of a beginning, a unit to be repeated, and an end, made of what the pattern itself repeats."""
    tree = parser.parse(pattern, flags)
    whole = _sample(tree)
    units = list(dict.fromkeys(unit for unit in (*_repeated(tree), whole, *_beginnings(tree)) if unit))[:MOST_UNITS]
    begins = list(dict.fromkeys(("", *_before_repeats(tree))))[:MOST_BEGINS]
    for unit in units:
        yield from ((begin, unit, "\0") for begin in begins)
        yield "", unit, ""


def _patterns_in(place: str, value: object, depth: int) -> Iterator[tuple[str, re.Pattern]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth and isinstance(value, dict):
        for key, inner in value.items():
            yield from _patterns_in(f"{place}[{key}]", inner, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for number, inner in enumerate(value):
            yield from _patterns_in(f"{place}[{number}]", inner, depth - 1)
    elif depth and type(value).__module__.startswith(("pipelines", "crawler")) and hasattr(type(value), "__slots__"):
        for name in type(value).__slots__:
            yield from _patterns_in(f"{place}.{name}", getattr(value, name, None), depth - 1)


def _sample(nodes) -> str:
    """A text that the nodes match, repeats once where they may be."""
    return "".join(_sample_of(code, argument) for code, argument in nodes)


def _sample_of(code, argument) -> str:  # noqa: PLR0911  # one for each kind of node
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _members(argument)[0]
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _sample(argument[2]) * max(1, argument[0])
    if code is codes.BRANCH:
        return _sample(argument[1][0])
    if code is codes.SUBPATTERN:
        return _sample(argument[3])
    return _sample(argument) if code is codes.ATOMIC_GROUP else ""


def _members(items) -> list[str]:
    """Some characters that the set holds: each kind that it names, or common ones that it does not exclude."""
    kinds = [kind for kind in items if kind[0] is not codes.NEGATE]
    named = [text for kind in kinds for text in _named(*kind)]
    if len(kinds) < len(items):
        return [character for character in CHARACTERS if character not in named and not _covers(kinds, character)] or ["\x01"]
    return named or ["a"]


def _named(code, argument) -> str:
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.RANGE:
        return chr(argument[0])
    return WORDS.get(argument) or OTHERS.get(argument, "a")


def _covers(kinds, character: str) -> bool:
    matches = {codes.CATEGORY_DIGIT: str.isdigit, codes.CATEGORY_SPACE: str.isspace, codes.CATEGORY_WORD: str.isalnum}
    for code, argument in kinds:
        if code is codes.RANGE and argument[0] <= ord(character) <= argument[1]:
            return True
        if code is codes.CATEGORY and matches.get(argument, lambda _: False)(character):
            return True
    return False


def _repeated(nodes) -> Iterator[str]:
    """Samples of what is repeated without a narrow limit, each member of a set by itself."""
    for code, argument in nodes:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = argument
            if most > MANY:
                yield _sample(inner)
                if len(inner) == 1 and inner[0][0] is codes.IN:
                    yield from _members(inner[0][1])[:6]
                for only, branches in inner:
                    if only is codes.BRANCH:
                        yield from map(_sample, branches[1])
            yield from _repeated(inner)
        else:
            for inner in _inside(code, argument):
                yield from _repeated(inner)


def _inside(code, argument) -> list:
    if code is codes.BRANCH:
        return argument[1]
    if code is codes.SUBPATTERN:
        return [argument[3]]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    return [argument] if code is codes.ATOMIC_GROUP else []


def _beginnings(nodes) -> Iterator[str]:
    """What the pattern begins with, ever longer: a search that starts at each of many and runs to the end costs their square."""
    text = ""
    for code, argument in nodes:
        for inner in _inside(code, argument):
            yield from (text + begun for begun in _beginnings(inner))
        text += _sample_of(code, argument)
        yield text


def _before_repeats(nodes) -> Iterator[str]:
    """What stands before each repeat."""
    text = ""
    for code, argument in nodes:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            yield text
        for inner in _inside(code, argument):
            yield from (text + begun for begun in _before_repeats(inner))
        text += _sample_of(code, argument)
