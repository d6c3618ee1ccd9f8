"""Everything a page says of its authors -> their names, from the best source that names any."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pipelines.metadata.about import article_type, site_names
from pipelines.metadata.author_sources import declared_authors, organisation_keys, shared_authors
from pipelines.metadata.byline import read_bylines
from pipelines.metadata.byline_text import names_beside_dates, plain_bylines, signatures
from pipelines.metadata.claims import Claims
from pipelines.metadata.lines import Line
from pipelines.metadata.names import clean_names, is_organisation, looks_like_name, name_key
from pipelines.metadata.place import StoryPlace

Names = tuple[str, ...]
Keys = frozenset[str]


def read_authors(claims: Claims, place: StoryPlace, read_lines: Callable[[], Sequence[Line]], *, keep_organisations: bool = True) -> Names:
    """The authors: people whom linked data, meta tags or microdata name, else those of the visible byline; empty where none is named.

    With `keep_organisations` the agencies and desks named beside them stay; and where no person is named, the organisation that is:
    another one before the site itself, which counts only where markup calls it the author.
    `read_lines` gives the lines of the story, and is called only where they are needed.
    """
    site = frozenset(filter(None, map(name_key, site_names(claims))))
    known = site | organisation_keys(claims)
    people = _people(claims, place, read_lines, known)
    says_article = "article" in (article_type(claims) or "")
    if not keep_organisations:
        return people or _signed(read_lines(), known, trusts_lines=says_article)
    declared = [*declared_authors(claims), *shared_authors(claims)]
    if people:
        return _with_organisations(people, declared, site, known)
    named = _organisations(declared, site, known)
    if named and not site.issuperset(map(name_key, named)):
        return named
    texts = (*signatures(read_lines()), *_bylines(claims, place, read_lines))
    return _signed(read_lines(), known, trusts_lines=says_article or bool(named)) or named or _agencies(texts, known)


def _people(claims: Claims, place: StoryPlace, read_lines: Callable[[], Sequence[Line]], known: Keys) -> Names:
    people = _fullest(clean_names(texts, known) for texts in declared_authors(claims))
    people = people or next((names for texts in shared_authors(claims) if (names := clean_names(texts, known))), ())
    if people and not all(map(_is_account, people)):
        return people
    return _best_visible(people, _visible_people(_bylines(claims, place, read_lines), known))


def _fullest(sources: Iterable[Names]) -> Names:
    """The first source that names people, or a later one that names them all and more."""
    best: Names = ()
    for names in sources:
        keys = frozenset(map(name_key, names))
        if names and (not best or (len(names) > len(best) and keys.issuperset(map(name_key, best)))):
            best = names
    return best


def _is_account(name: str) -> bool:
    """Whether a name is one word in Latin letters: more often an account than a whole name."""
    return len(name.split()) == 1 and name[0].isascii()


def _best_visible(declared: Names, visible: Iterable[Names]) -> Names:
    """The declared names where the page shows them, too; else the first whole names that it shows, else the first names."""
    first = declared
    for names in visible:
        if names == declared or not any(map(_is_account, names)):
            return names
        first = first or names
    return first


def _visible_people(sources: Iterable[Sequence[str]], known: Keys) -> Iterator[Names]:
    """The people of each visible byline that names any."""
    for texts in sources:
        if people := tuple(name for name in clean_names(texts, known) if looks_like_name(name)):
            yield people


def _bylines(claims: Claims, place: StoryPlace, read_lines: Callable[[], Sequence[Line]]) -> Iterator[Names]:
    yield from read_bylines(claims.root, place)
    yield from plain_bylines(read_lines())


def _signed(lines: Sequence[Line], known: Keys, *, trusts_lines: bool) -> Names:
    """Names that no word calls the author: beside a date, or with `trusts_lines` alone in a line."""
    texts = (*names_beside_dates(lines), *(signatures(lines) if trusts_lines else ()))
    return next(_visible_people(texts, known), ())


def _with_organisations(people: Names, declared: Sequence[Sequence[str]], site: Keys, known: Keys) -> Names:
    """The people, with the agencies that their source names beside them; the site itself is none."""
    for texts in declared:
        if clean_names(texts, known) == people:
            named = clean_names(texts, known, keep_organisations=True)
            return tuple(name for name in named if name in people or name_key(name) not in site)
    return people


def _organisations(declared: Iterable[Sequence[str]], site: Keys, known: Keys) -> Names:
    """The first organisations that are not the site itself; else the site, where linked data or a tag names it as the author."""
    sources = [names for texts in declared if (names := clean_names(texts, known, keep_organisations=True))]
    others = (names for names in sources if not site.issuperset(map(name_key, names)))
    return next(others, next(iter(sources), ()))


def _agencies(visible: Iterable[Sequence[str]], known: Keys) -> Names:
    """The agencies and desks in the first byline that names any."""
    for texts in visible:
        if names := tuple(name for name in clean_names(texts, known, keep_organisations=True) if is_organisation(name, known)):
            return names
    return ()
