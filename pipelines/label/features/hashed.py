"""Words, word pairs, pieces of words and names of elements as numbers: text cues that need no word list of any language.

Hashing with a set function (CRC-32) gives the same numbers in every process and on every machine.
Source: Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, Container
from pipelines.label.form import token_tuple

HASH_BITS = 16
MAX_WORDS = 40  # of the beginning of a block; what a block is shows there
PIECE = 4  # letters
MAX_PIECED_WORDS = 14  # of a block whose words are broken into pieces: a call, a menu entry, a heading
MAX_WORD_CHARS = 12  # of which a longer beginning is not looked at
PAIR_FACTOR, FIRST_OFFSET = 1_000_003, 77_777  # tell a pair from its words, and a block's first word from the same word elsewhere
NAME_LEVELS = 3
_MASK = (1 << HASH_BITS) - 1
_OF_ELEMENT, _BLOCK_SHIFT = 1 << HASH_BITS, HASH_BITS + 1
_NAME = re.compile(r"[a-z]{2,}")


def hash_blocks(blocks: Sequence[Block], *, with_elements: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The hashed cues of all blocks one after the other, and where each block's begin. Every block has at least one."""
    words = [_first_words(block.text) for block in blocks]
    found = [*_hash_words(blocks, words), _hash_pieces(words)]
    if with_elements:
        found.append(_hash_containers(blocks))
    cues = _distinct(np.concatenate(found))
    return cues & _MASK, np.searchsorted(cues >> _BLOCK_SHIFT, np.arange(len(blocks)))


def _distinct(cues: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each block each cue once, in order; `np.unique`, which hashes first, takes five times as long."""
    cues = np.sort(cues)
    return np.asarray(cues[np.append([True], cues[1:] != cues[:-1])], dtype=np.int64)


def _first_words(text: str) -> list[str]:
    return ["0" if token.isdecimal() else token for token in token_tuple(text[: MAX_WORDS * MAX_WORD_CHARS])[:MAX_WORDS]]


def _hash_words(blocks: Sequence[Block], words: Sequence[Sequence[str]]) -> Iterator[NDArray[np.int64]]:
    """The cues of the words of all blocks: their number, each one, each pair, the first, the last with the block's last character."""
    counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    yield _in_blocks(np.arange(len(words)), np.array([_hash_length(count) for count in counts.tolist()], dtype=np.int64))
    hashes = {word: _hash(word) for word in set(chain.from_iterable(words))}
    cues = np.fromiter(map(hashes.__getitem__, chain.from_iterable(words)), dtype=np.int64, count=int(counts.sum()))
    owners = np.repeat(np.arange(len(words)), counts)
    yield _in_blocks(owners, cues)
    is_pair = owners[1:] == owners[:-1]
    yield _in_blocks(owners[1:][is_pair], (cues[:-1] * PAIR_FACTOR + cues[1:])[is_pair])
    filled = np.flatnonzero(counts)
    ends = np.cumsum(counts)[filled]
    characters = np.array([ord(blocks[index].text[-1]) for index in filled.tolist()], dtype=np.int64)
    yield _in_blocks(filled, cues[ends - counts[filled]] + FIRST_OFFSET)
    yield _in_blocks(filled, cues[ends - 1] * PAIR_FACTOR + characters)


def _hash_pieces(words: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """The cues of the pieces of the words of all short blocks."""
    pieces = [[piece for word in own for piece in _hash_word_pieces(word)] if len(own) <= MAX_PIECED_WORDS else [] for own in words]
    return _join(pieces)


def _hash_containers(blocks: Sequence[Block]) -> NDArray[np.int64]:
    """The cues of the elements around all blocks, marked so that they are told from equal cues of the text."""
    known: dict[int, list[int]] = {}
    found: list[list[int]] = []
    for block in blocks:
        container = block.container
        if container is not None and container.number not in known:
            known[container.number] = _hash_elements(container)
        found.append(known[container.number] if container is not None else [])
    return _join(found) | _OF_ELEMENT


def _join(found: Sequence[Collection[int]]) -> NDArray[np.int64]:
    counts = list(map(len, found))
    cues = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=sum(counts))
    return _in_blocks(np.repeat(np.arange(len(found)), counts), cues)


def _in_blocks(owners: NDArray[np.int64], cues: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cues, cut to size, with the number of their block in front."""
    return owners << _BLOCK_SHIFT | cues & _MASK


@lru_cache(maxsize=MAX_WORDS + 1)
def _hash_length(words: int) -> int:
    return _hash(f"length {words.bit_length()}")


@lru_cache(maxsize=10_000)
def _hash_word_pieces(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    if len(marked) <= PIECE:
        return ()
    return tuple({_hash(f"~{marked[start : start + PIECE]}") & _MASK for start in range(len(marked) - PIECE + 1)})


def _hash_elements(container: Container) -> list[int]:
    hashes: list[int] = []
    inner: Container | None = container
    for level in range(NAME_LEVELS):
        if inner is None:
            break
        hashes += _hash_names(inner.tag, inner.names, level)
        inner = inner.parent
    return hashes


@lru_cache(maxsize=10_000)
def _hash_names(tag: str, names: str, level: int) -> tuple[int, ...]:
    hashes = [_hash(f"<{tag}@{level}") & _MASK]
    for word in set(_NAME.findall(names)):
        hashes.extend(_hash_name(word, level))
    return tuple(hashes)


@lru_cache(maxsize=10_000)
def _hash_name(word: str, level: int) -> tuple[int, int]:
    """The hashes of a word in a name anywhere, and of the same word at that level."""
    return _hash(f".{word}") & _MASK, _hash(f".{word}@{level}") & _MASK


def _hash(cue: str) -> int:
    return zlib.crc32(cue.encode("utf-8", "replace"))
