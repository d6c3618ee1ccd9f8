"""Learns the judge's weights: words and signs apart, their sum and the threshold on pages of sites that neither has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.grow import from_booster
from pipelines.judge.features import Features, read_features
from pipelines.judge.model import Model, sign_matrix
from pipelines.judge.rules import refuse
from pipelines.judge.words import HASH_BITS

MAX_REFUSED = 0.01  # of the articles
OTHER_WEIGHT = 3.0  # of a page that is no article: there are six times as many articles
WORD_STRENGTH = 20.0  # inverse L2 penalty; 5 to 60 are within the noise
TREES = 100
TREE_SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 8,
    "learning_rate": 0.08,
    "min_data_in_leaf": 10,
    "lambda_l2": 5,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 63,
    "use_missing": False,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page of which is known whether it is an article. `fold` is the same for all pages of a site."""

    url: str
    metadata: Metadata
    blocks: Sequence[Block]
    is_story: Sequence[bool]
    is_article: bool
    fold: int


@dataclass(frozen=True, slots=True)
class Example:
    """A page to learn from. Pages of one `fold` are never learned from to score each other; `is_refused`: by a rule, whatever its score."""

    features: Features
    is_article: bool
    fold: int
    is_refused: bool = False


def read_example(page: JudgedPage) -> Example:
    """What is learned from a page."""
    words = sum(block.words for block, kept in zip(page.blocks, page.is_story, strict=True) if kept)
    return Example(
        features=read_features(page.url, page.metadata, page.blocks, page.is_story),
        is_article=page.is_article,
        fold=page.fold,
        is_refused=refuse(page.metadata, page.blocks, words) is not None,
    )


def learn(examples: Sequence[Example]) -> Model:
    """The model: both scorers learned from all pages; mix and threshold from scores of pages of folds that were left out."""
    parts = np.zeros((len(examples), 2))
    for fold in sorted({example.fold for example in examples}):
        inside = [index for index, example in enumerate(examples) if example.fold == fold]
        scorer = _fit([example for example in examples if example.fold != fold])
        parts[inside] = [scorer.parts(examples[index].features) for index in inside]
    truth = np.array([example.is_article for example in examples])
    mix = _fit_mix(parts, truth)
    log_odds = parts @ mix[:2] + mix[2]
    log_odds[[example.is_refused for example in examples]] = -np.inf
    return replace(_fit(examples), mix=mix, threshold=_threshold(log_odds[truth]))


def _fit(examples: Sequence[Example]) -> Model:
    """Both scorers, not yet mixed."""
    pages = [example.features for example in examples]
    truth = np.array([example.is_article for example in examples], dtype=np.int64)
    weights = np.where(truth == 1, 1.0, OTHER_WEIGHT)
    names = tuple(pages[0].signs)
    rows = lightgbm.Dataset(sign_matrix(pages, names), truth, weight=weights)
    booster = lightgbm.train(TREE_SETTINGS, rows, num_boost_round=TREES)
    word_weights, word_bias = _fit_words(pages, truth, weights)
    return Model(names, word_weights, word_bias, from_booster(booster), (0.0, 0.0, 0.0), 0.0)


def _fit_words(pages: Sequence[Features], truth: NDArray[np.int64], weights: NDArray[np.float64]) -> tuple[NDArray[np.float32], float]:
    """The weight of each hashed word, rounded as it is stored, and what is added."""
    lengths = [len(page.words) for page in pages]
    values = np.concatenate([np.full(length, length**-0.5) for length in lengths])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    matrix = csr_matrix((values, np.concatenate([page.words for page in pages]), starts), shape=(len(pages), 1 << HASH_BITS))
    fitted = LogisticRegression(C=WORD_STRENGTH, solver="liblinear", max_iter=300, random_state=1).fit(matrix, truth, sample_weight=weights)
    return np.asarray(fitted.coef_[0], dtype=np.float16).astype(np.float32), float(fitted.intercept_[0])


def _fit_mix(parts: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Both scores count alike, each in units of its spread; one slope and a constant make log-odds of their sum."""
    scale = 1.0 / np.maximum(parts.std(axis=0), 1e-6)
    fitted = LogisticRegression(C=1e3).fit((parts @ scale).reshape(-1, 1), truth)
    slope = float(fitted.coef_[0, 0])
    return slope * float(scale[0]), slope * float(scale[1]), float(fitted.intercept_[0])


def _threshold(articles: NDArray[np.float64]) -> float:
    """The log-odds below which at most MAX_REFUSED of the articles lie."""
    return float(np.sort(articles)[int(MAX_REFUSED * len(articles))])
