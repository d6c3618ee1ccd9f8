"""Where each block stands in the page's tree: tags and telling names of the elements around it, as numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, Container


def _read_pieces() -> tuple[tuple[str, ...], ahocorasick.Automaton]:
    """The classes of names in the order of the table, and an automaton that gives the bit of each piece's class."""
    table = tomllib.loads(files("pipelines.label.features").joinpath("names.toml").read_text(encoding="utf-8"))
    bits: dict[str, int] = {}
    for index, pieces in enumerate(table.values()):
        for piece in pieces:
            bits[piece] = bits.get(piece, 0) | 1 << index
    automaton = ahocorasick.Automaton()
    for piece, bit in bits.items():
        automaton.add_word(piece, bit)
    automaton.make_automaton()
    return tuple(table), automaton


_BOUNDARY = re.compile(r"[\W_]+")
NAME_CLASSES, _NAME_PIECES = _read_pieces()
TAG_CLASSES = (
    "article",
    "main",
    "aside",
    "nav",
    "header",
    "footer",
    "ul",
    "ol",
    "li",
    "table",
    "figure",
    "figcaption",
    "form",
    "blockquote",
    "section",
    "details",
    "dl",
    "button",
    "pre",
    "h2",
    "p",
)
OWN_TAGS = (
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "div",
    "td",
    "th",
    "blockquote",
    "figcaption",
    "button",
    "label",
    "dt",
    "dd",
    "pre",
    "section",
    "article",
    "body",
    "figure",
    "address",
)
_TAG_BIT = {tag: 1 << (len(NAME_CLASSES) + index) for index, tag in enumerate(TAG_CLASSES)}
_OWN_TAG = {tag: index for index, tag in enumerate(OWN_TAGS)}
_HEADING = {tag: level for level, tag in enumerate(("h1", "h2", "h3", "h4", "h5", "h6"), 1)}
_BITS = len(NAME_CLASSES) + len(TAG_CLASSES)
NEAR_LEVELS = 3

PLACE_NAMES = (
    *(f"near_{name}" for name in (*NAME_CLASSES, *TAG_CLASSES)),
    *(f"around_{name}" for name in (*NAME_CLASSES, *TAG_CLASSES)),
    *(f"tag_{tag}" for tag in OWN_TAGS),
    "heading_level",
    "depth",
    "hidden",
)


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a page that hold blocks, numbered from 0 in document order, an element's parent before it.

    `of_block` is the element each block stands in; `parents` each one's parent (the root is its own); `names` are tag and names as one key.
    """

    of_block: NDArray[np.int64]
    parents: NDArray[np.int64]
    depths: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    own_bits: NDArray[np.int64]
    all_bits: NDArray[np.int64]
    names: list[tuple[str, str]]


def read_elements(blocks: Sequence[Block]) -> Elements:
    """The elements around the blocks. The blocks must come from a page, not from plain text."""
    containers = _in_order(blocks)
    place = {id(container): index for index, container in enumerate(containers)}
    parents = [place[id(container.parent)] if container.parent is not None else index for index, container in enumerate(containers)]
    own = [_bits_of(container.tag, container.names) for container in containers]
    every = list(own)
    for index, parent in enumerate(parents):
        every[index] |= every[parent]
    return Elements(
        of_block=np.array([place[id(block.container)] for block in blocks], dtype=np.int64),
        parents=np.array(parents, dtype=np.int64),
        depths=np.array([container.depth for container in containers], dtype=np.int64),
        hidden=np.array([container.is_hidden for container in containers], dtype=np.bool_),
        own_bits=np.array(own, dtype=np.int64),
        all_bits=np.array(every, dtype=np.int64),
        names=[(container.tag, container.names) for container in containers],
    )


def read_places(blocks: Sequence[Block], elements: Elements) -> NDArray[np.float32]:
    """For each block its columns PLACE_NAMES: 0 or 1; heading level 0 to 6, depth in elements."""
    near = elements.own_bits.copy()
    ancestors = elements.parents
    for _ in range(NEAR_LEVELS - 1):
        near |= elements.own_bits[ancestors]
        ancestors = elements.parents[ancestors]
    shifts = np.arange(_BITS, dtype=np.int64)
    kinds = np.array([_OWN_TAG.get(block.tag, len(OWN_TAGS)) for block in blocks])
    columns = [
        (near[elements.of_block][:, None] >> shifts) & 1,
        (elements.all_bits[elements.of_block][:, None] >> shifts) & 1,
        kinds[:, None] == np.arange(len(OWN_TAGS)),
        np.array([_HEADING.get(block.tag, 0) for block in blocks])[:, None],
        elements.depths[elements.of_block][:, None],
        elements.hidden[elements.of_block][:, None],
    ]
    return np.concatenate(columns, axis=1).astype(np.float32)


def shared_depths(elements: Elements, element: int) -> NDArray[np.int64]:
    """For each element the depth of the innermost one that holds both it and the given one."""
    on_path = np.zeros(len(elements.parents), dtype=np.bool_)
    while not on_path[element]:
        on_path[element] = True
        element = int(elements.parents[element])
    found = elements.depths.tolist()
    for index, (parent, is_on_path) in enumerate(zip(elements.parents.tolist(), on_path.tolist(), strict=True)):
        if not is_on_path:
            found[index] = found[parent]
    return np.array(found, dtype=np.int64)


def enclosing(elements: Elements, tag: str) -> NDArray[np.int64]:
    """For each element the number of the nearest element of that tag around it or itself, -1 without one."""
    found: list[int] = []
    for index, ((own, _), parent) in enumerate(zip(elements.names, elements.parents.tolist(), strict=True)):
        found.append(index if own == tag else found[parent] if parent != index else -1)
    return np.array(found, dtype=np.int64)


def _in_order(blocks: Sequence[Block]) -> list[Container]:
    """All containers around the blocks, parents first."""
    found: dict[int, Container] = {}
    for block in blocks:
        container = block.container
        while container is not None and container.number not in found:
            found[container.number] = container
            container = container.parent
    return [found[number] for number in sorted(found)]


@lru_cache(maxsize=10_000)
def _bits_of(tag: str, names: str) -> int:
    bits = _TAG_BIT.get(tag, 0)
    if names:
        for _, bit in _NAME_PIECES.iter(f"-{_BOUNDARY.sub('-', names)}-"):
            bits |= bit
    return bits
