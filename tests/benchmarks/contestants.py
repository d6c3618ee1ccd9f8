"""The extractors that are compared: HTML bytes and URL in, the story's text out, None where they find none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

import trafilatura
from trafilatura.settings import Document

from pipelines import Article, Page, extract_article

FETCHED_AT = datetime(2026, 11, 22, tzinfo=UTC)  # a constant, so that two runs give the same texts
Extractor = Callable[[bytes, str], str | None]

log = logging.getLogger(__name__)


def reinschrift_text(body: bytes, url: str) -> str | None:
    """The body of our article."""
    outcome = extract_article(Page(url, body, FETCHED_AT))
    return outcome.body or None if isinstance(outcome, Article) else None


def trafilatura_text(body: bytes, url: str) -> str | None:
    """The text that trafilatura gives, with its metadata read too, since ours are."""
    try:
        document = trafilatura.bare_extraction(body, url=url, with_metadata=True)
    except Exception:  # a page that breaks it counts as refused
        log.warning("trafilatura failed on %s", url, exc_info=True)
        return None
    return document.text or None if isinstance(document, Document) else None


CONTESTANTS: dict[str, Extractor] = {"reinschrift": reinschrift_text, "trafilatura": trafilatura_text}
