"""Evidence from what stands around a block: boxes speak for all their blocks, a heading claims the lines below it.

The only module that looks at neighbours before the story is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.block import Block, BlockLabel
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_heading, is_prose
from pipelines.label.votes import Votes

BOX_SHARE = 0.5  # of the average evidence of its box that a block gets
BOX_DECAY = 0.6  # for the box around the box
MAX_BOX_LEVELS = 3
MAX_BOX_BLOCKS = 60
CLAIM_WEIGHT = 2.5
WEAK_CLAIM_WEIGHT = 1.0  # of a heading that only stands in a box with a telling name
MIN_CLAIMING_WEIGHT = 1.8  # a heading must be that sure of itself
MAX_CLAIMED_LINES = 14  # under a heading in running text, where no box ends its claim
OWN_WEIGHT_AGAINST_CLAIM = 2.2  # a line that is that sure of another label ends the claim
CLAIMING = frozenset(BlockLabel) - {
    BlockLabel.BODY,
    BlockLabel.HEADLINE,
    BlockLabel.BYLINE,
    BlockLabel.CAPTION,
    BlockLabel.LEGAL,
    BlockLabel.SHARE,
}


def vote_in_context(facts: PageFacts, own: Sequence[Votes]) -> list[Votes]:
    """For each block the evidence that its surroundings add to its own."""
    context = [Votes() for _ in own]
    _share_in_boxes(facts, own, context)
    _claim_below_headings(facts, own, context)
    return context


def _share_in_boxes(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes]) -> None:
    """Every block of a small box gets a part of the average evidence of the box."""
    boxes: dict[int, list[int]] = defaultdict(list)
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for block in facts.blocks:
        for distance, container in facts.boxes(block):
            if distance >= MAX_BOX_LEVELS:
                break
            boxes[container.number].append(block.index)
            levels[container.number][block.index] = distance
    for number, members in boxes.items():
        if 2 <= len(members) <= MAX_BOX_BLOCKS:
            for label, average in _average(members, own):
                for index in members:
                    context[index].add(label, average * BOX_SHARE * BOX_DECAY ** levels[number][index], f"box:{label}")


def _average(members: Sequence[int], own: Sequence[Votes]) -> Iterator[tuple[BlockLabel, float]]:
    sums: dict[BlockLabel, float] = defaultdict(float)
    for index in members:
        for label, weight in own[index].items():
            sums[label] += weight
    for label, weight in sums.items():
        if weight > 0 and label is not BlockLabel.HEADLINE:
            # a box of few lines is one thing; in a long one a single line says little about the others
            yield label, weight / len(members) ** 0.8


def _claim_below_headings(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes]) -> None:
    for block in facts.blocks:
        label, weight = own[block.index].best()
        if label in CLAIMING and weight >= MIN_CLAIMING_WEIGHT and _can_claim(block, own[block.index]):
            claimed = _claimed_label(block, label, own[block.index])
            for index in _lines_below(block, claimed, facts, own):
                strength = CLAIM_WEIGHT if own[block.index].rule(label).startswith("phrase") else WEAK_CLAIM_WEIGHT
                context[index].add(claimed, strength, f"heading:{claimed}")


def _can_claim(block: Block, votes: Votes) -> bool:
    _ = votes
    return is_heading(block) or block.text.endswith(":") or (block.tag == "line" and block.words <= 6 and not is_prose(block))


def _claimed_label(heading: Block, label: BlockLabel, votes: Votes) -> BlockLabel:
    """What the lines below are: below a count of comments stand comments."""
    if label is BlockLabel.COMMENT_POLICY and "count" in votes.rule(label):
        return BlockLabel.COMMENTS
    if label is BlockLabel.COMMENT_POLICY and any(char.isdigit() and char != "0" for char in heading.text):
        return BlockLabel.COMMENTS
    return label


def _lines_below(heading: Block, label: BlockLabel, facts: PageFacts, own: Sequence[Votes]) -> Iterator[int]:
    """The indices of the lines that a heading claims: its box, or in running text the lines of one form until something else begins."""
    box = _section_of(heading, facts)
    count = 0
    for block in facts.blocks[heading.index + 1 :]:
        if box is not None and not _is_inside(block, box):
            return
        other, weight = own[block.index].best()
        if label is BlockLabel.COMMENTS and other is BlockLabel.COMMENT_POLICY and not is_heading(block):
            continue  # a rule among the comments
        if other is not None and other is not label and weight >= OWN_WEIGHT_AGAINST_CLAIM:
            if is_heading(block) or box is None:
                return
            continue
        if box is None and (count >= MAX_CLAIMED_LINES or _resumes_story(block, label, facts)):
            return
        count += 1
        yield block.index


def _section_of(heading: Block, facts: PageFacts) -> int | None:
    """The number of the smallest box that holds the heading and more; None where the story's own container comes first."""
    following = facts.blocks[heading.index + 1] if heading.index + 1 < len(facts.blocks) else None
    if following is None:
        return None
    for _, container in facts.boxes(heading):
        if _is_inside(following, container.number):
            return container.number
    return None


def _is_inside(block: Block, number: int) -> bool:
    container = block.container
    while container is not None and container.number >= number:
        if container.number == number:
            return True
        container = container.parent
    return False


def _resumes_story(block: Block, label: BlockLabel, facts: PageFacts) -> bool:
    """Whether the story goes on here: prose that no reader's comment or policy would be."""
    if label in (BlockLabel.COMMENTS, BlockLabel.COMMENT_POLICY):
        return False
    in_main = facts.in_main is None or facts.in_main[block.index]
    return in_main and is_prose(block) and block.words >= 25
