"""Predictions for every page of a corpus by models that have not seen its domain, in the form of the batch interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from pipelines.article import Rejection
from pipelines.errors import PageError
from pipelines.extract import judge_blocks
from pipelines.jobs import Job, run_job
from pipelines.label import label_page
from pipelines.label.train.pages import READ_AT, TrainingPage, corpus_file, corpus_rows
from pipelines.label.train.run import Trained
from pipelines.page import Page
from pipelines.results import Result, page_result
from pipelines.urls import normalize_url


def predict_out_of_fold(trained: Trained, corpus: Path) -> Iterator[Result]:
    """One result for each page, in the order of the corpus; of a page without any block only what it says of itself is known."""
    pages = {page.key: page for page in trained.pages}
    for key, row in corpus_rows(corpus).items():
        page = pages.get(key)
        # No model is asked for a page without blocks, so that the shipped one gives nothing away here.
        yield _predict(trained, page) if page else run_job(Job(key, str(corpus_file(corpus, row)), row["url"]))


def _predict(trained: Trained, page: TrainingPage) -> Result:
    verdict = page.verdict.astype(bool).tolist() if page.verdict is not None else None
    labelled = label_page(page.values, trained.models[page.fold], lambda: verdict)
    source = Page(_naming_url(page), b"", READ_AT)
    try:
        article, refusal = judge_blocks(source, page.metadata, page.blocks, labelled, trained.judges[page.fold])
    except PageError as error:
        return page_result(page.key, None, Rejection(page.url, error.stage, error.reason, error.detail), page.metadata)
    return page_result(page.key, article, refusal)


def _naming_url(page: TrainingPage) -> str:
    """The page's URL; an address of its own where the corpus has none that names a host."""
    try:
        normalize_url(page.url)
    except ValueError:
        return f"http://corpus.invalid/{quote(page.key)}"
    return page.url
