"""robots.txt taken apart as RFC 9309 says: the part that counts, its groups, and the one group that holds for us.

Protego, which holds URLs against rules, takes a group for ours whose name begins ours, or that is named inside a longer name; lets
lines that it does not know end a list of agents; and reads every rule of every group. So it gets our group alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309 section 2.5 asks for 500 KiB at least; 5 MB of rules hold the reactor for seconds
MAX_LINE_CHARS = 8 * 2083  # as google/robotstxt: eight times the longest URL that browsers took; the rest of a longer line is left out
ANY_AGENT = "*"
Line = tuple[str, str]

_LINE_END = re.compile(r"\r\n|\r|\n")
# Keys with their usual misspellings, and a colon or, where it was forgotten, a blank and one word: as google/robotstxt and Protego.
_KEYS = {
    "agent": re.compile(r"user[- ]?agent", re.IGNORECASE),
    "allow": re.compile(r"allow", re.IGNORECASE),
    "disallow": re.compile(r"diss?all?ow|diasllow|disallaw", re.IGNORECASE),
    "crawl-delay": re.compile(r"crawl[- ]delay", re.IGNORECASE),
}
_REST = re.compile(r"[\w-]*[ \t]*:(?P<value>.*)|[ \t]+(?P<word>\S+)")
_TOKEN = re.compile(r"[\w-]+")
_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # Protego would split a line there


@dataclass(frozen=True, slots=True)
class Group:
    """The rules that hold for an agent; `agent` is `*` where it has none of its own."""

    agent: str
    lines: tuple[Line, ...]

    def as_file(self) -> bytes:
        """A robots.txt with these rules for everybody."""
        rules = (f"{key}: {_OTHER_LINE_ENDS.sub(lambda end: quote(end[0]), value)}" for key, value in self.lines)
        return "\n".join((f"User-agent: {ANY_AGENT}", *rules)).encode()


def rules_of(status: int, body: bytes, max_bytes: int = MAX_ROBOTS_BYTES) -> bytes:
    """The part of the answer that counts as rules: nothing unless the status is 2xx, else the first 512 KiB in whole lines."""
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return b""
    if len(body) <= max_bytes:
        return body
    return body[: body.rfind(b"\n", 0, max_bytes) + 1]


def group_for(body: bytes, agent: str) -> Group | None:
    """The group of the agent's product token, else the one of all, None where there is neither.

    Groups of one agent are one (RFC 9309 section 2.2.1). A token counts whole and in any case; what follows it, such as a version, does
    not. A group of ours without rules allows everything.
    """
    ours = _token(agent)
    groups: dict[str, list[Line]] = {}
    named: set[str] = set()
    is_heading = False
    for key, value in _lines(body.decode("utf-8", "replace")):
        if key == "agent":
            named = {*(named if is_heading else ()), _token(value)}.intersection((ours, ANY_AGENT))
        for name in named:
            groups.setdefault(name, []).extend([(key, value)] if value and key != "agent" else ())
        is_heading = key == "agent"
    return next((Group(name, tuple(groups[name])) for name in (ours, ANY_AGENT) if name in groups), None)


def _lines(text: str) -> Iterator[Line]:
    """The lines that say something about agents, with their key in its right spelling; others belong to no group and end none."""
    for line in _LINE_END.split(text.removeprefix("\ufeff")):
        said = line[:MAX_LINE_CHARS].partition("#")[0].strip()
        for key, pattern in _KEYS.items():
            if (found := pattern.match(said)) and (rest := _REST.fullmatch(said, found.end())):
                yield key, (rest["value"] or rest["word"] or "").strip()
                break


def _token(agent: str) -> str:
    """The product token that the value of a User-agent line begins with, in lower case."""
    if agent.split()[:1] == [ANY_AGENT]:
        return ANY_AGENT
    found = _TOKEN.match(agent.lstrip(ANY_AGENT))  # "*bot*" means the bot, to those who write it
    return found[0].lower() if found else ""
