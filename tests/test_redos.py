"""No pattern of ours takes more than linear time: twice the text costs at most two and a half times as much."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

import pytest
from own_patterns import attacks, own_patterns

SIZE, MOST_S, FLOOR_S, MOST_TIMES, REPEATS = 20_000, 0.05, 0.002, 2.5, 5
# Patterns that see no long text, and how much of it they see.
SHORT = {
    "crawler.doctor.url_patterns.": 2083,  # segments of URLs
}
UNCHECKED = ("pipelines.metadata.", "pipelines.sites.")  # these see single values of a page or a profile; not held to it yet
PATTERNS = {place: pattern for place, pattern in own_patterns().items() if not place.startswith(UNCHECKED)}


def _call(place: str, pattern: re.Pattern) -> Callable[[str | bytes], object]:
    """What its module does with the pattern: a search costs more than a match where many beginnings fit."""
    module, _, name = place.rpartition(".")
    source = sys.modules.get(module)
    text = "" if source is None or source.__file__ is None else open(source.__file__, encoding="utf-8").read()  # noqa: PTH123, SIM115
    used = set(re.findall(rf"\b{re.escape(name)}\.(\w+)\(", text))
    return pattern.match if used and used <= {"match", "fullmatch"} else pattern.search


def _seconds(call: Callable[[str | bytes], object], text: str | bytes) -> float:
    """The least of some measurements: others use the machine, too."""
    began_s = time.thread_time()
    call(text)
    first_s = time.thread_time() - began_s
    if first_s < FLOOR_S:
        return first_s
    measured = [first_s]
    for _ in range(REPEATS - 1):
        began_s = time.thread_time()
        call(text)
        measured.append(time.thread_time() - began_s)
    return min(measured)


def slow_on(place: str, pattern: re.Pattern) -> list[str]:
    """The texts on which the pattern is slow."""
    is_text = isinstance(pattern.pattern, str)
    source = pattern.pattern if is_text else pattern.pattern.decode("latin-1")
    most = next((chars for start, chars in SHORT.items() if place.startswith(start)), SIZE)
    call, found = _call(place, pattern), []
    for begin, unit, end in attacks(source, pattern.flags if is_text else pattern.flags & ~re.UNICODE):
        half, whole = (begin + unit * (size // len(unit)) + end for size in (most // 2, most))
        half_s = _seconds(call, half if is_text else half.encode())
        if half_s < FLOOR_S / 2:  # even the square of it is little
            continue
        whole_s = half_s if half_s > MOST_S else _seconds(call, whole if is_text else whole.encode())
        if whole_s > MOST_S or (whole_s > FLOOR_S and whole_s > MOST_TIMES * half_s):
            found.append(f"{begin!r} + {unit!r} * n + {end!r}: {half_s * 1000:.1f} ms, then {whole_s * 1000:.1f} ms")
    return found


@pytest.mark.parametrize("part", range(4))
def test_own_patterns_are_linear(part: int) -> None:
    """The crawler's, the judge's and the labellers', a quarter at a time."""
    places = sorted(PATTERNS)[part::4]
    assert len(places) > 10
    slow = {place: texts[:3] for place in places if (texts := slow_on(place, PATTERNS[place]))}
    assert not slow


@pytest.mark.parametrize("pattern", [r"<a[^>]*b", r"\s+\Z"])
def test_what_backtracks_is_found(pattern: str) -> None:
    """The check itself: patterns that are known to take the square of a text's length, or worse."""
    assert slow_on("", re.compile(pattern))
