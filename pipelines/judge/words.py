"""Words of the address, headline, headings and short blocks, and names of boxes, hashed: what no list of ours foresees.

CRC-32 gives the same numbers in every process. Source: Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block, Container
from pipelines.judge.address import path_pieces, read_places
from pipelines.judge.claims import read_type
from pipelines.judge.story import HEADING_TAGS
from pipelines.text import tokens
from pipelines.urls import registered_domain

HASH_BITS = 15  # measured: 14 and less lose, 16 gains nothing more
MAX_SLUG_WORDS, MAX_HEADING_CHARS, MAX_SHORT_WORDS, MAX_SHORT_CHARS = 12, 120, 5, 60
STORY_LEVELS = 6  # boxes around a story block whose names are read
LINK_PIECES, MAX_PIECE_CHARS = 2, 30  # of a link's path: longer ones are headlines
_TAG_VIEW = "<"  # of boxes near the story: their tags instead of their names
_MASK = (1 << HASH_BITS) - 1
_NAME = re.compile(r"[a-z]{2,}")
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"(?:(?:https?:)?//([^/?#]*))?([^?#]*)", re.IGNORECASE)


def hash_words(url: str, metadata: Metadata, blocks: Sequence[Block], is_story: Sequence[bool]) -> NDArray[np.int64]:
    """The numbers of all words of the page, each once, in ascending order; never empty."""
    numbers = {_hash(cue) for cue in (*_address_words(url), *_claim_words(url, metadata), *_title_words(metadata.headline or ""))}
    site = _site(url)
    numbers.update(*(_name_numbers(view, names) for view, names in _box_names(blocks, is_story)))
    numbers.update(*(_target_numbers(link, site) for link in {block.link for block in blocks if block.link}))
    for block, kept in zip(blocks, is_story, strict=True):
        if block.tag in HEADING_TAGS:
            numbers.update(_hash(f"h {word}") for word in _words(block.text[:MAX_HEADING_CHARS]))
        if not kept and block.words <= MAX_SHORT_WORDS and len(block.text) <= MAX_SHORT_CHARS:
            numbers.update(_short_numbers(block.text))
    return np.array(sorted(numbers), dtype=np.int64)


def _address_words(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    host = parts.netloc.lower()
    yield from (f"sub {word}" for word in _NAME.findall(host.removesuffix(_site(url))))
    *folders, last = [_words(unquote(piece).replace("_", " "))[:MAX_SLUG_WORDS] for piece in path_pieces(parts)] or [[]]
    yield from (f"path {word}" for piece in (*folders, last) for word in piece)
    yield from (f"folder {word}" for piece in folders for word in piece)
    yield f"last {min(6, len(last))}"
    yield from (f"query {name}" for name in re.findall(r"(?:^|&)([a-z_]+)=", parts.query.lower()))


def _claim_words(url: str, metadata: Metadata) -> Iterator[str]:
    yield f"type {metadata.article_type}"
    yield from (f"flag {flag}" for flag in metadata.flags)
    signs = {**read_places(urlsplit(url)), **read_type(metadata.article_type or "")}
    yield from (f"{name}={value:.0f}" for name, value in signs.items() if value)


def _title_words(title: str) -> Iterator[str]:
    words = _words(title)
    yield from (f"t {word}" for word in words)
    yield from (f"t {first} {second}" for first, second in pairwise(words))


@lru_cache(maxsize=20_000)
def _short_numbers(text: str) -> tuple[int, ...]:
    words = _words(text)
    return tuple({_hash(f"x {' '.join(words)}"), *(_hash(f"x {word}") for word in words)})


def _box_names(blocks: Sequence[Block], is_story: Sequence[bool]) -> set[tuple[str, str]]:
    """Names of all boxes, of those near the story, and of the page's outermost ones, each with its view."""
    everywhere: dict[int, Container] = {}
    near: dict[int, Container] = {}
    for block, kept in zip(blocks, is_story, strict=True):
        box = block.container
        if kept and box is not None and box.number not in near:
            near.update((outer.number, outer) for outer in islice(_around(box), STORY_LEVELS) if outer.tag != "body")
        while box is not None and box.number not in everywhere:
            everywhere[box.number] = box
            box = box.parent
    return {
        *((_TAG_VIEW, box.tag) for box in near.values()),
        *(("m", box.names) for box in near.values()),
        *(("a", box.names) for box in everywhere.values()),
        *_outer_names(blocks),
    }


def _outer_names(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    for box in _around(blocks[0].container if blocks else None):
        if box.parent is None or box.tag in ("body", "main", "article"):
            yield box.tag, box.names


def _around(container: Container | None) -> Iterator[Container]:
    while container is not None:
        yield container
        container = container.parent


@lru_cache(maxsize=20_000)
def _name_numbers(view: str, names: str) -> tuple[int, ...]:
    """The numbers of a box's names in a view of them; a tag counts as a whole."""
    return (_hash(f"m <{names}"),) if view == _TAG_VIEW else tuple({_hash(f"{view} {word}") for word in _NAME.findall(names)})


@lru_cache(maxsize=20_000)
def _target_numbers(link: str, site: str) -> tuple[int, ...]:
    """The numbers of the words of the first folders that a link within the site points to."""
    match = _LINK.match(link)
    if match is None or link.startswith(("#", "javascript:")) or not (match[1] or site).lower().endswith(site):
        return ()
    pieces = [piece for piece in unquote(match[2]).lower().split("/") if piece][:LINK_PIECES]
    return tuple({_hash(f"l {word}") for piece in pieces if len(piece) < MAX_PIECE_CHARS for word in _NAME.findall(piece)})


def _site(url: str) -> str:
    try:
        return registered_domain(url)
    except ValueError:
        return urlsplit(url).netloc.lower()


def _words(text: str) -> list[str]:
    """The words in lower case, digits as 0."""
    return tokens(_DIGIT.sub("0", text))


def _hash(cue: str) -> int:
    return zlib.crc32(cue.encode("utf-8", "replace")) & _MASK
