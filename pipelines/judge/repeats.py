"""Boxes of one make that stand side by side: teasers, products, posts of a thread, results of a search."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from pipelines.block import Block, Container
from pipelines.judge.story import is_prose

MIN_REPEATS = 3
TEXT_TAGS = frozenset(("p", "li", "tr", "td", "h2", "h3", "br"))  # repeat in any story


@dataclass(slots=True)
class _Box:
    """A container with the words of all blocks inside it."""

    container: Container
    words: int = 0
    prose: int = 0
    story: int = 0
    count: int = 1

    def add(self, other: _Box) -> None:
        """Adds the other's words."""
        self.words += other.words
        self.prose += other.prose
        self.story += other.story


def read_repeats(blocks: Sequence[Block], is_story: Sequence[bool]) -> dict[str, float]:
    """Signs by name, from groups of at least three siblings with one tag and the same first names."""
    boxes = _read_boxes(blocks, is_story)
    groups = _group_siblings(boxes)
    words = 1 + sum(block.words for block in blocks)
    story_words = 1 + sum(block.words for block, kept in zip(blocks, is_story, strict=True) if kept)
    return {
        "repeats": math.log1p(max((group.count for group in groups), default=0)),
        "repeat_groups": math.log1p(len(groups)),
        "repeat_share": max((group.words for group in groups), default=0) / words,
        "repeat_story": max((group.story for group in groups), default=0) / story_words,
        "repeat_prose": max((group.prose for group in groups), default=0) / words,
        "story_boxes": _greatest_box(blocks, is_story) / story_words,
    }


def _read_boxes(blocks: Sequence[Block], is_story: Sequence[bool]) -> dict[int, _Box]:
    boxes: dict[int, _Box] = {}
    for block, kept in zip(blocks, is_story, strict=True):
        container = block.container
        while container is not None and container.number not in boxes:
            boxes[container.number] = _Box(container)
            container = container.parent
        if block.container is not None:
            box = boxes[block.container.number]
            box.words += block.words
            box.prose += block.words * is_prose(block)
            box.story += block.words * kept
    for _, box in sorted(boxes.items(), key=itemgetter(0), reverse=True):  # inner boxes have higher numbers
        if box.words and box.container.parent is not None:
            boxes[box.container.parent.number].add(box)
    return boxes


def _group_siblings(boxes: dict[int, _Box]) -> list[_Box]:
    """The sums of each group."""
    makes: dict[tuple[int, str, str], list[_Box]] = defaultdict(list)
    for box in boxes.values():
        container = box.container
        if container.parent is not None and container.tag not in TEXT_TAGS:
            makes[container.parent.number, container.tag, _first_names(container.names)].append(box)
    return [_add_up(group) for group in makes.values() if len(group) >= MIN_REPEATS]


@lru_cache(maxsize=4096)
def _first_names(names: str) -> str:
    return " ".join(names.split()[:2])


def _add_up(group: Sequence[_Box]) -> _Box:
    whole = _Box(group[0].container, count=len(group))
    for box in group:
        whole.add(box)
    return whole


def _greatest_box(blocks: Sequence[Block], is_story: Sequence[bool]) -> int:
    """Story words of the box around paragraphs that holds most of them."""
    words: dict[int, int] = defaultdict(int)
    for block, kept in zip(blocks, is_story, strict=True):
        if kept and block.container is not None:
            words[(block.container.parent or block.container).number] += block.words
    return max(words.values(), default=0)
