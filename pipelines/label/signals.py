"""Signals of a block for and against being story, from its form, the verdict and the boxes and classes around it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from pipelines.block import Block, Container
from pipelines.label.facts import PageFacts, words_inside
from pipelines.label.form import SENTENCE_ENDS, is_heading, is_link

MIN_LEAD_WORDS = 8
PROSE_LINKS = 0.3
LONG_WORDS = 20  # a block of that many words with few links is prose for sure
MAX_AGAINST_PROSE = 2.0  # a paragraph with more evidence against it does not mark where the story stands
_LENGTHS = (3, 6, 12, 20, 40)  # words at which a block's length class changes

NAMES = (
    "in_main",
    "main_short",
    "main_sentence",
    "main_support",
    "main_group",
    "sentence",
    "prose_words",
    "links",
    "is_link",
    "heading",
    "list_item",
    "table_cell",
    "plain_div",
    "support",
    "group",
    "in_story_box",
    "claimed",
    "hidden",
    "after_prose",
    "before_prose",
    "in_tail",
    "quotes_title",
    "is_description",
    "is_lead",
    "far",
    "repeated",
    *(f"words_{words}" for words in _LENGTHS),
)


def story_signals(facts: PageFacts, against: Sequence[float], tail: int) -> list[list[float]]:
    """For each block its signals in the order of NAMES; shares from 0 to 1, the others 0 or 1 or a small logarithm.

    `against` is for each block the greatest weight that speaks for any label but body.
    """
    sure = [
        facts.in_main_at(block.index)
        and block.index < tail
        and block.words >= LONG_WORDS
        and block.link_density < PROSE_LINKS
        and weight < MAX_AGAINST_PROSE
        for block, weight in zip(facts.blocks, against, strict=True)
    ]
    prose_inside = words_inside(facts.blocks, sure)
    total = sum(block.words for block, is_sure in zip(facts.blocks, sure, strict=True) if is_sure)
    story_box = _story_box(facts.blocks, prose_inside, total)
    groups = _group_words(facts)
    places = [index for index, is_sure in enumerate(sure) if is_sure]
    distances = _distances(len(sure), places)
    first, last = (places[0], places[-1]) if places else (0, len(sure))
    return [
        _signals(
            block,
            facts,
            group=_group_share(block, facts, groups),
            in_box=_inside(block, story_box),
            outside=(
                block.index > last,
                block.index < first,
                block.index >= tail,
                facts.quotes_title(block),
                *_lead_signs(block, facts, first),
            ),
            distance=distances[block.index],
        )
        for block in facts.blocks
    ]


def _signals(block: Block, facts: PageFacts, *, group: float, in_box: bool, outside: Sequence[bool], distance: int) -> list[float]:
    main = float(facts.in_main is not None and facts.in_main[block.index])
    support = facts.main_share_around(block)
    sentence = float(block.text.endswith(SENTENCE_ENDS))
    return [
        main,
        main * (block.words < 12),  # noqa: PLR2004 - see _LENGTHS
        main * sentence,
        main * support,
        main * group,
        sentence,
        math.log1p(block.words) * (1 - block.link_density),
        block.link_density,
        float(is_link(block)),
        float(is_heading(block)),
        float(block.tag in ("li", "dd", "dt")),
        float(block.tag in ("td", "th")),
        float(block.tag in ("div", "section", "body", "article")),
        support,
        group,
        float(in_box),
        float(block.index in facts.claimed),
        float(block.container is not None and block.container.is_hidden),
        *map(float, outside),
        math.log1p(distance),
        float(block.index in facts.repeated),
        *(float(block.words >= length) for length in _LENGTHS),
    ]


def _lead_signs(block: Block, facts: PageFacts, first: int) -> tuple[bool, bool]:
    """Whether the block is the page's own description, and whether it is prose between the headline and the first sure paragraph."""
    is_prose = block.words >= MIN_LEAD_WORDS and block.text.endswith(SENTENCE_ENDS) and block.link_density < PROSE_LINKS
    is_between = facts.headline is not None and facts.headline < block.index <= first
    return is_prose and block.text == facts.description, is_prose and is_between


def _story_box(blocks: Sequence[Block], inside: Counter[int], total: int) -> Container | None:
    """The deepest container that holds nearly all sure prose of the page."""
    best: Container | None = None
    seen: set[int] = set()
    for block in blocks:
        container = block.container
        while container is not None and container.number not in seen:
            seen.add(container.number)
            if inside[container.number] >= 0.8 * total and (best is None or container.depth > best.depth):
                best = container
            container = container.parent
    return best


def _inside(block: Block, box: Container | None) -> bool:
    container = block.container
    while container is not None:
        if container is box:
            return True
        container = container.parent
    return False


def _group_key(block: Block) -> tuple[str, str, str]:
    container = block.container
    parent = container.parent if container else None
    return (
        container.tag if container else block.tag,
        container.names if container else "",
        f"{parent.tag} {parent.names}" if parent else "",
    )


def _group_words(facts: PageFacts) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
    """Words by group (tag and names of a block's container and of the one around it): in sure prose, and in all."""
    main: Counter[tuple[str, str, str]] = Counter()
    every: Counter[tuple[str, str, str]] = Counter()
    for block in facts.blocks:
        key = _group_key(block)
        every[key] += block.words
        if facts.in_main_at(block.index):
            main[key] += block.words
    return main, every


def _group_share(block: Block, facts: PageFacts, groups: tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]) -> float:
    """Share of main content in the block's group without the block itself; a half where the block is alone."""
    main, every = groups
    key = _group_key(block)
    others = every[key] - block.words
    return (main[key] - block.words * facts.in_main_at(block.index)) / others if others else 0.5


def _distances(count: int, places: Sequence[int]) -> list[int]:
    """For each block how many blocks away the nearest sure prose stands."""
    distances = [count] * count
    for step in (1, -1):
        distance = count
        sure = set(places)
        for index in range(count) if step == 1 else range(count - 1, -1, -1):
            distance = 0 if index in sure else distance + 1
            distances[index] = min(distances[index], distance)
    return distances
