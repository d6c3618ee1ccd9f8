"""How much is taken from one file that names URLs: a sitemap, a feed, a robots.txt, a page of links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """The limits of one file: those of the sitemap protocol, and for feeds and pages ten times what honest ones hold."""

    robots_bytes: int = 512 * 1024
    unpacked_bytes: int = 50_000_000
    sitemap_urls: int = 50_000
    feed_entries: int = 5_000
    page_links: int = 3_000


DEFAULT_LIMITS = SourceLimits()
