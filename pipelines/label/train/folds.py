"""The models of each fold, trained without it, and what they say of its pages: what the figures are measured on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from multiprocessing import get_context
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pipelines.label.cue_ratios import score_cues
from pipelines.label.features.page import kind_matrix, story_matrix
from pipelines.label.model import Model
from pipelines.label.story import SURE_F1, Story, decide_page
from pipelines.label.train import fit
from pipelines.label.train.pages import FOLDS, TrainingPage
from pipelines.trees import Trees, sigmoid

Key = TypeVar("Key")
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
        return score_cues(page.values.hashes, page.values.starts, weights[:, None])[:, 0] + bias

    def name_scores(self, page: TrainingPage, fold: int) -> NDArray[np.float32]:
        """The same for the 16 labels."""
        return score_cues(page.values.hashes, page.values.starts, self.names[_excluded(page, fold)])


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

    def fit_one(fold: int, *, with_verdict: bool) -> Trees:
        used = [page for page in pages if page.fold != fold and page.known.any()]
        matrices = [matrix_of(page, texts, fold, with_verdict=with_verdict) for page in used]
        _say(f"fitting story trees {'with' if with_verdict else 'without'} verdict, {_name(fold)}")
        return fit.fit_story(used, matrices)

    jobs = [(fold, with_verdict) for fold in folds for with_verdict in (True, False)]
    return _in_processes({job: partial(fit_one, job[0], with_verdict=job[1]) for job in jobs}, workers)


def matrix_of(page: TrainingPage, texts: TextModels, fold: int, *, with_verdict: bool) -> NDArray[np.float32]:
    """The page's story matrix for the models that leave out a fold."""
    verdict = page.verdict if page.verdict is not None else np.zeros(len(page.blocks), dtype=np.float32)
    return story_matrix(page.values, texts.story_scores(page, fold), verdict if with_verdict else None)


def read_story(page: TrainingPage, texts: TextModels, story: dict[tuple[int, bool], Trees]) -> Story:
    """The decision for a page, made by models that have not seen its domain: as `find_story` makes it at run time."""
    base = matrix_of(page, texts, page.fold, with_verdict=False)
    probability = sigmoid(story[page.fold, False].score(base)[:, 0])
    first = decide_page(page.values, probability, base)
    if first.expected_f1 >= SURE_F1 or page.verdict is None:
        return first
    second = matrix_of(page, texts, page.fold, with_verdict=True)
    return decide_page(page.values, sigmoid(story[page.fold, True].score(second)[:, 0]), base)


def fit_kind_models(
    pages: Sequence[TrainingPage], texts: TextModels, stories: dict[str, Story], folds: Iterable[int], workers: int
) -> dict[int, Trees]:
    """For each fold left out the trees for the labels. `stories` are the decisions of models that had not seen the page's domain."""

    def fit_one(fold: int) -> Trees:
        used = [page for page in pages if page.kinds is not None and page.fold != fold]
        _say(f"fitting label trees, {_name(fold)}")
        return fit.fit_kinds(used, [_kind_matrix(page, texts, stories[page.key], fold) for page in used])

    return _in_processes({fold: partial(fit_one, fold) for fold in folds}, workers)


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


def _in_processes(fits: Mapping[Key, Callable[[], Trees]], workers: int) -> dict[Key, Trees]:
    """What each fit gives. The workers are forked, so that the pages are not sent to each."""
    global _FITS  # noqa: PLW0603 - what a forked worker can read without its being sent
    _FITS = list(fits.values())
    with get_context("fork").Pool(workers) as pool:
        return dict(zip(fits, pool.imap(_run_fit, range(len(_FITS))), strict=True))


def _run_fit(number: int) -> Trees:
    return _FITS[number]()


_FITS: Sequence[Callable[[], Trees]] = ()


def _excluded(page: TrainingPage, fold: int) -> Excluded:
    return frozenset((page.fold,)) if fold == NO_FOLD else frozenset((page.fold, fold))


def _name(fold: int) -> str:
    return "all pages" if fold == NO_FOLD else f"without fold {fold}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
