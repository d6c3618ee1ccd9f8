"""Evidence from a block alone: its wording, the boxes around it, where its link leads, its shape, the people it names."""

from __future__ import annotations

from pipelines.block import Block
from pipelines.label.boxes import vote_boxes, vote_target
from pipelines.label.calls import vote_phrases
from pipelines.label.facts import PageFacts
from pipelines.label.people import vote_authors
from pipelines.label.shape import vote_shape
from pipelines.label.votes import Votes


def vote_alone(block: Block, facts: PageFacts) -> Votes:
    """What speaks for each label in the block itself, whatever stands around it."""
    votes = Votes()
    if block.text != facts.description and block.index not in facts.claimed:
        vote_phrases(block, votes, is_byline_place=facts.headline is None or facts.is_near_headline(block))
    vote_boxes(block, facts, votes)
    vote_target(block, votes)
    vote_shape(block, facts, votes)
    vote_authors(block, facts, votes)
    return votes
