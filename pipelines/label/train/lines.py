"""Pages of the corpus -> the lines that the model for plain text learns from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pipelines.label.lines.views import LabelledLines
from pipelines.label.train.pages import SAMPLES, TrainingPage
from pipelines.label.train.targets import UNKNOWN


def labelled_lines(pages: Iterable[TrainingPage]) -> list[LabelledLines]:
    """The lines of every hand-labelled page of the corpus. Lines without a label are left out, and so are the sample sites."""
    found = [_lines_of(page) for page in pages if page.dataset != SAMPLES]
    return [page for page in found if page is not None and page.texts]


def _lines_of(page: TrainingPage) -> LabelledLines | None:
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
