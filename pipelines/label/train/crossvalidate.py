"""Predictions for every page of a corpus by models that have not seen its domain, in the form of the batch interface."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pipelines.article import Rejection
from pipelines.errors import PageError
from pipelines.extract import judge_blocks
from pipelines.label import label_page
from pipelines.label.train.pages import READ_AT, SAMPLES, TrainingPage
from pipelines.label.train.run import Trained
from pipelines.page import Page
from pipelines.results import Result, page_result
from pipelines.urls import normalize_url


def predict_out_of_fold(trained: Trained) -> Iterator[Result]:
    """One result for each page, in the order of the corpus."""
    for page in trained.pages:
        if page.dataset != SAMPLES:
            yield _predict(trained, page)


def _predict(trained: Trained, page: TrainingPage) -> Result:
    verdict = page.verdict.astype(bool).tolist() if page.verdict is not None else None
    labelled = label_page(page.values, trained.models[page.fold], lambda: verdict)
    source = Page(_naming_url(page), b"", READ_AT)
    try:
        article, refusal = judge_blocks(source, page.metadata, page.blocks, labelled, trained.judges[page.fold])
    except PageError as error:
        return page_result(page.key, None, Rejection(page.url, error.stage, error.reason, error.detail))
    return page_result(page.key, article, refusal)


def _naming_url(page: TrainingPage) -> str:
    """The page's URL; an address of its own where the corpus has none that names a host."""
    try:
        normalize_url(page.url)
    except ValueError:
        return f"http://corpus.invalid/{quote(page.key)}"
    return page.url
