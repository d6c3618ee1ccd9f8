"""This library, with the model that it ships: for its CPU time and its memory. Its texts are scored from cross-validation."""

from __future__ import annotations

from datetime import UTC, datetime

from measured_run import Extraction, run

from pipelines import Page
from pipelines.errors import PageError
from pipelines.extract import separate_page

FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)  # a constant, so that two runs give the same texts


def extract(html: bytes, url: str) -> Extraction:
    """Text, title, authors, date and the verdict whether the page is an article; a refused page keeps its text."""
    try:
        article, refusal = separate_page(Page(url, html, FETCHED_AT))
    except PageError as error:
        return Extraction(None, status=str(error.reason))
    metadata = article.metadata
    date = metadata.date_published.day.isoformat() if metadata.date_published else None
    return Extraction(article.body, metadata.headline, metadata.authors, date, str(refusal.reason if refusal else article.status))


if __name__ == "__main__":
    run("reinschrift", extract)
