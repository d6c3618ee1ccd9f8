"""What the publisher allows and reserves: robots directives, text-and-data-mining reservation, licence, access."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import lxml.html

from pipelines.directives import EVERYONE, OUR_NAME, read_directives
from pipelines.guard import is_allowed
from pipelines.metadata.json_ld import Node
from pipelines.metadata.meta_tags import MetaTags, all_tags, first_tag
from pipelines.metadata.schema import url_of
from pipelines.urls import absolute_url

MAX_DIRECTIVES = 50
# The names of meta elements that speak to robots: to all, to us, and to those that publishers write to most.
_ADDRESSEES = {
    "robots": EVERYONE,
    "x-robots-tag": EVERYONE,
    OUR_NAME: OUR_NAME,
    "googlebot": "googlebot",
    "googlebot-news": "googlebot-news",
}


def robots_directives(tags: MetaTags, robots_header: str | None) -> tuple[str, ...]:
    """The directives of robots meta elements and X-Robots-Tag headers (one a line) in lower case, each once.

    Those that are meant for another robot have its name before them: `googlebot: noindex`.
    """
    on_page = (
        directive for name, robot in _ADDRESSEES.items() for text in all_tags(tags, name) for directive in read_directives(text, robot)
    )
    found = (str(directive) for directive in (*on_page, *read_directives(robots_header or "")) if directive.text)
    return tuple(dict.fromkeys(found))[:MAX_DIRECTIVES]


def tdm_reserved(tags: MetaTags, *, around_page: bool | None = None) -> bool | None:
    """Whether text and data mining is reserved by the TDM Reservation Protocol; None where nobody says so.

    The page's own meta element outranks `around_page`, which is what its header or the site's file says.
    """
    on_page = {"1": True, "0": False}.get(first_tag(tags, "tdm-reservation") or "")
    return around_page if on_page is None else on_page


def license_url(root: lxml.html.HtmlElement, nodes: Sequence[Node], url: str) -> str | None:
    """The licence that linked data or a link with rel=license names, absolute."""
    links = (element.get("href") for element in root.iterdescendants("link", "a") if _has_relation(element, "license"))
    claims: Iterable[str | None] = (*(url_of(node.get("license")) for node in nodes), next(links, None))
    return next((link for claim in claims if (link := absolute_url(url, claim)) and is_allowed(link, url)), None)


def is_free(nodes: Sequence[Node], tags: MetaTags) -> bool | None:
    """Whether the article is free to read, by schema.org's isAccessibleForFree or a content tier; None where nothing says."""
    for node in nodes:
        claim = _truth(node.get("isAccessibleForFree"))
        if claim is not None:
            return claim
    tier = (first_tag(tags, "article:content_tier") or "").lower()
    return {"free": True, "locked": False}.get(tier)


def _has_relation(element: lxml.html.HtmlElement, relation: str) -> bool:
    return relation in (element.get("rel") or "").lower().split()


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().rsplit("/", 1)[-1].lower())
    return None
