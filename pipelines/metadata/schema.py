"""JSON-LD -> the nodes that describe this page's article, and values out of them whose types never lie."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.metadata.json_ld import JsonLd, Node
from pipelines.text import squeeze
from pipelines.urls import normalize_url

_ARTICLE_ENDINGS = ("article", "posting")
_ARTICLE_TYPES = frozenset({"report", "review", "criticreview", "medicalscholarlyarticle", "claimreview"})
_ORGANISATION_ENDINGS = ("organization", "corporation", "business")
_NO_ARTICLE_TYPES = frozenset({"jobposting"})
# Nodes that describe the site or a part of the page, not the page.
_PART_TYPES = frozenset(
    "organization newsmediaorganization corporation localbusiness website breadcrumblist imageobject imagegallery person brand"
    " sitenavigationelement wpheader wpfooter wpsidebar searchaction webpageelement offer service listitem".split()
)
_GENERIC_PAGE_TYPES = frozenset({"webpage", "creativework", "thing"})
MAX_TEXT_CHARS = 2_000  # of a headline, name or description
MAX_DEPTH = 4  # lists in lists of names


def article_nodes(json_ld: JsonLd, url: str) -> tuple[Node, ...]:
    """The nodes of this page's article, best first: one that names the page's URL, then those with the same headline."""
    nodes = [node for node in json_ld.top if any(map(is_article_type, node_types(node)))]
    nodes.sort(key=_is_review)  # a fact check states its claim's review, with an author of its own, beside the article
    if not nodes:
        return ()
    best = next((node for node in nodes if _names_url(node, url)), nodes[0])
    headline = text_of(best.get("headline"))
    return (best, *(node for node in nodes if node is not best and text_of(node.get("headline")) in (None, headline)))


def page_nodes(json_ld: JsonLd) -> tuple[Node, ...]:
    """The nodes that describe the page as a whole without being an article: WebPage, VideoObject, CollectionPage."""
    return tuple(
        node
        for node in json_ld.top
        if (types := node_types(node)) and not any(name in _PART_TYPES or is_article_type(name) for name in types)
    )


def node_types(node: Node) -> tuple[str, ...]:
    """The node's schema.org types in lower case, without the vocabulary's address."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return tuple(name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip().lower() for name in names if isinstance(name, str) and name.strip())


def is_article_type(name: str) -> bool:
    """Whether a schema.org type in lower case is an article's."""
    return (name.endswith(_ARTICLE_ENDINGS) or name in _ARTICLE_TYPES) and name not in _NO_ARTICLE_TYPES


def page_type(nodes: Sequence[Node]) -> str | None:
    """The first telling type of the nodes; a bare WebPage tells nothing."""
    return next((name for node in nodes for name in node_types(node) if name not in _GENERIC_PAGE_TYPES), None)


def text_of(value: Any, max_chars: int = MAX_TEXT_CHARS) -> str | None:
    """The value as one line of text, entities resolved; None for what is no text. A list gives its first text."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, (str, dict))), None)
    if isinstance(value, dict):
        value = value.get("@value")
    if not isinstance(value, str):
        return None
    return squeeze(html.unescape(html.unescape(value[: 2 * max_chars])))[:max_chars] or None


def first_text(nodes: Sequence[Node], *keys: str) -> str | None:
    """The first text that any of the nodes has under any of the keys."""
    return next((text for node in nodes for key in keys if (text := text_of(node.get(key)))), None)


def texts_of(value: Any, depth: int = 0) -> Iterator[str]:
    """All texts in a text or list; a node counts by its name."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value:
            yield from texts_of(item, depth + 1)
    elif text := text_of(value.get("name") if isinstance(value, dict) else value):
        yield text


def names_of(json_ld: JsonLd, value: Any, depth: int = 0) -> Iterator[str]:
    """The names in an author's value: a text, a node, a reference to one, or a list of these."""
    if isinstance(value, list):
        for item in value if depth < MAX_DEPTH else ():
            yield from names_of(json_ld, item, depth + 1)
        return
    node = json_ld.resolve(value)
    if not isinstance(node, dict):
        yield from texts_of(value)
    elif node.get("name"):
        yield from names_of(json_ld, node["name"], depth + 1) if depth < MAX_DEPTH else ()
    elif name := " ".join(filter(None, (text_of(node.get("givenName")), text_of(node.get("familyName"))))):
        yield name


def organisations_of(json_ld: JsonLd, value: Any) -> Iterator[str]:
    """The names in an author's value that its types call organisations."""
    for item in value if isinstance(value, list) else [value]:
        node = json_ld.resolve(item)
        if isinstance(node, dict) and any(name.endswith(_ORGANISATION_ENDINGS) for name in node_types(node)):
            yield from texts_of(node.get("name"))


def url_of(value: Any) -> str | None:
    """The first URL in a text, a node (its url, contentUrl or @id) or a list of these; as written."""
    for _ in range(MAX_DEPTH):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value.strip() or None if isinstance(value, str) else None


def _is_review(node: Node) -> bool:
    return not any(name.endswith(_ARTICLE_ENDINGS) for name in node_types(node))


def _names_url(node: Node, url: str) -> bool:
    named = (url_of(node.get(key)) for key in ("url", "mainEntityOfPage", "@id"))
    return any(_same_page(name, url) for name in named if name)


def _same_page(url: str, other: str) -> bool:
    try:
        return normalize_url(url) == normalize_url(other)
    except ValueError:
        return False
