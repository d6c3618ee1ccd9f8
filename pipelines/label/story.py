"""Which blocks are the story: two models, and a decision for the page as a whole.

The first model knows the page alone. Where it expects to be wrong, trafilatura is asked, and a second model decides that knows its
verdict, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, BlockLabel
from pipelines.label.cue_ratios import score_cues
from pipelines.label.features.page import PageValues, story_matrix
from pipelines.label.model import Model
from pipelines.label.votes import Votes
from pipelines.trees import sigmoid

Verdict = Callable[[], Sequence[bool] | None]

# Below this expected word F1 trafilatura is asked. From .90 to 1 word F1 is the same (out of fold); below, worse.
SURE_F1 = 0.70  # expected below: ask trafilatura. At .90 word F1 is the same, and a page costs a third more

# A paragraph in the midst of a story that says "subscribe to our newsletter" stands there like the story, and is rare: models learn little
# of it. Measured out of fold: word F1 stays the same, leaked lines fall from 8 to 4 of 1,277; from this probability on it would cost story.
CALLS = (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)
CALL_WEIGHT, MIN_CALL_WORDS, MAX_CALL_WORDS, SURE_STORY = 3.5, 4, 30, 0.85


@dataclass(frozen=True, slots=True)
class Story:
    """The decision for a page: for each block its probability of being story, and whether it is kept.

    `expected_f1` is the word F1 that the decision can expect, from 0 to 1; `base` the matrix it was made from, without a verdict.
    `verdict_failed` says that trafilatura was asked and failed.
    """

    probability: NDArray[np.float32]
    kept: NDArray[np.bool_]
    expected_f1: float
    base: NDArray[np.float32]
    verdict_failed: bool = False


def find_story(page: PageValues, model: Model, verdict: Verdict, closed: Collection[int] = ()) -> Story:
    """The story of the page; `verdict` is called only where the first model is not sure. Blocks with the indices `closed` are no story."""
    text = score_cues(page.hashes, page.starts, model.story_text[:, None])[:, 0] + model.story_bias
    base = story_matrix(page, text)
    probability = sigmoid(model.story.score(base)[:, 0])
    story = decide_page(page, probability, base, closed)
    if story.expected_f1 >= SURE_F1:
        return story
    taken = verdict()
    if taken is None:
        return replace(story, verdict_failed=True)
    second = story_matrix(page, text, np.array(taken, dtype=np.float32))
    return decide_page(page, sigmoid(model.story_with_verdict.score(second)[:, 0]), base, closed)


def decide_page(page: PageValues, probability: NDArray[np.float32], base: NDArray[np.float32], closed: Collection[int] = ()) -> Story:
    """The decision for a page whose blocks have a probability; calls to the reader, and lines into which the site fills the title, go."""
    kept, expected = decide(probability, page.words, (*page.facts.repeated, *closed))
    kept[list(closed)] = False  # of a page without any other block one would be left
    for index in np.flatnonzero(kept & (probability < SURE_STORY)).tolist():
        block = page.facts.blocks[index]
        if _is_call(block, page.votes[index]) or page.facts.quotes_title(block):  # such a line is printed below every story
            kept[index] = False
    return Story(probability, kept, expected, base)


def _is_call(block: Block, votes: Votes) -> bool:
    """Whether a short block holds a phrase by which readers are called to subscribe, apply or comment; quoted ones are no calls."""
    if not MIN_CALL_WORDS <= block.words <= MAX_CALL_WORDS:
        return False
    return any(votes.total(label) >= CALL_WEIGHT and votes.rule(label).startswith("phrase:") for label in CALLS)


def decide(probability: NDArray[np.float32], words: NDArray[np.float32], repeated: Collection[int] = ()) -> tuple[NDArray[np.bool_], float]:
    """The blocks to keep so that the expected word F1 of the page is greatest, and that F1.

    Blocks are taken by falling probability; a later copy of a text is never taken. Deciding each block at one half instead loses whole
    pages on which all stand a little below it. Source: Jansche 2007, "A Maximum Expected Utility Framework for Binary Sequence Labeling".
    """
    likely = probability.astype(np.float64)
    likely[list(repeated)] = 0.0
    order = np.argsort(-likely, kind="stable")
    gained = np.cumsum(likely[order] * words[order])
    taken = np.cumsum(words[order])
    expected = 2 * gained / (taken + gained[-1] + 1e-9)
    last = int(expected.argmax())
    kept = np.zeros(len(likely), dtype=np.bool_)
    kept[order[: last + 1]] = True
    return kept, float(expected[last])
