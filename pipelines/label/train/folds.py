"""The models of each fold, trained without it, and what they say of its pages: what the figures are measured on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.page import kind_matrix, story_matrix
from pipelines.label.model import Model
from pipelines.label.story import SURE_F1, Story, decide_page, score_text
from pipelines.label.train import fit
from pipelines.label.train.pages import FOLDS, TrainingPage
from pipelines.trees import Trees, sigmoid

NO_FOLD = -1  # the model for shipping leaves none out
Excluded = frozenset[int]


@dataclass(frozen=True, slots=True)
class TextModels:
    """Text weights by the folds they were trained without: of each one fold, each two, and of none."""

    story: dict[Excluded, tuple[NDArray[np.float32], float]]
    names: dict[Excluded, NDArray[np.float32]]

    def story_scores(self, page: TrainingPage, fold: int) -> NDArray[np.float32]:
        """The page's text scores as a model that leaves out `fold` may see them: from weights that know neither it nor the page's own."""
        weights, bias = self.story[_excluded(page, fold)]
        return score_text(page.values, weights[:, None])[:, 0] + bias

    def name_scores(self, page: TrainingPage, fold: int) -> NDArray[np.float32]:
        """The same for the 16 labels."""
        return score_text(page.values, self.names[_excluded(page, fold)])


def fit_text_models(pages: Sequence[TrainingPage]) -> TextModels:
    """Sixteen fits: without each fold and each pair of folds, so that no text score comes from weights that know the page; and with all."""
    known = [page for page in pages if page.known.any()]
    sets = [frozenset(pair) for size in (0, 1, 2) for pair in combinations(range(FOLDS), size)]
    without = {folds: [page for page in known if page.fold not in folds] for folds in sets}
    _say(f"fitting text weights on {len(known)} pages")
    return TextModels(
        story={folds: fit.fit_story_text(kept) for folds, kept in without.items()},
        names={folds: fit.fit_name_text(kept) for folds, kept in without.items()},
    )


def fit_story_models(pages: Sequence[TrainingPage], texts: TextModels, folds: Iterable[int], workers: int) -> dict[tuple[int, bool], Trees]:
    """For each fold left out (NO_FOLD: none) the trees without and with the verdict."""
    global _SHARED  # noqa: PLW0603 - read by forked workers, so that pages are not sent to each
    _SHARED = (pages, texts)
    jobs = [(fold, with_verdict) for fold in folds for with_verdict in (True, False)]
    with get_context("fork").Pool(workers) as pool:
        found = {}
        for job, trees in pool.imap(_fit_story, jobs):
            found[job] = trees
            _say(f"story trees {'with' if job[1] else 'without'} verdict, {_name(job[0])}")
    return found


def _fit_story(job: tuple[int, bool]) -> tuple[tuple[int, bool], Trees]:
    fold, with_verdict = job
    pages, texts = _SHARED
    used = [page for page in pages if page.fold != fold and page.known.any()]
    matrices = [matrix_of(page, texts, fold, with_verdict=with_verdict) for page in used]
    return job, fit.fit_story(used, matrices)


_SHARED: tuple[Sequence[TrainingPage], TextModels] = ((), TextModels({}, {}))


def matrix_of(page: TrainingPage, texts: TextModels, fold: int, *, with_verdict: bool) -> NDArray[np.float32]:
    """The page's story matrix for the models that leave out a fold."""
    verdict = page.verdict if page.verdict is not None else np.zeros(len(page.blocks), dtype=np.float32)
    return story_matrix(page.values, texts.story_scores(page, fold), verdict if with_verdict else None)


def read_story(page: TrainingPage, texts: TextModels, story: dict[tuple[int, bool], Trees], sure_f1: float = SURE_F1) -> Story:
    """The decision for a page, made by models that have not seen its domain: as `find_story` makes it at run time."""
    base = matrix_of(page, texts, page.fold, with_verdict=False)
    probability = sigmoid(story[page.fold, False].score(base)[:, 0])
    first = decide_page(page.values, probability, base)
    if first.expected_f1 >= sure_f1 or page.verdict is None:
        return first
    second = matrix_of(page, texts, page.fold, with_verdict=True)
    return decide_page(page.values, sigmoid(story[page.fold, True].score(second)[:, 0]), base)


def fit_kind_models(
    pages: Sequence[TrainingPage], texts: TextModels, stories: dict[str, Story], folds: Iterable[int], workers: int
) -> dict[int, Trees]:
    """For each fold left out the trees for the labels. `stories` are the decisions of models that had not seen the page's domain."""
    global _KINDS  # noqa: PLW0603 - as above
    _KINDS = ([page for page in pages if page.kinds is not None], texts, stories)
    with get_context("fork").Pool(workers) as pool:
        found = {}
        for fold, trees in pool.imap(_fit_kinds, folds):
            found[fold] = trees
            _say(f"label trees, {_name(fold)}")
    return found


def _fit_kinds(fold: int) -> tuple[int, Trees]:
    pages, texts, stories = _KINDS
    used = [page for page in pages if page.fold != fold]
    return fold, fit.fit_kinds(used, [_kind_matrix(page, texts, stories[page.key], fold) for page in used])


_KINDS: tuple[Sequence[TrainingPage], TextModels, dict[str, Story]] = ((), TextModels({}, {}), {})


def _kind_matrix(page: TrainingPage, texts: TextModels, story: Story, fold: int) -> NDArray[np.float32]:
    base = matrix_of(page, texts, fold, with_verdict=False)
    return kind_matrix(page.values, base, texts.name_scores(page, fold), story.probability, story.kept)[0]


@dataclass(frozen=True, slots=True)
class FoldModels:
    """All trained parts, by the folds they were trained without."""

    texts: TextModels
    story: dict[tuple[int, bool], Trees]
    kinds: dict[int, Trees]

    def model(self, fold: int, transitions: NDArray[np.float32], calibration: NDArray[np.float32]) -> Model:
        """The whole model that leaves out a fold (NO_FOLD: none)."""
        excluded = frozenset() if fold == NO_FOLD else frozenset((fold,))
        weights, bias = self.texts.story[excluded]
        return Model(
            story_text=weights,
            story_bias=bias,
            name_text=self.texts.names[excluded],
            story=self.story[fold, False],
            story_with_verdict=self.story[fold, True],
            kinds=self.kinds[fold],
            transitions=transitions,
            calibration=calibration,
        )


def _excluded(page: TrainingPage, fold: int) -> Excluded:
    return frozenset((page.fold,)) if fold == NO_FOLD else frozenset((page.fold, fold))


def _name(fold: int) -> str:
    return "all pages" if fold == NO_FOLD else f"without fold {fold}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
