"""URL patterns of profiles: the syntax of robots.txt, matched without regular expressions.

A pattern is a prefix of path and query; `*` stands for any run of characters, a `$` at the end for the end of the URL (RFC 9309, section
2.2.3). With a host in front, `//sport.example.org/live/`, it holds for that host alone. Matching takes the leftmost place for each piece
between two stars, which is never worse than any other choice: no backtracking, so no pattern can hang a crawl.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

MAX_CHARS = 500
MAX_STARS = 20
_UNUSABLE = re.compile(r"[\s#]|[^\x21-\x7e]")  # no URL holds these once it is canonical
_HOST = re.compile(r"//([a-z0-9.-]+)(/|\Z)")


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a pattern, as the end of a sentence that begins with it; None where nothing is."""
    if not pattern.startswith("/"):
        return "must start with / (a path) or // (a host)"
    if len(pattern) > MAX_CHARS or pattern.count("*") > MAX_STARS:
        return f"is too long: at most {MAX_CHARS} characters and {MAX_STARS} stars"
    if found := _UNUSABLE.search(pattern):
        return f"holds {found[0]!r}, which no URL does; write it percent-encoded"
    if "$" in pattern[:-1]:
        return "has a $ that does not stand at its end"
    if pattern.startswith("//") and not _HOST.match(pattern):
        return "must have a host name in lower case after //, and then a /"
    return None


def matches_any(url: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns fits the URL."""
    if not patterns:
        return False
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    host = f"//{(parts.hostname or '').lower()}"
    return any(_fits(host + target if pattern.startswith("//") else target, pattern) for pattern in patterns)


def _fits(target: str, pattern: str) -> bool:
    pieces, is_anchored = _pieces(pattern)
    if not target.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    last = len(pieces) - 1
    for number, piece in enumerate(pieces[1:], start=1):
        if number == last and is_anchored:
            return target.endswith(piece) and len(target) - len(piece) >= position
        found = target.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return not is_anchored or position == len(target)


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> tuple[tuple[str, ...], bool]:
    """The literal pieces between the stars, and whether the last one has to end the URL."""
    return tuple(pattern.removesuffix("$").split("*")), pattern.endswith("$")
