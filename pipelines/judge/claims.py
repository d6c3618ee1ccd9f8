"""What the page says about itself: its type, its authors, its dates, its headline."""

from __future__ import annotations

import math

from pipelines.article import Metadata
from pipelines.text import count_words

NON_ARTICLE_TYPES = frozenset(
    "product product.group productgroup someproducts offer faqpage discussionforumposting collectionpage qapage question"
    " softwareapplication itemlist profile profilepage searchresultspage jobposting contactpage aboutpage event course".split()
)
# Parts of schema.org and Open Graph types.
TYPE_PARTS = {
    "business": ("business", "organization", "service", "company", "contactpoint", "corporation", "store", "restaurant", "hotel", "place"),
    "product": ("product", "offer", "item", "application", "app"),
    "forum": ("forum", "qapage", "question", "comment"),
    "list": ("list", "collection", "search", "breadcrumb", "profile", "person", "catalog", "event"),
    "manual": ("techarticle", "apireference", "faq", "course", "howto"),
    "story": ("newsarticle", "blogposting", "reportage", "opinion", "liveblog", "claimreview", "review", "recipe"),
}
MAX_AUTHORS = 3


def says_article(metadata: Metadata) -> bool:
    """Whether the page calls itself an article of some kind."""
    kind = metadata.article_type or ""
    return ("article" in kind or "posting" in kind or kind == "news") and kind not in NON_ARTICLE_TYPES


def is_dated(metadata: Metadata) -> bool:
    """Whether the page gives a date of publication that is no guess."""
    return metadata.date_published is not None and "date_guessed" not in metadata.flags


def read_claims(metadata: Metadata) -> dict[str, float]:
    """Signs by name; numbers of words are logarithms but for the headline's."""
    kind, headline, published = metadata.article_type or "", metadata.headline or "", metadata.date_published
    return {
        **read_type(kind),
        "says_article": float(says_article(metadata)),
        "says_plain_article": float(kind == "article"),
        "says_other": float(kind in NON_ARTICLE_TYPES),
        "says_website": float(kind == "website"),
        "says_nothing": float(not kind),
        "authors": float(min(MAX_AUTHORS, len(metadata.authors))),
        "date_guessed": float(not is_dated(metadata)),
        "has_instant": float(published is not None and published.precision != "day"),
        "has_modified": float(metadata.date_modified is not None),
        "has_image": float(metadata.image_url is not None),
        "has_publisher": float(metadata.publisher is not None),
        "has_section": float(metadata.section is not None),
        "has_body_claim": float(metadata.article_body is not None),
        "says_free": float(metadata.is_accessible_for_free is not None),
        "keywords": math.log1p(len(metadata.keywords)),
        "headline_words": float(count_words(headline)),
        "headline_asks": float(headline.rstrip().endswith("?")),
        "description_words": math.log1p(count_words(metadata.description or "")),
    }


def read_type(kind: str) -> dict[str, float]:
    """For each group of types whether the page's type is of it."""
    return {f"type_{name}": float(any(part in kind for part in parts)) for name, parts in TYPE_PARTS.items()}
