"""Rows made ready in a worker: the outbox holds the same row as the one that the writer makes by itself."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.arrow_rows import conform
from pipelines.article import Article
from pipelines.article_row import RevisionCause, article_row
from pipelines.extract import extract_article
from pipelines.outbox import pack, unpack
from pipelines.page import Page
from pipelines.parquet_schema import ARTICLE_SCHEMA
from pipelines.ready_row import make_ready

SENTENCE = "<p>The council of village {0} met about the old ferry landing, which has been closed since spring.</p>"
STORY = "".join(SENTENCE.format(number) for number in range(9))
LINKED_DATA = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}</script>'
HTML = (
    f'<html lang="en"><head><title>Ferry</title>{LINKED_DATA}</head>'
    f'<body><article><h1>Ferry</h1>{STORY}</article><ul><li><a href="/login">Sign in here</a></li></ul></body></html>'
)


def _article() -> Article:
    article = extract_article(Page("https://www.kurier.example/news/ferry", HTML, datetime(2026, 5, 4, tzinfo=UTC)))
    assert isinstance(article, Article)
    return article


def test_the_row_in_the_outbox_is_that_of_the_writer() -> None:
    """Blocks that were packed apart come back in the same row, under the run that stores it."""
    article = _article()
    ready = make_ready(article, keep_comment_text=False)
    assert ready is not None
    row = ready.of_run(article, spider="news", run_id="r1", revision_cause=RevisionCause.PUBLISHER)
    own = article_row(article, spider="news", run_id="r1", revision_cause=RevisionCause.PUBLISHER)
    assert unpack(pack(row.values)[1] + row.blocks[1]) == unpack(pack(conform(own, ARTICLE_SCHEMA))[1])
    assert "blocks" not in row.values


def test_it_counts_what_was_removed() -> None:
    """The summary of a run needs the labels of blocks that did not travel."""
    ready = make_ready(_article(), keep_comment_text=False)
    assert ready is not None
    assert sum(ready.removed.values()) == len(_article().removed) > 0


def test_a_row_that_the_schema_refuses_is_left_to_the_writer() -> None:
    """Offsets that do not give the body: the writer quarantines such a row, and says why."""
    article = _article()
    object.__setattr__(article, "body", "Another story.")
    assert make_ready(article, keep_comment_text=False) is None
