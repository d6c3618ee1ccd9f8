"""Claims -> what kind of page it is, whose, about what, and under which address: the fields that need no weighing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from pipelines.guard import is_allowed
from pipelines.metadata.claims import Claims
from pipelines.metadata.meta_tags import all_tags, first_tag
from pipelines.metadata.schema import first_text, names_of, node_types, page_type, texts_of, url_of
from pipelines.text import clean_text, squeeze
from pipelines.urls import absolute_url, is_same_site, registered_domain

MAX_KEYWORDS = 100
MAX_KEYWORD_CHARS = 100
MAX_BODY_CHARS = 500_000
_TYPE = re.compile(r"[A-Za-z][\w.:-]{0,40}")  # what some pages put there is a title
_SITE_TYPES = frozenset({"website", "organization", "newsmediaorganization"})


def publisher(claims: Claims) -> str | None:
    """The publisher's name by linked data, else the site's name."""
    named = (name for node in claims.nodes for name in names_of(claims.json_ld, node.get("publisher")))
    tagged = (first_tag(claims.tags, name) for name in ("og:site_name", "publisher", "dc.publisher", "application-name"))
    return next((name for name in (*named, *tagged) if name and "://" not in name), None)


def site_names(claims: Claims) -> tuple[str, ...]:
    """All names the site goes by: what it calls itself, its domain, and the domain's first label."""
    nodes = (node for node in claims.json_ld.top if _SITE_TYPES.intersection(node_types(node)))
    named = [name for node in nodes for name in texts_of(node.get("name"))]
    named += [name for node in claims.nodes for name in names_of(claims.json_ld, node.get("publisher"))]
    named += all_tags(claims.tags, "og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
    try:
        domain = registered_domain(claims.url)
    except ValueError:
        return tuple(named)
    return (*named, domain, domain.split(".")[0])


def section(claims: Claims) -> str | None:
    """The section the article stands in, as the page names it."""
    return first_text(claims.articles, "articleSection") or first_tag(
        claims.tags, "article:section", "og:article:section", "parsely-section", "articlesection", "section", "dc.subject"
    )


def keywords(claims: Claims) -> tuple[str, ...]:
    """The article's keywords, each once; joined ones are taken apart."""
    texts = [text for node in claims.articles for text in texts_of(node.get("keywords"))]
    texts = texts or [*all_tags(claims.tags, "article:tag", "news_keywords", "keywords", "parsely-tags")]
    parts = (part.strip() for text in texts for part in text.replace(";", ",").split(","))
    found: dict[str, str] = {}
    for part in parts:
        if part and len(part) <= MAX_KEYWORD_CHARS and "://" not in part:
            found.setdefault(part.casefold(), part)
    return tuple(found.values())[:MAX_KEYWORDS]


def description(claims: Claims) -> str | None:
    """The page's own summary of the article."""
    return first_text(claims.articles, "description") or first_tag(
        claims.tags, "og:description", "description", "twitter:description", "dc.description"
    )


def image_url(claims: Claims) -> str | None:
    """The article's main picture, absolute; none where it lies at an address that the guard refuses."""
    linked = [url_of(node.get("image")) or url_of(claims.json_ld.resolve(node.get("image"))) for node in claims.articles]
    found = [*linked, first_tag(claims.tags, "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")]
    links = (absolute_url(claims.url, text) for text in found)
    return next((link for link in links if link and is_allowed(link, claims.url)), None)


def canonical_url(claims: Claims) -> str | None:
    """The address the page gives itself, absolute; one on another registered domain, or that the guard refuses, is no claim to keep."""
    links = (link.get("href") for link in claims.root.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    found = (absolute_url(claims.url, text) for text in (next(links, None), first_tag(claims.tags, "og:url")))
    return next((link for link in found if link and is_same_site(link, claims.url) and is_allowed(link, claims.url)), None)


def article_type(claims: Claims) -> str | None:
    """What the page claims to be, in lower case: its article's schema.org type, another telling type, or og:type."""
    og_type = first_tag(claims.tags, "og:type")
    return page_type(claims.articles) or page_type(claims.pages) or (og_type.lower() if og_type and _TYPE.fullmatch(og_type) else None)


def article_body(claims: Claims) -> str | None:
    """The text that linked data gives as the article's, line breaks kept."""
    return next((text for node in claims.articles if (text := _long_text(node.get("articleBody")))), None)


def copyright_holder(claims: Claims) -> str | None:
    """Who holds the copyright, by linked data or a meta tag."""
    named = (name for node in claims.nodes for name in names_of(claims.json_ld, node.get("copyrightHolder")))
    return next(named, None) or first_tag(claims.tags, "dc.rights", "dcterms.rightsholder", "dcterms.rights", "copyright", "rights")


def language_claims(claims: Claims) -> Iterator[str | None]:
    """The languages the page declares, best first; og:locale last, since sites leave it at its default."""
    yield claims.root.get("lang") or claims.root.get("{http://www.w3.org/XML/1998/namespace}lang") or claims.root.get("xml:lang")
    for node in claims.articles:
        value = node.get("inLanguage")
        yield from (_language_code(item) for item in (value if isinstance(value, list) else [value]))
    for name in ("og:locale", "content-language", "language", "dc.language", "dcterms.language"):
        yield first_tag(claims.tags, name)


def _language_code(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return squeeze(value) if isinstance(value, str) else None


def _long_text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return clean_text(html.unescape(value[:MAX_BODY_CHARS])).strip() or None
