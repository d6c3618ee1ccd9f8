"""What an HTML page links to on its own site: stories, sections, the next page of a list, feeds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice

from lxml import etree, html

from crawler.discovery.scope import link_url, site_of
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Find, Source, UrlKind
from crawler.url_shape import judge_url
from pipelines.directives import read_directives
from pipelines.markup import mend_markup
from pipelines.urls import absolute_url, normalize_url

MAX_LOOKED_AT = 20_000  # links of a page, also to other sites; one on the site costs 60 µs
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_UNTRUSTED = frozenset({"nofollow", "ugc", "sponsored"})
_NOFOLLOW = frozenset({"nofollow", "none"})

_SOURCES = {UrlKind.FRONT: Source.FRONT_PAGE, UrlKind.ARTICLE: Source.ARTICLE_LINK}
# Menus stand on every page, so an article adds only other articles; a list of links adds all that may be news.
_FROM_ARTICLES = frozenset({UrlKind.ARTICLE, UrlKind.FEED})
_FROM_LISTS = frozenset({UrlKind.ARTICLE, UrlKind.UNKNOWN, UrlKind.SECTION, UrlKind.LISTING, UrlKind.FEED})

_judge = lru_cache(maxsize=8192)(judge_url)  # menus and lists name the same pages again and again


def read_links(
    page: bytes | html.HtmlElement,
    url: str,
    page_kind: UrlKind,
    robots_header: str | None = None,
    limits: SourceLimits = DEFAULT_LIMITS,
) -> list[Find]:
    """The finds of a page in its order, each page of the site once; none where the page or its header says nofollow.

    An article gives articles and feeds, every other page also sections and what may be an article. The page is read, not changed.
    """
    root = _root(page) if isinstance(page, bytes) else page
    if root is None or _forbids_following(root, robots_header):
        return []
    source = _SOURCES.get(page_kind, Source.SECTION)
    wanted = _FROM_ARTICLES if page_kind is UrlKind.ARTICLE else _FROM_LISTS
    finds: dict[str | None, Find] = {}
    own_name = _name(url)
    for link, kind in _links(root, url):
        if len(finds) >= limits.page_links:
            break
        if kind in wanted and (name := _name(link)) not in (None, own_name):
            finds.setdefault(name, Find(link, source, kind))
    return list(finds.values())


def _name(url: str) -> str | None:
    """The URL in its normal form, None where its host is none after all."""
    try:
        return normalize_url(url)
    except ValueError:
        return None


def _root(body: bytes) -> html.HtmlElement | None:
    """The tree of a page; its links are ASCII, so the encoding does not matter."""
    try:
        markup = mend_markup(body.decode("latin-1"))
        return html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True, no_network=True))
    except etree.LxmlError:  # empty, or not one element in it
        return None


def _forbids_following(root: html.HtmlElement, robots_header: str | None) -> bool:
    """Whether a robots meta element or X-Robots-Tag header asks all, or us by name, not to follow the links."""
    metas = (read_directives(meta.get("content", ""), meta.get("name", "").strip().lower()) for meta in root.iter("meta"))
    directives = chain(read_directives(robots_header or ""), *metas)
    return any(directive.is_for_us and directive.text in _NOFOLLOW for directive in directives)


def _links(root: html.HtmlElement, url: str) -> Iterator[tuple[str, UrlKind]]:
    """Each link of the site with the kind of what it leads to."""
    base, site = _base(root, url), site_of(url)
    seen: set[tuple[str, str, str | None]] = set()
    for element in islice(root.iter("a", "area", "link"), MAX_LOOKED_AT):
        reference = (element.tag, element.get("rel", ""), element.get("href"))
        if reference in seen:
            continue
        seen.add(reference)
        rel = frozenset(reference[1].lower().split())
        link = link_url(base, reference[2]) if _UNTRUSTED.isdisjoint(rel) else None
        if link is None or site_of(link) != site:
            continue
        kind = _kind_of_head_link(element, rel, link) if element.tag == "link" else _kind_of_link(rel, link)
        if kind is not None:
            yield link, kind


def _kind_of_link(rel: frozenset[str], link: str) -> UrlKind | None:
    """By the URL's shape; a list's next page is part of the list, and the front page of a sister host is a section of the site."""
    kind = _judge(link)
    is_section = kind is UrlKind.FRONT or (kind is UrlKind.UNKNOWN and "next" in rel)
    return UrlKind.SECTION if is_section else kind


def _kind_of_head_link(element: html.HtmlElement, rel: frozenset[str], link: str) -> UrlKind | None:
    """FEED for an announced feed but that of the comments, a list's next page; None for style sheets and all others."""
    if "alternate" in rel and element.get("type", "").strip().lower() in _FEED_TYPES:
        return UrlKind.FEED if "comment" not in link.lower() else None
    return _kind_of_link(rel, link) if "next" in rel else None


def _base(root: html.HtmlElement, url: str) -> str:
    """What relative links are relative to: the page's first `<base href>`, else its URL."""
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    return absolute_url(url, href) or url
