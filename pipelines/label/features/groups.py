"""What the blocks around and of the same kind are like: siblings are judged together.

A block's groups are the elements around it, and all blocks of the page whose element has the same names, alone and with those around it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.elements import Elements

ANCESTOR_LEVELS = 5
GROUPS = (*(f"box{level}" for level in range(ANCESTOR_LEVELS)), "class1", "class2", "class3")
MEASURES = ("sentences", "links", "length", "count", "share", "others_sentences")


def group_names(extra: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the columns that read_groups gives with these extra values."""
    return tuple(f"{group}_{measure}" for group in GROUPS for measure in (*MEASURES, *extra))


def assign_groups(elements: Elements) -> list[NDArray[np.int64]]:
    """For each of GROUPS the number of the group that each block is in."""
    found = []
    element = elements.of_block
    for _ in range(ANCESTOR_LEVELS):
        found.append(element)
        element = elements.parents[element]
    numbers: dict[object, int] = {}
    own = [numbers.setdefault(names, len(numbers)) for names in elements.names]
    with_parent = [numbers.setdefault((own[index], own[parent]), len(numbers)) for index, parent in enumerate(elements.parents.tolist())]
    with_two = [
        numbers.setdefault((own[index], with_parent[parent], "2"), len(numbers)) for index, parent in enumerate(elements.parents.tolist())
    ]
    return found + [np.array(kind, dtype=np.int64)[elements.of_block] for kind in (own, with_parent, with_two)]


def read_groups(
    groups: list[NDArray[np.int64]],
    *,
    words: NDArray[np.float32],
    sentences: NDArray[np.float32],
    links: NDArray[np.float32],
    extra: list[NDArray[np.float32]],
) -> NDArray[np.float32]:
    """For each block the columns group_names: of each group its share of words in sentences and in links, mean words, number of blocks,
    share of the page's words, the share of sentences without the block itself; and the mean of each extra value, by words.
    """  # noqa: D205 - one sentence
    total = max(1.0, float(words.sum()))
    columns: list[NDArray[np.float64]] = []
    for group in groups:
        size = int(group.max()) + 1

        def summed(values: NDArray[np.float32], group: NDArray[np.int64] = group, size: int = size) -> NDArray[np.float64]:
            return np.asarray(np.bincount(group, weights=values, minlength=size)[group], dtype=np.float64)

        group_words = summed(words)
        in_sentences, count = summed(words * sentences), summed(np.ones_like(words))
        others = group_words - words
        columns += [
            in_sentences / group_words,
            summed(words * links) / group_words,
            np.log1p(group_words / count),
            np.log1p(count),
            group_words / total,
            np.where(others > 0, (in_sentences - words * sentences) / np.maximum(others, 1), -1.0),
            *(summed(words * values) / group_words for values in extra),
        ]
    return np.stack(columns, axis=1).astype(np.float32)
