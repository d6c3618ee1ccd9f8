"""What a page of very many blocks is cut into: its tiny and its repeated pieces together, so that the time a page takes has an end.

Real pages have 170 blocks, the largest of 1,682 has 4,484; labelling costs 0.2 ms a block. Nothing is left out: a block holds more.
"""

from __future__ import annotations

from enum import Enum

CROWD = 5_000  # blocks; from here on tiny and repeated pieces are gathered
DENSE_CROWD = 9_000  # blocks; from here on prose is, too
MAX_PIECE_CHARS = 40  # of a tiny piece: no sentence
MAX_GATHERED_CHARS = 4_000  # of one block that pieces are gathered in


class Gathering(Enum):
    """With what a text goes together, if with anything."""

    PIECES = "pieces"  # tiny or repeated ones
    PROSE = "prose"


class Crowd:
    """Says of each text, in the order of the page, whether it goes together with its neighbours."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def joins(self, text: str, blocks: int) -> Gathering | None:
        """With what the text goes together, on a page that has so many blocks already; None for a text that is a block of its own."""
        if blocks < CROWD:
            return None
        if len(text) < MAX_PIECE_CHARS:
            return Gathering.PIECES
        own = hash(text)
        if own in self._seen:
            return Gathering.PIECES
        self._seen.add(own)
        return Gathering.PROSE if blocks >= DENSE_CROWD else None
