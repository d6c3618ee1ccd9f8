"""What a page of very many blocks is cut into: its tiny and its repeated pieces together, so that the time a page takes has an end.

Real pages have 170 blocks, the largest of 1,682 has 4,484; labelling costs 0.2 ms a block. Nothing is left out: a block holds more.
"""

from __future__ import annotations

CROWD = 5_000  # blocks; from here on tiny and repeated pieces are gathered
DENSE_CROWD = 9_000  # blocks; from here on all pieces are
MAX_PIECE_CHARS = 40  # of a tiny piece: no sentence
MAX_GATHERED_CHARS = 4_000  # of one block that pieces are gathered in


class Crowd:
    """Says of each text, in the order of the page, whether it goes together with its neighbours."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def takes(self, text: str, blocks: int) -> bool:
        """Whether the text of a page that has so many blocks already is gathered."""
        if blocks < CROWD:
            return False
        if blocks >= DENSE_CROWD or len(text) < MAX_PIECE_CHARS:
            return True
        own = hash(text)
        if own in self._seen:
            return True
        self._seen.add(own)
        return False
