"""Tree, blocks -> which blocks trafilatura takes for the story.

Its output keeps no link to the tree, so its lines are matched back to the blocks in document order, and every stretch of the output
is claimed once: by set membership a story that is printed twice, or a teaser that repeats a heading, is kept twice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import lxml.html
import trafilatura

from pipelines.align import Run, align_runs
from pipelines.block import Block
from pipelines.text import words

log = logging.getLogger(__name__)

SHINGLE = 3  # words; long enough to be nearly unique on a page, short enough to survive what trafilatura changes inside a line
MIN_CLAIMED_SHARE = 0.6  # of a block's shingles that must stand in the output, in order
# Above this many pairs the alignment's worst case shows; such pages are link lists, and counting occurrences does for them.
MAX_ALIGNED_PAIRS = 60_000_000

MAX_ELEMENTS = 20_000  # trafilatura needs quadratic time; the largest of 1,682 real pages has 10,106

_Shingle = tuple[str, ...]


def find_main_content(root: lxml.html.HtmlElement, blocks: Sequence[Block]) -> list[bool] | None:
    """For each block whether trafilatura keeps it, or None where trafilatura fails on the page, or would take too long.

    The tree is not touched: trafilatura copies a tree that it is given. It is asked in its fast mode, without its fall-back extractors:
    as a feature of the labeller that is as good (docs/separation.md), at half the time.
    """
    if sum(1 for _ in islice(root.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        return None
    try:
        document = trafilatura.bare_extraction(root, fast=True, with_metadata=False, include_comments=False, include_tables=True)
    except Exception:  # whatever a strange page does to it, the page goes on without this verdict
        log.warning("trafilatura failed", exc_info=True)
        return None
    text = getattr(document, "text", None)
    return match_lines([block.text for block in blocks], text) if text is not None else None


def match_lines(block_texts: Sequence[str], output: str) -> list[bool]:
    """For each block whether its words stand in the output, in order, every stretch of the output claimed at most once.

    Aligned by word shingles and not by lines: the output joins blocks into one line, or breaks one up, as it likes.
    """
    block_words = [words(text) for text in block_texts]
    output_words = words(output)
    places = _align(block_words, output_words)
    found = []
    for index, own in enumerate(block_words):
        hits = places.get(index, [])
        found.append(len(hits) >= MIN_CLAIMED_SHARE * (len(own) - SHINGLE + 1) if len(own) >= SHINGLE else False)
    _claim_short_blocks(block_words, output_words, places, found)
    return found


def _align(block_words: Sequence[Sequence[str]], output_words: Sequence[str]) -> dict[int, list[int]]:
    """For each block the positions in the output at which its shingles stand."""
    owners: list[int] = []
    shingles: list[_Shingle] = []
    for index, own in enumerate(block_words):
        shingles.extend(_shingles(own))
        owners.extend([index] * (len(shingles) - len(owners)))
    places: dict[int, list[int]] = defaultdict(list)
    for start, output_start, size in _matching_runs(shingles, _shingles(output_words)):
        for step in range(size):
            places[owners[start + step]].append(output_start + step)
    return places


def _shingles(own: Sequence[str]) -> list[_Shingle]:
    return list(zip(own, own[1:], own[2:], strict=False))


def _matching_runs(shingles: list[_Shingle], target: list[_Shingle]) -> list[Run]:
    positions: dict[_Shingle, list[int]] = defaultdict(list)
    for position, shingle in enumerate(target):
        positions[shingle].append(position)
    if len(shingles) * len(target) <= MAX_ALIGNED_PAIRS:
        return align_runs(shingles, positions)
    free = {shingle: iter(found) for shingle, found in positions.items()}
    found = ((index, next(free.get(shingle, iter(())), None)) for index, shingle in enumerate(shingles))
    return [(index, position, 1) for index, position in found if position is not None]


def _claim_short_blocks(
    block_words: Sequence[Sequence[str]], output_words: Sequence[str], places: dict[int, list[int]], found: list[bool]
) -> None:
    """A block of one or two words is found where the output has them between the blocks that stand around it."""
    position = 0
    ends = _next_starts(places, found, len(output_words))
    for index, own in enumerate(block_words):
        if found[index]:
            position = places[index][-1] + SHINGLE
        elif 0 < len(own) < SHINGLE:
            for at in range(position, ends[index] - len(own) + 1):
                if output_words[at : at + len(own)] == own:
                    found[index], position = True, at + len(own)
                    break


def _next_starts(places: dict[int, list[int]], found: Sequence[bool], output_length: int) -> list[int]:
    """For each block where in the output the next found block begins."""
    starts = []
    following = output_length
    for index in range(len(found) - 1, -1, -1):
        starts.append(following)
        if found[index]:
            following = places[index][0]
    return starts[::-1]
