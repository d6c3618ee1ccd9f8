"""Trains the model for lines of plain text: `python -m pipelines.label.lines.train --corpus DIR [--labels FILE] [--crossvalidate]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.label.lines import confidences, decide, likely_labels
from pipelines.label.lines.decide import marginals
from pipelines.label.lines.fit import NameCounts, fit_model, read_texts
from pipelines.label.lines.measures import NamedText, describe
from pipelines.label.lines.model import MODEL_FILE
from pipelines.label.lines.views import LabelledLines
from pipelines.label.train.calibrate import best_exponent, expected_error
from pipelines.label.train.pages import TrainingPage, read_labels, read_pages
from pipelines.label.train.targets import UNKNOWN

EXPONENT = 0.5  # of the confidence's odds, as --crossvalidate finds it
BINS = tuple(np.arange(0.1, 1.0, 0.1).tolist())
MAX_MODEL_BYTES = 800_000


def train_lines(pages: Sequence[LabelledLines]) -> dict[str, NDArray[np.generic]]:
    """The model's arrays. The same pages give the same arrays."""
    texts = list(read_texts(pages))
    return replace(fit_model(texts, NameCounts(texts)), exponent=EXPONENT).arrays()


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


def lines_of(page: TrainingPage) -> LabelledLines | None:
    """A page of the corpus as lines; None without labels. Lines without one are left out."""
    if page.kinds is None:
        return None
    known = np.flatnonzero(page.kinds != UNKNOWN).tolist()
    return LabelledLines(
        id=page.key,
        fold=page.fold,
        language=page.metadata.language or "",
        texts=[page.texts[index] for index in known],
        labels=[int(page.kinds[index]) for index in known],
        kept=[bool(page.verdict[index]) for index in known] if page.verdict is not None else None,
    )


def to_bytes(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """The arrays as an .npz file, the same bytes for the same arrays. Raises ValueError for a model that is too large to ship."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(sorted(arrays.items())))
    if len(file.getvalue()) > MAX_MODEL_BYTES:
        raise ValueError(f"the model has {len(file.getvalue())} bytes")
    return file.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the model beside this file, or prints what models score on pages they have not seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with gold.jsonl, blocks.jsonl and pages/")
    parser.add_argument("--labels", type=Path, help="further hand labels, a page a line")
    parser.add_argument("--crossvalidate", action="store_true", help="print figures, write nothing")
    options = parser.parse_args(arguments)
    labels = read_labels(options.labels) if options.labels else {}
    found = map(lines_of, read_pages(options.corpus, labels, None, os.cpu_count() or 1))
    pages = [page for page in found if page is not None and page.texts]
    if options.crossvalidate:
        print("\n".join(crossvalidate(pages)))
        return
    target = Path(__file__).with_name(MODEL_FILE)
    content = to_bytes(train_lines(pages))
    target.write_bytes(content)
    print(f"{target}: {len(content)} bytes from {len(pages)} pages")


if __name__ == "__main__":
    main()
