"""`/.well-known/tdmrep.json`: where a site reserves text and data mining.

Source: TDM Reservation Protocol, W3C community group report of 10 May 2024, section "TDM File on the Origin Server". Rules are tried in
their order, the first that matches counts; patterns are those of robots.txt, with `*` and a final `$`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, urlsplit

TDMREP_PATH = "/.well-known/tdmrep.json"
MAX_RULES = 5_000  # far more than any site has; each page is held against all of them
_RESERVATIONS = {"1": True, "0": False}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986 section 2.3
_KEPT = "/%:@!$&'()*+,;=?~"


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One rule: the parts of its pattern between the asterisks, and what it says; None is neither yes nor no."""

    parts: tuple[str, ...]
    is_anchored: bool
    is_reserved: bool | None

    def matches(self, path: str) -> bool:
        """Whether the pattern fits a path in normal form, in time linear to it: a pattern comes from strangers."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        position = len(first)
        if not rest:
            return not self.is_anchored or position == len(path)
        *middle, last = rest
        for part in middle:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        return path.endswith(last) and len(path) - len(last) >= position if self.is_anchored else path.find(last, position) >= 0


def read_tdmrep(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of a tdmrep.json; none where it is no such file. A rule that stands alone, without the list, counts, too."""
    try:
        entries: Any = json.loads(body)
    except (ValueError, RecursionError):  # an error page with status 200, or a file made to hurt
        return ()
    listed = entries if isinstance(entries, list) else [entries]
    return tuple(_rule(entry) for entry in islice(listed, MAX_RULES) if isinstance(entry, dict) and isinstance(entry.get("location"), str))


def reservation(rules: Iterable[TdmRule], url: str) -> bool | None:
    """What the first rule that matches the URL says of it, None where none does."""
    parts = urlsplit(url)
    path = _normal(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
    return next((rule.is_reserved for rule in rules if rule.matches(path)), None)


def _rule(entry: dict[str, Any]) -> TdmRule:
    location = entry["location"].strip()
    if "://" in location:  # meant is the path
        location = "/" + location.partition("://")[2].partition("/")[2]
    if not location.startswith(("/", "*")):
        location = f"/{location}"
    is_anchored = location.endswith("$")
    parts = tuple(_normal(location.removesuffix("$")).split("*"))
    value = entry.get("tdm-reservation")
    text = str(int(value)) if isinstance(value, bool) else str(value).strip()
    return TdmRule(parts, is_anchored, _RESERVATIONS.get(text))


def _normal(path: str) -> str:
    """The path with only those characters escaped that must be, as both sides of a comparison need it."""
    return _ESCAPE.sub(_unescape, quote(path, safe=_KEPT, errors="replace"))


def _unescape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
