"""Tree -> everything the page states in markup made for machines, read once for all fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import lxml.html

from pipelines.metadata.json_ld import JsonLd, Node, read_json_ld
from pipelines.metadata.meta_tags import MetaTags, read_meta_tags
from pipelines.metadata.microdata import read_microdata
from pipelines.metadata.schema import article_nodes, page_nodes


@dataclass(frozen=True, slots=True)
class Claims:
    """A page's own statements; `articles` are the linked-data nodes of its article, best first, `pages` those of the page as a whole."""

    root: lxml.html.HtmlElement
    url: str
    json_ld: JsonLd
    articles: tuple[Node, ...]
    pages: tuple[Node, ...]
    tags: MetaTags
    microdata: Mapping[str, Sequence[str]]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The article's nodes, then the page's."""
        return (*self.articles, *self.pages)


def read_claims(root: lxml.html.HtmlElement, url: str) -> Claims:
    """The page's linked data, meta tags and microdata."""
    json_ld = read_json_ld(root)
    return Claims(
        root=root,
        url=url,
        json_ld=json_ld,
        articles=article_nodes(json_ld, url),
        pages=page_nodes(json_ld),
        tags=read_meta_tags(root),
        microdata=read_microdata(root),
    )
