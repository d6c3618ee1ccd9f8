"""The labels of a page in order: what holds whatever the weights are."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.block import Block, BlockLabel
from pipelines.label import label_blocks
from pipelines.label.decode import decode
from pipelines.label.facts import read_facts
from pipelines.label.votes import Votes

EVIDENCE = st.sampled_from([BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.RELATED, BlockLabel.CAPTION, BlockLabel.HEADLINE])


def lines(count: int) -> list[Block]:
    """Blocks of plain text."""
    return [Block(index=index, text=f"Line {index} of a text.", tag="line") for index in range(count)]


def decoded(story: Sequence[float], evidence: Sequence[tuple[BlockLabel, float] | None]) -> list[BlockLabel]:
    """The labels of plain lines with this weight of story and this evidence."""
    votes = [Votes() for _ in story]
    for own, vote in zip(votes, evidence, strict=True):
        if vote:
            own.add(vote[0], vote[1], "rule")
    return decode(read_facts(lines(len(story)), None, None), story, votes)


def test_no_blocks_no_labels() -> None:
    """An empty page has no labels."""
    assert decoded([], []) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(-6, 6), st.none() | st.tuples(EVIDENCE, st.floats(0, 6))), max_size=12))
def test_every_block_has_a_label(rows: list[tuple[float, tuple[BlockLabel, float] | None]]) -> None:
    """Any evidence gives one label a block, the same each time."""
    story, evidence = [row[0] for row in rows], [row[1] for row in rows]
    labels = decoded(story, evidence)
    assert len(labels) == len(rows)
    assert labels == decoded(story, evidence)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(-6, 6), min_size=1, max_size=12))
def test_headlines_and_captions_need_evidence_of_their_own(story: list[float]) -> None:
    """Without a vote for them, no block becomes a headline or a caption."""
    assert not {BlockLabel.HEADLINE, BlockLabel.CAPTION} & set(decoded(story, [None] * len(story)))


def test_strong_evidence_decides() -> None:
    """A block that is sure of itself has its label, and its neighbours keep theirs."""
    assert decoded([20, -20, 20], [None, (BlockLabel.NEWSLETTER, 20), None]) == ["body", "newsletter", "body"]


def test_silent_block_goes_with_its_neighbours() -> None:
    """A block about which nothing is known is what stands around it."""
    jobs = (BlockLabel.JOB_LISTING, 5.0)
    assert decoded([-5, 0, -5], [jobs, None, jobs]) == ["job_listing"] * 3
    assert decoded([5, 0, 5], [None] * 3) == ["body"] * 3


def test_caption_between_paragraphs_costs_nothing() -> None:
    """A picture in the middle of a story does not end it."""
    assert decoded([5, -1, 5], [None, (BlockLabel.CAPTION, 2.0), None]) == ["body", "caption", "body"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="ab Newsletter\u4e00.", min_size=1, max_size=30).filter(str.strip), max_size=8))
def test_confidence_is_a_probability(texts: list[str]) -> None:
    """Every block of any text has a label, a rule and a confidence between 0 and 1."""
    blocks = [Block(index=index, text=text.strip(), tag="line") for index, text in enumerate(texts)]
    for evidence in label_blocks(blocks):
        assert evidence.reason
        assert evidence.confidence is None or 0 <= evidence.confidence <= 1
