"""Labelled pages -> the model for lines: names by naive Bayes, labels by gradient-boosted trees, how labels follow each other."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from warnings import catch_warnings, simplefilter

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from pipelines.block import Block, BlockLabel
from pipelines.grow import from_booster
from pipelines.label.cue_ratios import count_cues, empty_counts, log_ratios, score_cues
from pipelines.label.lines.features import LABELS, LineValues, line_matrix, read_lines
from pipelines.label.lines.grafts import make_grafts
from pipelines.label.lines.linear import Linear
from pipelines.label.lines.model import LineModel
from pipelines.label.lines.views import LabelledLines, make_views
from pipelines.label.sequence import count_transitions

GRAFT_SEEDS = (1, 2)
VIEW_WEIGHTS = {"all": 0.5, "around": 1.0, "extracted": 1.0, "clean": 1.0, "grafted": 0.6}
PAGE_WEIGHT = (
    15.0  # divided by the root of the number of lines: a long page weighs more than a short one, but not by as much as it is longer
)
WANTED_WEIGHT = 1.5  # of a line of one of these
WANTED = [LABELS.index(label) for label in (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)]
# Rows of menus fill the view of all lines: a third of them is enough, with twice the weight.
ABUNDANT = [LABELS.index(label) for label in (BlockLabel.RELATED, BlockLabel.NAVIGATION, BlockLabel.OTHER)]
ABUNDANT_SHARE, ABUNDANT_WEIGHT = 0.35, 2.0
FOREIGN_SHARE = 0.4  # of the texts whose names are scored by pages of other languages, so that the trees learn to do without names
MAIN_LANGUAGES = ("en", "de", "es", "fr")  # the others are too few to count each for itself
TRANSITION_VIEWS = ("extracted", "grafted")  # what other extractors leave, and grafts
LINEAR_STRENGTH, LINEAR_STEPS = 0.02, 60  # inverse of the regularisation, of scikit-learn's logistic regression; steps of L-BFGS
EXPONENT = 0.5  # of the confidence's odds, as `crossvalidate` finds it
MIN_SCALE = 0.05  # of a column that hardly varies
ROUNDS = 40
TREES = {
    "objective": "multiclass", "num_class": len(LABELS), "num_leaves": 15, "learning_rate": 0.12, "min_data_in_leaf": 20,
    "feature_fraction": 0.2, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 31, "use_missing": False,
    "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrainingText:
    """One view of a page: its values and the number of each line's label."""

    id: str
    fold: int
    language: str
    view: str
    labels: NDArray[np.int64]
    values: LineValues


def read_texts(pages: Sequence[LabelledLines]) -> Iterator[TrainingText]:
    """All views of the pages, and their stories with boilerplate of other pages of the same fold."""
    for page in pages:
        for view, chosen in make_views(page):
            yield _read_text(page, view, [page.texts[index] for index in chosen], [page.labels[index] for index in chosen])
    for fold in sorted({page.fold for page in pages}):
        inside = {page.id: page for page in pages if page.fold == fold}
        for seed in GRAFT_SEEDS:
            for name, texts, labels in make_grafts(list(inside.values()), seed):
                yield _read_text(inside[name], "grafted", texts, labels)


def _read_text(page: LabelledLines, view: str, texts: Sequence[str], labels: Sequence[int]) -> TrainingText:
    values = read_lines([Block(index=index, text=text, tag="line") for index, text in enumerate(texts)])
    language = page.language[:2] if page.language[:2] in MAIN_LANGUAGES else ""
    return TrainingText(page.id, page.fold, language, view, np.array(labels, dtype=np.int64), values)


class NameCounts:
    """Cues counted once by fold and language, so that any part can be left out."""

    def __init__(self, texts: Sequence[TrainingText]) -> None:
        """Counts the views that hold all lines of a page."""
        self._parts: dict[tuple[int, str], Array] = defaultdict(lambda: empty_counts(len(LABELS)))
        for text in texts:
            if text.view == "all":
                weight = PAGE_WEIGHT / float(np.sqrt(len(text.labels)))
                count_cues(text.values.hashes, text.values.starts, text.labels, weight, self._parts[text.fold, text.language])

    def ratios(self, without_folds: frozenset[int | None], without_language: str | None = None) -> Array:
        """The log ratios of all other folds and languages."""
        counts = empty_counts(len(LABELS))
        for (fold, language), part in self._parts.items():
            if fold not in without_folds and language != without_language:
                counts += part
        return log_ratios(counts)


def train_lines(pages: Sequence[LabelledLines]) -> LineModel:
    """The model that is shipped. The same pages give the same model."""
    texts = list(read_texts(pages))
    return replace(fit_model(texts, NameCounts(texts)), exponent=EXPONENT)


def fit_model(texts: Sequence[TrainingText], counts: NameCounts, without_fold: int | None = None) -> LineModel:
    """The model of all texts but those of a fold. A text's names are never scored by its own fold."""
    used = [text for text in texts if text.fold != without_fold]
    parts = list(_training_rows(used, counts, without_fold))
    matrix, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    booster = lightgbm.train(TREES, lightgbm.Dataset(matrix, labels, weight=weights), ROUNDS)
    return LineModel(
        names=counts.ratios(frozenset((without_fold,))),
        trees=from_booster(booster),
        linear=_fit_linear(matrix, labels, weights),
        transitions=count_transitions((text.labels.tolist() for text in used if text.view in TRANSITION_VIEWS), len(LABELS)),
    )


def _fit_linear(matrix: Array, labels: NDArray[np.int64], weights: NDArray[np.float64]) -> Linear:
    """The linear model; a label without lines is never given."""
    blank = np.zeros((matrix.shape[1], len(LABELS)), dtype=np.float32)
    linear = Linear(matrix.mean(axis=0), np.maximum(matrix.std(axis=0), MIN_SCALE), blank, np.full(len(LABELS), -99.0, dtype=np.float32))
    regression = LogisticRegression(C=LINEAR_STRENGTH, max_iter=LINEAR_STEPS, tol=1e-3)
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # the last steps change no label
        regression.fit(linear.standardise(matrix), labels, sample_weight=weights)
    linear.weights[:, regression.classes_] = regression.coef_.T
    linear.bias[regression.classes_] = regression.intercept_
    return linear


def _training_rows(
    texts: Sequence[TrainingText], counts: NameCounts, without_fold: int | None
) -> Iterator[tuple[Array, NDArray[np.int64], NDArray[np.float64]]]:
    """For each text the rows that are learned from, their labels and weights."""
    chance = random.Random(1)  # noqa: S311 - a sample of lines, not a secret
    ratios: dict[tuple[int, str | None], Array] = {}
    for text in texts:
        key = (text.fold, text.language if chance.random() < FOREIGN_SHARE else None)
        if key not in ratios:
            ratios[key] = counts.ratios(frozenset((without_fold, text.fold)), key[1])
        matrix = line_matrix(text.values, score_cues(text.values.hashes, text.values.starts, ratios[key]))
        abundant = np.isin(text.labels, ABUNDANT) & (text.view == "all")
        kept = ~abundant | np.array([chance.random() < ABUNDANT_SHARE for _ in text.labels])
        weights = np.full(len(text.labels), VIEW_WEIGHTS[text.view] * PAGE_WEIGHT / np.sqrt(len(text.labels)))
        weights *= np.where(np.isin(text.labels, WANTED), WANTED_WEIGHT, 1.0) * np.where(abundant, ABUNDANT_WEIGHT, 1.0)
        yield matrix[kept], text.labels[kept], weights[kept]
