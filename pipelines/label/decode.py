"""Labels for a page's blocks in order: the sequence with the greatest weight.

A block's neighbours usually are what it is; a change of label costs something, less where a new box or a heading begins. The best sequence
is found by dynamic programming (Viterbi 1967), as in a linear-chain CRF, with weights set by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block, BlockLabel
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_heading
from pipelines.label.votes import Votes

LABELS = tuple(BlockLabel)
CHANGE_COST = 0.9  # from one kind of boilerplate to another
LEAVE_STORY_COST = 0.5
RETURN_COST = 1.4  # boilerplate inside a story is rarer than boilerplate below it
NEW_BOX_FACTOR = 0.3  # of the cost where another box begins
HEADING_FACTOR = 0.4  # of the cost at a heading
SINGLE_LABELS = frozenset((BlockLabel.HEADLINE, BlockLabel.CAPTION))  # stand alone: no cost, and nothing spreads from them
_SINGLE = tuple(index for index, label in enumerate(LABELS) if label in SINGLE_LABELS)
NEVER = -99.0
_BODY = LABELS.index(BlockLabel.BODY)


def decode(facts: PageFacts, story: Sequence[float], votes: Sequence[Votes]) -> list[BlockLabel]:
    """The best sequence of labels: `story` is the weight of body for each block, `votes` those of the other labels."""
    if not facts.blocks:
        return []
    best = _emissions(story[0], votes[0])
    back: list[list[int]] = []
    for previous, block in zip(facts.blocks, facts.blocks[1:], strict=False):
        emissions = _emissions(story[block.index], votes[block.index])
        best, pointers = _step(best, emissions, _factor(previous, block))
        back.append(pointers)
    path = [max(range(len(LABELS)), key=best.__getitem__)]
    for pointers in reversed(back):
        path.append(pointers[path[-1]])
    return [LABELS[index] for index in reversed(path)]


def _emissions(story: float, votes: Votes) -> list[float]:
    weights = [votes.total(label) for label in LABELS]
    weights[_BODY] = story
    for index in _SINGLE:
        if weights[index] <= 0:
            weights[index] = NEVER  # they need evidence of their own
    return weights


def _step(best: Sequence[float], emissions: Sequence[float], factor: float) -> tuple[list[float], list[int]]:
    """The best weights one block further on, and where each came from."""
    leader = max(range(len(LABELS)), key=best.__getitem__)
    following, pointers = [], []
    for index, emission in enumerate(emissions):
        came_from, weight = index, best[index]
        for source in (leader, _BODY):
            moved = best[source] - _cost(source, index) * factor
            if moved > weight:
                came_from, weight = source, moved
        following.append(weight + emission)
        pointers.append(came_from)
    return following, pointers


def _cost(source: int, target: int) -> float:
    if source == target or LABELS[target] in SINGLE_LABELS or LABELS[source] in SINGLE_LABELS:
        return 0.0
    if target == _BODY:
        return RETURN_COST
    return LEAVE_STORY_COST if source == _BODY else CHANGE_COST


def _factor(previous: Block, block: Block) -> float:
    """How much of its cost a change of label has between two blocks."""
    factor = HEADING_FACTOR if is_heading(block) else 1.0
    if previous.container is not block.container and not _are_alike(previous, block):
        factor = min(factor, NEW_BOX_FACTOR)
    return factor


def _are_alike(previous: Block, block: Block) -> bool:
    """Whether two blocks are of one row: same element and names, in the same box."""
    first, second = previous.container, block.container
    if first is None or second is None:
        return True
    return first.tag == second.tag and first.names == second.names and first.parent is second.parent
