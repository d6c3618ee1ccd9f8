"""What the page says of itself, the same for all its blocks: news sites and others mean different things by a story."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata

NAMES = (
    "says_news",
    "says_article",
    "says_posting",
    "says_other",
    "says_nothing",
    "authors",
    "has_instant",
    "has_modified",
    "has_keywords",
    "has_section",
    "has_description",
    "not_free",
    "claims_text",
)


def read_claims(metadata: Metadata, blocks: int) -> NDArray[np.float32]:
    """For each of so many blocks the same columns NAMES, 0 or 1 and the number of authors."""
    kind = metadata.article_type or ""
    is_article = "article" in kind
    values = (
        "news" in kind or "report" in kind,
        is_article,
        "posting" in kind,
        bool(kind) and not is_article and "posting" not in kind and "news" not in kind,
        not kind,
        len(metadata.authors),
        metadata.date_published is not None and metadata.date_published.precision != "day",
        metadata.date_modified is not None,
        bool(metadata.keywords),
        bool(metadata.section),
        bool(metadata.description),
        metadata.is_accessible_for_free is False,
        bool(metadata.article_body),
    )
    return np.tile(np.array(values, dtype=np.float32), (blocks, 1))
