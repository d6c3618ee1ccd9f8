"""Reinschrift's library: from a fetched page to a labelled article and a Parquet row.

Read it in the order of the data: `page` (what was fetched), `parse` (its tree), `metadata` (what it says about itself), `segment` (its
blocks), `script_story` (those that only its scripts would show), `main_content` (trafilatura's verdict), `label` (what each block is),
`assemble` with `judge` (the article, or why there is none); `extract` ties these together. `parquet`, `state` and `store` keep articles
without loss; `workers` runs extraction in processes that can be killed; `jobs` and `review` are the batch door and the page for a person
in doubt.

    >>> from datetime import UTC, datetime
    >>> from pipelines import Page, extract_article
    >>> extract_article(Page("https://news.example/a", html, datetime.now(UTC)))
"""

from __future__ import annotations

from pipelines.article import Article, Metadata, Rejection
from pipelines.block import Block, BlockKind, BlockLabel, LabelledBlock
from pipelines.errors import InputError, PageError, ReinschriftError
from pipelines.extract import extract_article, separate_text
from pipelines.page import Page

__all__ = [
    "Article",
    "Block",
    "BlockKind",
    "BlockLabel",
    "InputError",
    "LabelledBlock",
    "Metadata",
    "Page",
    "PageError",
    "ReinschriftError",
    "Rejection",
    "extract_article",
    "separate_text",
]
