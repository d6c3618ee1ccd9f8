"""What the characters of each block are, counted for the whole page at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

CLASSES = (
    "upper",
    "lower",
    "caseless",
    "digit",
    "ideograph",
    "stop",
    "asking",
    "comma",
    "colon",
    "quote",
    "bar",
    "bullet",
    "money",
    "sign",
    "space",
)
_STOPS, _ASKING, _COMMAS, _COLONS = ".…。．।", "?!？！¿¡؟", ",;、，；،", ":："
_QUOTES, _BARS, _BULLETS = "\"'«»„“”‚‘’‹›「」『』", "|/›»→>·•–—-", "•*▪■►▶✓●◦"
_MONEY, _SIGNS = "€$£¥₹%", "@©®™&#+=_~^"
_BASIC_PLANE = 0x10000  # code points beyond it count as signs: emoji, rare ideographs

FORM_NAMES = (
    *(f"share_{name}" for name in CLASSES),
    *(f"ends_{name}" for name in ("stop", "asking", "colon", "quote", "comma", "lower", "digit")),
    *(f"starts_{name}" for name in ("upper", "lower", "digit", "quote", "bullet", "bar")),
    "stops",
    "commas",
    "asking",
    "upper_per_word",
)


def read_characters(texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each text its columns FORM_NAMES (shares from 0 to 1, logarithms of counts), and its length in characters.

    The texts must not be empty.
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths)
    starts = ends - lengths
    points = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype=np.uint32)
    classes = _table()[np.minimum(points, _BASIC_PLANE)]
    counts = np.stack([np.add.reduceat(classes == number, starts) for number in range(len(CLASSES))], axis=1).astype(np.float32)
    first, last = classes[starts], classes[ends - 1]
    number = {name: index for index, name in enumerate(CLASSES)}
    words = counts[:, number["space"]] + 1
    columns = [
        *(counts / lengths[:, None]).T,
        *(last == number[name] for name in ("stop", "asking", "colon", "quote", "comma", "lower", "digit")),
        *(first == number[name] for name in ("upper", "lower", "digit", "quote", "bullet", "bar")),
        np.log1p(counts[:, number["stop"]]),
        np.log1p(counts[:, number["comma"]]),
        np.log1p(counts[:, number["asking"]]),
        counts[:, number["upper"]] / words,
    ]
    return np.stack(columns, axis=1).astype(np.float32), lengths.astype(np.float32)


@lru_cache(maxsize=1)
def _table() -> NDArray[np.uint8]:
    """The class of each code point of the basic plane, and of all others in the last place."""
    number = {name: index for index, name in enumerate(CLASSES)}
    kinds = {"Lu": "upper", "Lt": "upper", "Ll": "lower", "Lo": "caseless", "Lm": "caseless", "Nd": "digit", "No": "digit", "Zs": "space"}
    table = np.full(_BASIC_PLANE + 1, number["sign"], dtype=np.uint8)
    for point in range(_BASIC_PLANE):
        kind = kinds.get(unicodedata.category(chr(point)))
        if kind is not None:
            table[point] = number[kind]
    for low, high in ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[low : high + 1] = number["ideograph"]
    for name, characters in (
        ("bar", _BARS), ("bullet", _BULLETS), ("quote", _QUOTES), ("stop", _STOPS), ("asking", _ASKING), ("comma", _COMMAS),
        ("colon", _COLONS), ("money", _MONEY), ("sign", _SIGNS),
    ):  # fmt: skip
        table[[ord(character) for character in characters]] = number[name]
    return table
