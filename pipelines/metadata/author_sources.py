"""Where a page names its authors: groups of texts, the best source first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.metadata.claims import Claims
from pipelines.metadata.meta_tags import MetaTags, all_tags
from pipelines.metadata.names import name_key
from pipelines.metadata.schema import names_of, organisations_of

_AUTHOR_TAGS = (
    "article:author author og:article:author parsely-author sailthru.author citation_author cxenseparse:author byl dc.creator"
    " dcterms.creator dc.creator.author article:author_name article_author articleauthor authors citation_authors"
).split()
_WRITTEN_BY = frozenset(
    {"writtenby", "verfasstvon", "geschriebenvon", "ecritpar", "escritopor", "scrittoda", "geschrevendoor", "author", "autor"}
)
MAX_LABELS = 3  # twitter:label1 to 3


def declared_authors(claims: Claims) -> Iterator[Sequence[str]]:
    """The texts that linked data and meta tags give."""
    for node in claims.articles:
        yield list(names_of(claims.json_ld, node.get("author")))
    for name in _AUTHOR_TAGS:
        yield all_tags(claims.tags, name)
    yield _labelled_authors(claims.tags)
    for node in claims.articles:
        yield list(names_of(claims.json_ld, node.get("creator")))


def shared_authors(claims: Claims) -> Iterator[Sequence[str]]:
    """The texts of sources that other stories on the page may have a part in: microdata, and linked data of the page as a whole."""
    yield claims.microdata.get("author", ())
    for node in claims.pages:
        yield list(names_of(claims.json_ld, node.get("author")))


def organisation_keys(claims: Claims) -> frozenset[str]:
    """The `name_key`s of the authors that linked data calls organisations."""
    names = (name for node in claims.nodes for name in organisations_of(claims.json_ld, node.get("author")))
    return frozenset(filter(None, map(name_key, names)))


def _labelled_authors(tags: MetaTags) -> tuple[str, ...]:
    """The author that twitter's label and data pairs name, as WordPress writes them."""
    labels = ((all_tags(tags, f"twitter:label{number}"), all_tags(tags, f"twitter:data{number}")) for number in range(1, MAX_LABELS + 1))
    return tuple(data[0] for label, data in labels if label and data and name_key(label[0]) in _WRITTEN_BY)
