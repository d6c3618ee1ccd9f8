"""Everything a page says of its authors -> the people among them, from the best source that names any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.metadata.about import site_names
from pipelines.metadata.byline import read_bylines
from pipelines.metadata.claims import Claims
from pipelines.metadata.meta_tags import MetaTags, all_tags
from pipelines.metadata.names import clean_names, looks_like_name, name_key
from pipelines.metadata.schema import names_of

_AUTHOR_TAGS = (
    "article:author author og:article:author parsely-author sailthru.author citation_author cxenseparse:author byl dc.creator"
    " dcterms.creator dc.creator.author article:author_name article_author authors"
).split()
_WRITTEN_BY = frozenset(
    {"writtenby", "verfasstvon", "geschriebenvon", "ecritpar", "escritopor", "scrittoda", "geschrevendoor", "author", "autor"}
)
MAX_LABELS = 3  # twitter:label1 to 3


def read_authors(claims: Claims, *, keep_organisations: bool = False) -> tuple[str, ...]:
    """The people who wrote the article: of linked data, else meta tags, microdata, the visible byline; empty where none names any.

    With `keep_organisations` the agencies named beside them stay, and where no person is named, the organisation that is.
    """
    site_keys = _site_keys(claims)
    declared = list(_declared(claims))
    for texts in declared:
        if people := clean_names(texts, site_keys):
            return clean_names(texts, site_keys, keep_organisations=True) if keep_organisations else people
    for texts in read_bylines(claims.root):
        if people := tuple(name for name in clean_names(texts, site_keys) if looks_like_name(name)):
            return people
    if not keep_organisations:
        return ()
    return next((names for texts in declared if (names := clean_names(texts, site_keys, keep_organisations=True))), ())


def guessed_authors(claims: Claims, text: str | None) -> tuple[str, ...]:
    """The people in an author text that somebody else found on the page."""
    people = clean_names([text], _site_keys(claims)) if text else ()
    return tuple(name for name in people if looks_like_name(name))


def _site_keys(claims: Claims) -> frozenset[str]:
    return frozenset(filter(None, map(name_key, site_names(claims))))


def _declared(claims: Claims) -> Iterator[Sequence[str]]:
    for node in claims.articles:
        yield list(names_of(claims.json_ld, node.get("author")))
    for name in _AUTHOR_TAGS:
        yield all_tags(claims.tags, name)
    yield _labelled_authors(claims.tags)
    for node in claims.articles:
        yield list(names_of(claims.json_ld, node.get("creator")))
    yield claims.microdata.get("author", ())


def _labelled_authors(tags: MetaTags) -> tuple[str, ...]:
    """The author that twitter's label and data pairs name, as WordPress writes them."""
    labels = ((all_tags(tags, f"twitter:label{number}"), all_tags(tags, f"twitter:data{number}")) for number in range(1, MAX_LABELS + 1))
    return tuple(data[0] for label, data in labels if label and data and name_key(label[0]) in _WRITTEN_BY)
