"""What a sitemap names: an index's sitemaps, a URL set's pages, a news sitemap's stories with their dates.

Written by hand because Scrapy's own reader drops everything inside `<news:news>` and stops at the first bad `<loc>`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from crawler.discovery.feeds import read_feed
from crawler.discovery.markup import broken, elements, is_empty_list, local_name, text_of, unpack
from crawler.discovery.moments import read_moment
from crawler.discovery.periods import periods_of
from crawler.discovery.scope import link_url, of_site
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Find, Source, UrlKind
from crawler.url_shape import judge_url

_ROOTS = frozenset({"urlset", "sitemapindex"})
_ENTRIES = frozenset({"url", "sitemap"})
_STARTS = ("http://", "https://", "/")  # of a location; a file that is cut ends with a piece of one
_FEED_ENTRIES = frozenset({"item", "entry"})


def read_sitemap(body: bytes, url: str, site: str | None = None, limits: SourceLimits = DEFAULT_LIMITS) -> list[Find]:
    """The finds of a sitemap, as many as the limits allow: XML, gzipped XML, one URL a line, or a feed in its place.

    URLs that are not of the site (the registered domain `site`, or that of the sitemap) are left out, and so are media files.
    One without entries gives none. Raises PageError (broken_feed) where none can be read, (doctype) where it may declare entities,
    (too_big) where more is unpacked than the limits allow.
    """
    plain = unpack(body, limits.unpacked_bytes)
    entries = _with_periods(list(islice((_xml_entries if plain.startswith(b"<") else _lines)(plain, url), limits.sitemap_urls)))
    if not entries and plain.startswith(b"<"):
        return [] if is_empty_list(plain, _ROOTS, _ENTRIES) else read_feed(plain, url, site, limits)
    if not entries:
        raise broken("no URL in it")
    return list(of_site(entries, site or url))


def _xml_entries(plain: bytes, url: str) -> Iterator[Find | None]:
    """One find for each entry whose URL can be read; None where it is of no use."""
    for element in elements(plain, _ENTRIES):
        parts = {local_name(child): child for child in reversed(element)}
        text = text_of(parts.get("loc")) or ""
        location = link_url(url, text) if text.lower().startswith(_STARTS) else None
        if location is None:
            continue
        if local_name(element) == "sitemap":
            yield Find(location, Source.SITEMAP, UrlKind.SITEMAP, modified=read_moment(text_of(parts.get("lastmod"))))
        else:
            yield _page(location, parts)


def _with_periods(entries: list[Find | None]) -> list[Find | None]:
    """The same finds; an index's sitemaps with the time that their names say."""
    indexed = [find for find in entries if find is not None and find.kind is UrlKind.SITEMAP]
    periods = dict(zip(indexed, periods_of([find.url for find in indexed]), strict=True))
    return [replace(find, begin=period.begin, end=period.end) if find and (period := periods.get(find)) else find for find in entries]


def _page(location: str, parts: dict[str, etree._Element]) -> Find | None:
    """The find of one `<url>`; a story of a news sitemap is an article whatever its URL looks like."""
    modified = read_moment(text_of(parts.get("lastmod")))
    if "news" not in parts:
        kind = judge_url(location)
        return Find(location, Source.SITEMAP, kind, modified=modified) if kind else None
    news = {local_name(child): text_of(child) for child in parts["news"].iterdescendants()}
    return Find(
        location, Source.NEWS_SITEMAP, UrlKind.ARTICLE, published=read_moment(news.get("publication_date")), modified=modified,
        title=news.get("title"), language=news.get("language"), access=news.get("access"),
    )  # fmt: skip


def _lines(plain: bytes, url: str) -> Iterator[Find | None]:
    """The finds of a plain-text sitemap: one absolute URL a line."""
    lines = (line.strip() for line in plain.decode("utf-8", "replace").splitlines())
    locations = (link_url(url, line) for line in lines if line.lower().startswith(("http://", "https://")))
    pages = ((location, judge_url(location)) for location in filter(None, locations))
    return (Find(location, Source.SITEMAP, kind) if kind else None for location, kind in pages)
