"""Tree -> the page's meta tags by name, whichever attribute carries the name."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import lxml.html

from pipelines.text import squeeze

MAX_TAGS = 500
MAX_CONTENT_CHARS = 5_000
_NAME_ATTRIBUTES = ("property", "name", "itemprop", "http-equiv")

MetaTags = Mapping[str, Sequence[str]]


def read_meta_tags(root: lxml.html.HtmlElement) -> MetaTags:
    """The contents of the meta tags by name in lower case, in page order; empty ones are left out."""
    tags: dict[str, list[str]] = {}
    for _, element in zip(range(MAX_TAGS), root.iter("meta"), strict=False):
        content = squeeze(html.unescape((element.get("content") or "")[:MAX_CONTENT_CHARS]))
        for name in {(element.get(attribute) or "").strip().lower() for attribute in _NAME_ATTRIBUTES} - {""}:
            if content:
                tags.setdefault(name, []).append(content)
    return tags


def first_tag(tags: MetaTags, *names: str) -> str | None:
    """The first content under the first of the names that the page has."""
    return next((tags[name][0] for name in names if name in tags), None)


def all_tags(tags: MetaTags, *names: str) -> tuple[str, ...]:
    """All contents under the names, in the names' order."""
    return tuple(content for name in names for content in tags.get(name, ()))
