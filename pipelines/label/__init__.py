"""Blocks -> what each one is, with a reason and a confidence.

Reading order: `facts` (the page as a whole), `own` (what rules say of a block alone: `calls`, `boxes`, `shape`, `people`), `context` (what
they say of boxes and headings), `features` (all that as numbers), `story` (body or not), `kinds` (the other labels). `model` holds what
`train` has learned; `lines` does the same for plain text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block, BlockLabel, Evidence
from pipelines.label.features.page import LABELS, PageValues, read_values
from pipelines.label.kinds import name_blocks
from pipelines.label.model import Model, load_model
from pipelines.label.story import Story, Verdict, find_story
from pipelines.label.votes import Votes

__all__ = ["Labelled", "label_blocks", "label_page"]

BARRED = "site:body"  # the reason of a block that reads like story and stands outside of what the site's profile calls the body
CRUMBS = "crumbs"  # the reason of a block of tiny or repeated pieces, of a page of thousands of them
LIKELY_STORY = 0.5


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of a page's blocks in order, the word F1 that its story can expect, and whether trafilatura was asked and failed.

    `flags` are quality flags for the article.
    """

    evidence: tuple[Evidence, ...]
    expected_f1: float
    verdict_failed: bool = False
    flags: tuple[str, ...] = ()


def label_blocks(blocks: Sequence[Block], metadata: Metadata, verdict: Verdict, closed: Collection[int] = ()) -> Labelled:
    """The label of each block of a page. `verdict` gives trafilatura's, and is called only where the models need it.

    `closed` are the indices of blocks that a site profile bars from the story.
    """
    if not blocks:
        return Labelled((), 0.0)
    crumbs = [block.index for block in blocks if block.is_crumbs]
    labelled = label_page(read_values(blocks, metadata), load_model(), verdict, (*closed, *crumbs) if crumbs else closed)
    return _with_crumbs(labelled, crumbs) if crumbs else labelled


def label_page(page: PageValues, model: Model, verdict: Verdict, closed: Collection[int] = ()) -> Labelled:
    """The same for a page whose values have been read, by a given model."""
    story = find_story(page, model, verdict, closed)
    numbers, likely, context = name_blocks(page, model, story)
    sure = _confidences(numbers, likely, story, model)
    evidence = [
        Evidence(LABELS[number], _reason(LABELS[number], own, around), round(confidence, 3))
        for number, confidence, own, around in zip(numbers.tolist(), sure.tolist(), page.votes, context, strict=True)
    ]
    for index in closed:
        if story.probability[index] >= LIKELY_STORY:
            evidence[index] = replace(evidence[index], reason=BARRED)
    return Labelled(tuple(evidence), story.expected_f1, story.verdict_failed)


def _with_crumbs(labelled: Labelled, crumbs: Sequence[int]) -> Labelled:
    """The same, with the reason why such blocks are no story."""
    evidence = list(labelled.evidence)
    for index in crumbs:
        evidence[index] = replace(evidence[index], reason=CRUMBS)
    return replace(labelled, evidence=tuple(evidence))


def _confidences(numbers: NDArray[np.int64], likely: NDArray[np.float32], story: Story, model: Model) -> NDArray[np.float32]:
    """For each block the calibrated probability of its label: that of being story, or that of its kind among the other kinds."""
    others = likely[:, 1:] ** model.calibration[1]
    others = others / np.maximum(others.sum(axis=1, keepdims=True), 1e-9)
    kind = others[np.arange(len(numbers)), np.maximum(numbers - 1, 0)]
    odds = (story.probability / np.maximum(1 - story.probability, 1e-6)) ** model.calibration[0]
    is_story = odds / (1 + odds)
    return np.asarray(np.where(numbers == 0, is_story, (1 - is_story) * kind), dtype=np.float32)


def _reason(label: BlockLabel, own: Votes, around: Votes) -> str:
    """The strongest rule that speaks for the label; the model's name where none does."""
    if label is BlockLabel.BODY:
        return "model:story"
    weight, further = own.total(label), around.total(label)
    if max(weight, further) <= 0:
        return "model:kinds"
    return max((weight, own.rule(label)), (further, around.rule(label)))[1]
