"""How well lines were named: by label, by words of the story, by stories that had nothing to lose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.block import BlockLabel
from pipelines.label.lines.features import LABELS
from pipelines.label.lines.views import BODY

REPORTED = (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)
WHOLE_VIEW = "clean"


@dataclass(frozen=True, slots=True)
class NamedText:
    """A view of a page with the true and the given number of each line's label, and each line's words."""

    view: str
    truth: NDArray[np.int64]
    given: NDArray[np.int64]
    words: NDArray[np.float32]


def describe(texts: Sequence[NamedText]) -> list[str]:
    """A line of figures for each view."""
    views = dict.fromkeys(text.view for text in texts)
    return [_describe_view(view, [text for text in texts if text.view == view]) for view in views]


def label_f1(truth: NDArray[np.int64], given: NDArray[np.int64], label: BlockLabel) -> float:
    """The F1 of the lines of one label; 0 where there are none."""
    number = LABELS.index(label)
    true, named = truth == number, given == number
    return 2 * float((true & named).sum()) / max(1.0, float(true.sum() + named.sum()))


def _describe_view(view: str, texts: Sequence[NamedText]) -> str:
    truth, given = np.concatenate([text.truth for text in texts]), np.concatenate([text.given for text in texts])
    words = np.concatenate([text.words for text in texts])
    story, kept = truth == BODY, given == BODY
    both = float(words[story & kept].sum())
    recall, precision = both / max(1.0, float(words[story].sum())), both / max(1.0, float(words[kept].sum()))
    if view == WHOLE_VIEW:
        whole = np.mean([bool((text.given == BODY).all()) for text in texts])
        return f"{view}: {whole:.3f} of {len(texts)} texts left whole, body recall {recall:.4f}"
    scores = [label_f1(truth, given, label) for label in REPORTED]
    named = " ".join(f"{label} {score:.3f}" for label, score in zip(REPORTED, scores, strict=True))
    return f"{view}: F1 {named}, mean {np.mean(scores):.3f}; body recall {recall:.3f} precision {precision:.3f}"
