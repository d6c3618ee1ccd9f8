"""A find: one URL that a page, feed or sitemap names, with all that it says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Where a URL was found. Values are stable: they stand in the `pages` data set."""

    SEED = "seed"
    ROBOTS = "robots"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news_sitemap"
    FEED = "feed"
    FRONT_PAGE = "front_page"
    SECTION = "section"
    ARTICLE_LINK = "article_link"
    CANONICAL = "canonical"


class UrlKind(StrEnum):
    """What a URL is expected to be before it is fetched.

    LISTING is a page of links that is not news by itself (tag, author, archive): found, but followed last and only where depth
    allows. UNKNOWN is fetched as a possible article.
    """

    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"
    FRONT = "front"
    SECTION = "section"
    LISTING = "listing"
    ARTICLE = "article"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Find:
    """One URL and what its source says: dates are aware and UTC, None means that the source does not say."""

    url: str
    source: Source
    kind: UrlKind
    published: datetime | None = None
    modified: datetime | None = None
    title: str | None = None
    language: str | None = None
    access: str | None = None
    begin: datetime | None = None  # of a sitemap: the time of which it can hold stories
    end: datetime | None = None
