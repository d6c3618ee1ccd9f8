"""The whole training: models of each fold for honest figures, and the model that is shipped."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.judge.learn import JudgedPage, learn, read_example
from pipelines.judge.model import Model as JudgeModel
from pipelines.label.model import Model
from pipelines.label.story import Story
from pipelines.label.train import fit
from pipelines.label.train.calibrate import best_exponent
from pipelines.label.train.folds import NO_FOLD, FoldModels, fit_kind_models, fit_story_models, fit_text_models, read_story
from pipelines.label.train.pages import FOLDS, TrainingPage, read_pages


@dataclass(frozen=True, slots=True)
class Trained:
    """The pages; for each fold the models that leave it out, NO_FOLD for those trained on all: of the labels, and of the judge."""

    pages: Sequence[TrainingPage]
    models: Mapping[int, Model]
    judges: Mapping[int, JudgeModel]


def train(corpus: Path, labels: Mapping[str, dict[str, Any]], samples: Path | None, *, with_shipped: bool, workers: int) -> Trained:
    """Trains on a corpus folder. The same folder and labels give the same models, on any number of workers."""
    started = time.monotonic()
    pages = list(read_pages(corpus, labels, samples, workers))
    _say(f"{len(pages)} pages read, {sum(page.kinds is not None for page in pages)} of them labelled by hand", started)
    articles = [page for page in pages if page.is_article]
    folds = [*range(FOLDS), *([NO_FOLD] if with_shipped else [])]
    texts = fit_text_models(articles)
    story = fit_story_models(articles, texts, folds, workers)
    stories = {page.key: read_story(page, texts, story) for page in pages}
    parts = FoldModels(texts, story, fit_kind_models(articles, texts, stories, folds, workers))
    _say("trained", started)
    models = {fold: _model(parts, articles, stories, fold) for fold in folds}
    return Trained(pages, models, _judges(pages, stories, folds))


def _judges(pages: Sequence[TrainingPage], stories: Mapping[str, Story], folds: Sequence[int]) -> dict[int, JudgeModel]:
    """For each fold left out the model that tells articles from other pages, given the story as models see it that do not know the page."""
    judged = [
        JudgedPage(page.url, page.metadata, page.blocks, stories[page.key].kept.tolist(), page.is_article, page.fold) for page in pages
    ]
    examples = [read_example(page) for page in judged]
    return {fold: learn([example for example in examples if example.fold != fold]) for fold in folds}


def _model(parts: FoldModels, articles: Sequence[TrainingPage], stories: Mapping[str, Story], fold: int) -> Model:
    used = [page for page in articles if page.fold != fold]
    return parts.model(fold, fit.fit_transitions(used), _calibration(used, stories))


def _calibration(pages: Sequence[TrainingPage], stories: Mapping[str, Story]) -> NDArray[np.float32]:
    """The exponent for the story probabilities, from the decisions of models that had not seen the pages; that for the labels is 1."""
    known = [page for page in pages if page.known.any()]
    exponent = best_exponent(
        np.concatenate([stories[page.key].probability for page in known]).astype(np.float64),
        np.concatenate([page.story for page in known]).astype(np.float64),
        np.concatenate([page.known for page in known]).astype(np.float64),
    )
    return np.array([exponent, 1.0], dtype=np.float32)


def _say(text: str, started: float) -> None:
    print(f"{time.monotonic() - started:6.0f} s  {text}", file=sys.stderr, flush=True)
