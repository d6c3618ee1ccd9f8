"""All that is known of a page when it is judged: signs by name, and its hashed words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.judge.address import read_address
from pipelines.judge.around import read_around
from pipelines.judge.claims import read_claims
from pipelines.judge.overlap import read_overlap
from pipelines.judge.phrases import read_phrases
from pipelines.judge.repeats import read_repeats
from pipelines.judge.story import read_story
from pipelines.judge.words import hash_words


@dataclass(frozen=True, slots=True)
class Features:
    """`signs` are finite numbers by name, the same names for every page; `words` numbers below 2**HASH_BITS, each once."""

    signs: dict[str, float]
    words: NDArray[np.int64]


def read_features(url: str, metadata: Metadata, blocks: Sequence[Block], is_story: Sequence[bool]) -> Features:
    """The page's features; `is_story` says of each block whether it is body."""
    story = [block for block, kept in zip(blocks, is_story, strict=True) if kept]
    signs = {
        **read_claims(metadata),
        **read_address(url),
        **read_story(story),
        **read_around(blocks, story),
        **read_repeats(blocks, is_story),
        **read_phrases(blocks, story),
        **read_overlap(url, metadata, blocks, story),
    }
    return Features(signs, hash_words(url, metadata, blocks, is_story))
