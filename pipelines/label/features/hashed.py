"""Words, word pairs, pieces of words and names of elements as numbers: text cues that need no word list of any language.

Hashing with a set function (CRC-32) gives the same numbers in every process and on every machine.
Source: Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, Container
from pipelines.text import tokens

HASH_BITS = 16
MAX_WORDS = 40  # of the beginning of a block; what a block is shows there
PIECE = 4  # letters
MAX_PIECED_WORDS = 14  # of a block whose words are broken into pieces: a call, a menu entry, a heading
MAX_WORD_CHARS = 12  # of which a longer beginning is not looked at
PAIR_FACTOR, FIRST_OFFSET = 1_000_003, 77_777  # tell a pair from its words, and a block's first word from the same word elsewhere
NAME_LEVELS = 3
_MASK = (1 << HASH_BITS) - 1
_NAME = re.compile(r"[a-z]{2,}")


def hash_blocks(blocks: Sequence[Block], *, with_elements: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The hashed cues of all blocks one after the other, and where each block's begin. Every block has at least one."""
    found: list[int] = []
    starts: list[int] = []
    for block in blocks:
        starts.append(len(found))
        found.extend(_hash_text(block.text))
        if with_elements and block.container is not None:
            found.extend(_hash_elements(block.container))
    return np.array(found, dtype=np.int64), np.array(starts, dtype=np.int64)


def _hash_text(text: str) -> set[int]:
    words = [_hash_word("0" if token.isdecimal() else token) for token in tokens(text[: MAX_WORDS * MAX_WORD_CHARS])[:MAX_WORDS]]
    hashes = {_hash(f"length {len(words).bit_length()}") & _MASK}
    if not words:
        return hashes
    hashes.update([word & _MASK for word, _ in words])
    if len(words) <= MAX_PIECED_WORDS:
        for _, pieces in words:
            hashes.update(pieces)
    hashes.update([(first * PAIR_FACTOR + second) & _MASK for (first, _), (second, _) in pairwise(words)])
    hashes.add((words[0][0] + FIRST_OFFSET) & _MASK)
    hashes.add((words[-1][0] * PAIR_FACTOR + ord(text[-1])) & _MASK)
    return hashes


@lru_cache(maxsize=10_000)
def _hash_word(word: str) -> tuple[int, tuple[int, ...]]:
    """The word's hash, not yet cut to size, and those of its pieces."""
    marked = f"<{word}>"
    pieces = {marked[start : start + PIECE] for start in range(len(marked) - PIECE + 1)} if len(marked) > PIECE else ()
    return _hash(word), tuple(_hash(f"~{piece}") & _MASK for piece in sorted(pieces))


def _hash_elements(container: Container) -> tuple[int, ...]:
    hashes: set[int] = set()
    inner: Container | None = container
    for level in range(NAME_LEVELS):
        if inner is None:
            break
        hashes.update(_hash_names(inner.tag, inner.names, level))
        inner = inner.parent
    return tuple(hashes)


@lru_cache(maxsize=10_000)
def _hash_names(tag: str, names: str, level: int) -> tuple[int, ...]:
    words = set(_NAME.findall(names))
    cues = (f"<{tag}@{level}", *(f".{word}" for word in words), *(f".{word}@{level}" for word in words))
    return tuple(_hash(cue) & _MASK for cue in cues)


def _hash(cue: str) -> int:
    return zlib.crc32(cue.encode("utf-8", "replace"))
