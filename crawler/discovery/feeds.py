"""What a feed names: the stories of RSS 2.0, RSS 1.0 and Atom, told apart by content and not by what the server calls them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from lxml import etree

from crawler.discovery.markup import broken, elements, is_empty_list, local_name, text_of, unpack
from crawler.discovery.moments import read_moment
from crawler.discovery.scope import link_url, of_site
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Find, Source, UrlKind
from crawler.url_shape import judge_url
from pipelines.urls import absolute_url

_ROOTS = frozenset({"rss", "feed", "rdf"})
_ENTRIES = frozenset({"item", "entry"})
_PUBLISHED = ("published", "pubdate", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_NO_STORY = frozenset({None, UrlKind.FRONT, UrlKind.FEED, UrlKind.SITEMAP, UrlKind.ROBOTS})


def read_feed(body: bytes, url: str, site: str | None = None, limits: SourceLimits = DEFAULT_LIMITS) -> list[Find]:
    """The stories of a feed in its order; links to other sites than `site` (or the feed's own) and to media are left out.

    A feed without entries gives none. Raises PageError (broken_feed) where none can be read, (doctype) where it may declare entities,
    (too_big) where more is unpacked than the limits allow.
    """
    plain = unpack(body, limits.unpacked_bytes)
    entries = list(islice(_entries(plain, url), limits.feed_entries))
    if not entries and not is_empty_list(plain, _ROOTS, _ENTRIES):
        raise broken("no entry in it")
    return list(of_site(entries, site or url))


@dataclass(frozen=True, slots=True)
class _Channel:
    """What the feed says about all its entries."""

    base: str
    language: str | None


def _entries(plain: bytes, url: str) -> Iterator[Find | None]:
    """One find for each entry; None where it links to no story."""
    channel: _Channel | None = None
    for element in elements(plain, _ENTRIES):
        channel = channel or _channel_before(element, url)
        yield _story(element, channel)


def _channel_before(first: etree._Element, url: str) -> _Channel:
    """What stands in front of the first entry: the site's link, against which others are relative, and the language."""
    base, language = url, None
    root = first.getroottree().getroot()
    for element in root.iter():
        if element is first:
            break
        if local_name(element) == "link" and base == url:
            base = absolute_url(url, _href(element)) or url
        if local_name(element) == "language":
            language = text_of(element)
    return _Channel(base, language)


def _story(element: etree._Element, channel: _Channel) -> Find | None:
    parts = {local_name(child): child for child in reversed(element)}
    base = absolute_url(channel.base, element.base) or channel.base
    link = link_url(base, _link(element, parts))
    if link is None or judge_url(link) in _NO_STORY:
        return None
    language = text_of(parts.get("language")) or element.xpath("string(ancestor-or-self::*[@xml:lang][1]/@xml:lang)")
    return Find(
        link, Source.FEED, UrlKind.ARTICLE, published=_moment(parts, _PUBLISHED), modified=_moment(parts, _MODIFIED),
        title=text_of(parts.get("title")), language=str(language) if language else channel.language,
    )  # fmt: skip


def _link(element: etree._Element, parts: dict[str, etree._Element]) -> str | None:
    """The entry's own page: what a feed service replaced, an alternate link, a guid that is a link, RSS 1.0's `about`."""
    about = next((str(value) for name, value in element.attrib.items() if str(name).endswith("}about")), None)
    guid = parts.get("guid")
    permalink = text_of(guid) if guid is not None and guid.get("isPermaLink", "true").lower() != "false" else None
    links = [_href(child) for child in element if local_name(child) == "link"]
    candidates = [text_of(parts.get("origlink")), *links, permalink if (permalink or "").startswith("http") else None, about]
    return next((link for link in candidates if link), None)


def _href(link: etree._Element) -> str | None:
    """Where a link element leads, if it is the page itself: not the feed, an enclosure, the comments or an editing address."""
    href = link.get("href")
    if href is None:
        return text_of(link)
    is_alternate = link.get("rel", "alternate").rpartition("/")[2] == "alternate"
    return href if is_alternate and link.get("type", "text/html") in _PAGE_TYPES else None


def _moment(parts: dict[str, etree._Element], names: tuple[str, ...]) -> datetime | None:
    """The first of the dates that can be read."""
    moments = (read_moment(text_of(parts.get(name))) for name in names)
    return next((moment for moment in moments if moment), None)
