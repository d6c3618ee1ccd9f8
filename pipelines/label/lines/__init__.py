"""Lines of plain text -> what each one is: the same labels as for pages, learned for texts that have lost their markup.

Reading order: `features` (a text's lines as numbers; `wording` scores words), `model` (what was learned), `prior`
(what is believed beyond it), `decide` (labels in order). `fit` learns it, from the `views` that other extractors would leave of
hand-labelled pages, and from `grafts`; `crossvalidate` measures it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, BlockLabel, Evidence
from pipelines.label.cue_ratios import score_cues
from pipelines.label.lines.decide import best_labels, marginals, without_strays
from pipelines.label.lines.features import LABELS, REPEATS_TITLE, LineValues, line_matrix, read_lines
from pipelines.label.lines.model import LineModel, load_line_model
from pipelines.label.lines.prior import with_prior
from pipelines.label.votes import Votes

__all__ = ["label_lines"]

MODEL_RULE = "model:lines"


def label_lines(blocks: Sequence[Block]) -> list[Evidence]:
    """The label of each line of a plain text, in order."""
    if not blocks:
        return []
    model, lines = load_line_model(), read_lines(blocks)
    likely = likely_labels(lines, model)
    numbers = decide(lines, likely, model)
    sure = confidences(marginals(likely, model.transitions), numbers, model.exponent)
    return [
        Evidence(LABELS[number], _reason(LABELS[number], votes), round(confidence, 3))
        for number, votes, confidence in zip(numbers.tolist(), lines.votes, sure.tolist(), strict=True)
    ]


def likely_labels(lines: LineValues, model: LineModel) -> NDArray[np.float32]:
    """For each line the probability of each label, its neighbours' labels unknown."""
    names = score_cues(lines.hashes, lines.starts, model.names)
    return with_prior(model.likely(line_matrix(lines, names)), lines)


def decide(lines: LineValues, likely: NDArray[np.float32], model: LineModel) -> NDArray[np.int64]:
    """For each line the number of its label."""
    numbers = best_labels(likely, model.transitions)
    return without_strays(numbers, likely, lines.words, lines.static[:, REPEATS_TITLE] > 0)


def confidences(likely: NDArray[np.float32], numbers: NDArray[np.int64], exponent: float) -> NDArray[np.float32]:
    """For each line the calibrated probability of the label it was given."""
    chosen = np.clip(likely[np.arange(len(numbers)), numbers], 1e-6, 1 - 1e-6)
    odds = (chosen / (1 - chosen)) ** exponent
    return np.asarray(odds / (1 + odds), dtype=np.float32)


def _reason(label: BlockLabel, votes: Votes) -> str:
    """The strongest rule that speaks for the label; the model's name where none does."""
    return votes.rule(label) if label is not BlockLabel.BODY and votes.total(label) > 0 else MODEL_RULE
