"""Evidence from a block alone: its wording, the boxes around it, where its link leads, its shape, the people it names."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.block import Block, Container
from pipelines.label.boxes import BoxEvidence, TellingBoxes, read_boxes, vote_boxes, vote_target
from pipelines.label.calls import vote_phrases
from pipelines.label.facts import PageFacts
from pipelines.label.people import vote_authors
from pipelines.label.shape import vote_shape
from pipelines.label.votes import Votes


def vote_each(facts: PageFacts) -> list[Votes]:
    """What speaks for each label in each block of the page alone; what boxes say is read once for all blocks as deep in them."""
    known: dict[tuple[int, tuple[Container, ...]], tuple[BoxEvidence, ...]] = {}
    boxes = TellingBoxes(facts)
    votes = []
    for block in facts.blocks:
        place = (block.container.depth if block.container is not None else 0, boxes.around(block.container))
        if place not in known:
            known[place] = read_boxes(*place)
        votes.append(vote_alone(block, facts, known[place]))
    return votes


def vote_alone(block: Block, facts: PageFacts, boxes: Sequence[BoxEvidence] = ()) -> Votes:
    """What speaks for each label in the block itself, whatever stands around it; `boxes` is what its container says."""
    votes = Votes()
    if block.text != facts.description and block.index not in facts.claimed:
        vote_phrases(block, votes, is_byline_place=facts.headline is None or facts.is_near_headline(block))
    vote_boxes(block, boxes, votes)
    vote_target(block, votes)
    vote_shape(block, facts, votes)
    vote_authors(block, facts, votes)
    return votes
