"""What the publisher allows and reserves: robots directives, text-and-data-mining reservation, licence, access."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import lxml.html

from pipelines.metadata.json_ld import Node
from pipelines.metadata.meta_tags import MetaTags, all_tags, first_tag
from pipelines.metadata.schema import url_of
from pipelines.urls import absolute_url

MAX_DIRECTIVES = 50
_ROBOTS_NAMES = ("robots", "googlebot", "googlebot-news", "x-robots-tag")
# Directives that hold a colon of their own; before any other colon stands the name of the robot it is meant for.
_VALUED_DIRECTIVES = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


def robots_directives(tags: MetaTags, robots_header: str | None) -> tuple[str, ...]:
    """The directives of robots meta tags and the X-Robots-Tag header in lower case, each once."""
    texts = [*all_tags(tags, *_ROBOTS_NAMES), *([robots_header] if robots_header else [])]
    found = (_directive(token) for text in texts for token in text.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(filter(None, found)))[:MAX_DIRECTIVES]


def tdm_reserved(tags: MetaTags) -> bool | None:
    """Whether text and data mining is reserved by the TDM Reservation Protocol's meta tag; None where it says nothing."""
    return {"1": True, "0": False}.get(first_tag(tags, "tdm-reservation") or "")


def license_url(root: lxml.html.HtmlElement, nodes: Sequence[Node], url: str) -> str | None:
    """The licence that linked data or a link with rel=license names, absolute."""
    links = (element.get("href") for element in root.iterdescendants("link", "a") if _has_relation(element, "license"))
    claims: Iterable[str | None] = (*(url_of(node.get("license")) for node in nodes), next(links, None))
    return next((link for claim in claims if (link := absolute_url(url, claim))), None)


def is_free(nodes: Sequence[Node], tags: MetaTags) -> bool | None:
    """Whether the article is free to read, by schema.org's isAccessibleForFree or a content tier; None where nothing says."""
    for node in nodes:
        claim = _truth(node.get("isAccessibleForFree"))
        if claim is not None:
            return claim
    tier = (first_tag(tags, "article:content_tier") or "").lower()
    return {"free": True, "locked": False}.get(tier)


def _directive(token: str) -> str:
    text = token.strip().lower()
    name, colon, rest = text.partition(":")
    return text if not colon or name.strip() in _VALUED_DIRECTIVES else rest.strip()


def _has_relation(element: lxml.html.HtmlElement, relation: str) -> bool:
    return relation in (element.get("rel") or "").lower().split()


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().rsplit("/", 1)[-1].lower())
    return None
