"""What a corpus knows of a page's blocks: hand labels, a gold text, or a few snippets."""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, BlockLabel
from pipelines.main_content import match_lines

LABEL_NUMBERS = {str(label): number for number, label in enumerate(BlockLabel)}
UNKNOWN = -1
MIN_SNIPPET_CHARS = 25  # of a block that may stand inside a snippet, instead of the snippet in the block
# What a page's knowledge of its story weighs: a gold text, hand labels, a few snippets.
GOLD_WEIGHT, LABELLED_WEIGHT, SNIPPET_WEIGHT = 1.5, 1.0, 0.5


def segments_digest(texts: Sequence[str]) -> str:
    """What a page's labels are bound to: a hash over the texts of its blocks, in hexadecimal digits."""
    return hashlib.sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()


def read_kinds(blocks: Sequence[Block], row: Mapping[str, Any], ranges: Mapping[str, Any] | None) -> NDArray[np.int64] | None:
    """The number of each block's label, UNKNOWN for a block without one; None for a page that nobody labelled."""
    if "segments" in row:
        return _match_segments(blocks, row["segments"])
    if ranges is None:
        return None
    if ranges["segments_sha256"] != segments_digest([block.text for block in blocks]):
        print(f"{ranges['id']}: its labels belong to another cut of the page and are left out", file=sys.stderr)
        return None
    numbers = [LABEL_NUMBERS[label] for start, end, label in ranges["ranges"] for _ in range(start, end + 1)]
    return np.array(numbers, dtype=np.int64)


def _match_segments(blocks: Sequence[Block], segments: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    """The labels by text, each used once in page order."""
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for text, label in segments:
        waiting[_squeezed(text)].append(LABEL_NUMBERS[label])
    found = [waiting[_squeezed(block.text)] for block in blocks]
    return np.array([numbers.popleft() if numbers else UNKNOWN for numbers in found], dtype=np.int64)


def _squeezed(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def read_story_target(
    blocks: Sequence[Block], gold: Mapping[str, Any], kinds: NDArray[np.int64] | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each block whether it is story, and what that knowledge weighs."""
    texts = [block.text for block in blocks]
    if gold.get("text"):
        return np.array(match_lines(texts, gold["text"]), dtype=np.float32), np.full(len(blocks), GOLD_WEIGHT, dtype=np.float32)
    if kinds is not None:
        return (kinds == 0).astype(np.float32), LABELLED_WEIGHT * (kinds != UNKNOWN).astype(np.float32)
    story = np.array([_holds(text, gold.get("with") or ()) for text in texts], dtype=np.float32)
    against = np.array([_holds(text, gold.get("without") or ()) for text in texts], dtype=np.float32)
    return story, (SNIPPET_WEIGHT * np.maximum(story, against)).astype(np.float32)


def _holds(text: str, snippets: Sequence[str]) -> bool:
    found = [" ".join(snippet.split()) for snippet in snippets]
    return any(snippet in text or (len(text) > MIN_SNIPPET_CHARS and text in snippet) for snippet in found)
