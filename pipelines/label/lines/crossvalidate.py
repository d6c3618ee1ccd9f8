"""What the models for lines score on pages of domains that they have not seen."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.label.lines import confidences, decide, likely_labels
from pipelines.label.lines.decide import marginals
from pipelines.label.lines.fit import NameCounts, fit_model, read_texts
from pipelines.label.lines.measures import NamedText, describe
from pipelines.label.lines.views import LabelledLines
from pipelines.label.train.calibrate import best_exponent, expected_error

BINS = tuple(np.arange(0.1, 1.0, 0.1).tolist())


def crossvalidate(pages: Sequence[LabelledLines]) -> list[str]:
    """Lines of figures: every page is labelled by a model that has seen no page of its fold."""
    texts = list(read_texts(pages))
    counts = NameCounts(texts)
    named: list[NamedText] = []
    sure: list[NDArray[np.float32]] = []
    for fold in sorted({text.fold for text in texts}):
        model = fit_model(texts, counts, fold)
        print(f"trained without fold {fold}", file=sys.stderr, flush=True)
        for text in texts:
            if text.fold == fold:
                likely = likely_labels(text.values, model)
                given = decide(text.values, likely, model)
                named.append(NamedText(text.view, text.labels, given, text.values.words))
                sure.append(confidences(marginals(likely, model.transitions), given, 1.0))
    return [*describe(named), _describe_confidence(named, sure)]


def _describe_confidence(named: Sequence[NamedText], sure: Sequence[NDArray[np.float32]]) -> str:
    """How true the confidences are in what extractors leave, and the exponent that would make them truest."""
    kept = [index for index, text in enumerate(named) if text.view == "extracted"]
    expected = np.concatenate([sure[index] for index in kept]).astype(np.float64)
    came_true = np.concatenate([named[index].truth == named[index].given for index in kept]).astype(np.float64)
    best = best_exponent(expected, came_true, np.ones_like(expected))
    odds = (np.clip(expected, 1e-6, 1 - 1e-6) / (1 - np.clip(expected, 1e-6, 1 - 1e-6))) ** best
    before, after = (expected_error(values, came_true, BINS) for values in (expected, odds / (1 + odds)))
    return f"confidence: error {before:.3f}, {after:.3f} with exponent {best:.2f}"
