"""Pages -> the models of `model`: text weights, gradient-boosted trees, how labels follow each other."""

from __future__ import annotations

from collections.abc import Sequence

import lightgbm
import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipelines.grow import from_booster
from pipelines.label.cue_ratios import count_cues, empty_counts, log_ratios
from pipelines.label.features.hashed import HASH_BITS
from pipelines.label.features.page import LABELS
from pipelines.label.sequence import count_transitions
from pipelines.label.train.pages import SAMPLE_WEIGHT, SAMPLES, TrainingPage
from pipelines.label.train.targets import UNKNOWN
from pipelines.trees import Trees

# Found by cross-validation over domains; the neighbours of each value score within .001 of word F1.
STORY_ROUNDS, STORY_TREES = 220, {"num_leaves": 20, "learning_rate": 0.07, "min_data_in_leaf": 50, "feature_fraction": 0.3}
KIND_ROUNDS, KIND_TREES = 45, {"num_leaves": 15, "learning_rate": 0.13, "min_data_in_leaf": 20, "feature_fraction": 0.2}
SHARED = {
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 63, "max_depth": 10, "use_missing": False, "verbose": -1,
    "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
STORY_WORDS_POWER = 0.75  # a block weighs its words to this power, a page the same as any other
TEXT_STRENGTH = 1.0  # inverse of the regularisation, of scikit-learn's logistic regression


def fit_story_text(pages: Sequence[TrainingPage]) -> tuple[NDArray[np.float32], float]:
    """The weight of each hashed text cue for story, and the bias: a logistic regression."""
    matrix = text_matrix(pages)
    target = np.concatenate([page.story for page in pages])
    weights = np.concatenate([_block_weights(page, 0.5) for page in pages])
    known = weights > 0
    regression = LogisticRegression(C=TEXT_STRENGTH, max_iter=60, tol=1e-3)
    regression.fit(matrix[known], target[known], sample_weight=weights[known])
    return regression.coef_[0].astype(np.float32), float(regression.intercept_[0])


def fit_name_text(pages: Sequence[TrainingPage]) -> NDArray[np.float32]:
    """For each hashed text cue and label how much likelier the cue is in blocks of that label: one label against the rest."""
    counts = empty_counts(len(LABELS))
    for page in pages:
        if page.kinds is not None:
            count_cues(page.values.hashes, page.values.starts, page.kinds, 15.0 / np.sqrt(len(page.kinds)), counts)
    return log_ratios(counts)


def fit_story(pages: Sequence[TrainingPage], matrices: Sequence[NDArray[np.float32]], seed: int = 1) -> Trees:
    """Trees for the probability of being story, from the pages' matrices."""
    weights = [_block_weights(page, STORY_WORDS_POWER) for page in pages]
    known = [weight > 0 for weight in weights]
    return _grow(
        np.concatenate([matrix[is_known] for matrix, is_known in zip(matrices, known, strict=True)]),
        np.concatenate([page.story[is_known] for page, is_known in zip(pages, known, strict=True)]),
        np.concatenate([weight[is_known] for weight, is_known in zip(weights, known, strict=True)]),
        {"objective": "binary", **STORY_TREES, "seed": seed},
        STORY_ROUNDS,
    )


def fit_kinds(pages: Sequence[TrainingPage], matrices: Sequence[NDArray[np.float32]]) -> Trees:
    """Trees for the 16 labels, from the matrices of hand-labelled pages."""
    labelled = [page for page in pages if page.kinds is not None]
    kinds = [page.kinds for page in labelled if page.kinds is not None]
    known = [numbers != UNKNOWN for numbers in kinds]
    return _grow(
        np.concatenate([matrix[is_known] for matrix, is_known in zip(matrices, known, strict=True)]),
        np.concatenate([numbers[is_known] for numbers, is_known in zip(kinds, known, strict=True)]),
        np.concatenate([_kind_weights(page, is_known) for page, is_known in zip(labelled, known, strict=True)]),
        {"objective": "multiclass", "num_class": len(LABELS), **KIND_TREES},
        KIND_ROUNDS,
    )


def fit_transitions(pages: Sequence[TrainingPage]) -> NDArray[np.float32]:
    """The logarithm of how often a label (column) follows a label (row)."""
    return count_transitions((page.kinds.tolist() for page in pages if page.kinds is not None), len(LABELS))


def text_matrix(pages: Sequence[TrainingPage]) -> scipy.sparse.csr_matrix:
    """One row of hashed cues for each block of the pages, of length 1."""
    cues = np.concatenate([page.values.hashes for page in pages])
    counts = np.concatenate([np.diff(np.append(page.values.starts, len(page.values.hashes))) for page in pages])
    ends = np.concatenate([[0], np.cumsum(counts)])
    values = np.repeat(1.0 / np.sqrt(counts), counts).astype(np.float32)
    return scipy.sparse.csr_matrix((values, cues, ends), shape=(len(counts), 1 << HASH_BITS))


def _grow(
    matrix: NDArray[np.float32], target: NDArray[np.generic], weight: NDArray[np.generic], options: dict[str, object], rounds: int
) -> Trees:
    data = lightgbm.Dataset(matrix, target, weight=weight, free_raw_data=True)
    return from_booster(lightgbm.train({**SHARED, **options}, data, rounds))


def _kind_weights(page: TrainingPage, is_known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What each labelled block weighs for the labels: more blocks on a page weigh more, but not in proportion."""
    weight = 15.0 / np.sqrt(len(is_known)) * (SAMPLE_WEIGHT if page.dataset == SAMPLES else 1.0)
    return np.full(int(is_known.sum()), weight)


def _block_weights(page: TrainingPage, power: float) -> NDArray[np.float64]:
    """What each block weighs: its words to a power times what is known of it, 100 for a whole page of which all is known."""
    size = np.maximum(page.values.words, 1.0) ** power
    weights = size * page.known
    return np.asarray(100.0 * weights * (page.known.max(initial=0.0) / max(float(weights.sum()), 1e-9)), dtype=np.float64)
