"""Whether address, headline, first heading, description and story speak of one thing; in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.judge.address import path_pieces
from pipelines.text import tokens

MIN_CHARS = 3  # of a word that counts
FIRST_BLOCKS, BLOCKS, CHARS = 5, 40, 400  # of the story that are read, and of each block


def read_overlap(url: str, metadata: Metadata, blocks: Sequence[Block], story: Sequence[Block]) -> dict[str, float]:
    """Signs by name: shares of words, from 0 to 1."""
    pieces = path_pieces(urlsplit(url))
    slug = _long(tokens(unquote(pieces[-1]).replace("_", " "))) if pieces else set()
    title = _long(tokens(metadata.headline or ""))
    texts = [tokens(block.text[:CHARS]) for block in story[:BLOCKS]]
    first = {word for text in texts[:FIRST_BLOCKS] for word in text}
    everything = {word for text in texts for word in text}
    h1 = _long(word for block in blocks if block.tag == "h1" for word in tokens(block.text[:CHARS]))
    return {
        "slug_in_title": _share(slug, title),
        "title_in_slug": _share(title, slug),
        "title_in_first": _share(title, first),
        "title_in_story": _share(title, everything),
        "h1_in_title": _share(h1, title),
        "title_in_h1": _share(title, h1),
        "description_in_first": _share(_long(tokens((metadata.description or "")[:CHARS])), first),
        "distinct": len(everything) / (1 + sum(map(len, texts))),
    }


def _long(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) >= MIN_CHARS}


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / (1 + len(part))
