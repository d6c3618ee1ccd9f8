"""Robots directives of a page: which there are, and for whom they are meant.

Written in meta elements (the element's name says for whom) and in X-Robots-Tag headers, where a robot's name before a colon holds for
the rest of its line. Source: Google's "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications", which others follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

EVERYONE = "robots"
OUR_NAME = "reinschrift"

# Directives that hold a colon of their own; before any other colon stands the name of the robot it is meant for.
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
# What some pages put in a row without a comma.
_FLAGS = frozenset(
    "all index follow noindex nofollow none noarchive nocache nosnippet noimageindex notranslate noai noimageai noodp noydir".split()
)
_ROBOT = re.compile(r"[a-z][a-z0-9_. -]{0,60}\Z")  # not the hour of a date
_SEPARATORS = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive in lower case, and the robot it is meant for."""

    robot: str
    text: str

    @property
    def is_for_us(self) -> bool:
        """Whether it is meant for all robots, or for this one by name."""
        return self.robot in (EVERYONE, OUR_NAME)

    def __str__(self) -> str:
        return self.text if self.is_for_us else f"{self.robot}: {self.text}"


def read_directives(text: str, robot: str = EVERYONE) -> Iterator[Directive]:
    """The directives of a meta element's content, or of headers (one a line), in their order.

    `robot` is for whom they are meant where the text does not say: the meta element's name.
    """
    for line in text.lower().splitlines():
        addressee = robot
        for token in _SEPARATORS.split(line):
            name, colon, rest = token.partition(":")
            is_named = bool(colon) and name.strip() not in _VALUED and _ROBOT.match(name.strip()) is not None
            addressee = name.strip() if is_named else addressee
            yield from (Directive(addressee, directive) for directive in _apart((rest if is_named else token).strip()))


def _apart(text: str) -> list[str]:
    words = text.split()
    return words if _FLAGS.issuperset(words) else [text]
