"""Tree -> Metadata: what a page says about itself.

Read in this order: `json_ld` (`json_repair`), `schema`, `meta_tags`, `microdata`, `visible` read the page, `claims` holds what they found;
`headline`, `dates` (`months`, `published`), `language`, `rights` and `about` make fields of it. `place` finds where the story stands and
`lines` what a reader sees of it: from these come the day that no tag gives (`visible_date`) and the byline (`byline`, `byline_text`), which
`authors` weighs against what the markup names (`author_sources`, `names`, `roles`).
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from datetime import UTC, datetime

import lxml.html

from pipelines.article import LanguageSource, Metadata
from pipelines.metadata import about, rights
from pipelines.metadata.authors import read_authors
from pipelines.metadata.claims import Claims, read_claims
from pipelines.metadata.headline import read_headline
from pipelines.metadata.language import declared_language, detect_language
from pipelines.metadata.lines import Line, story_lines
from pipelines.metadata.place import StoryPlace, find_place
from pipelines.metadata.published import PageDates, read_dates, script_date
from pipelines.metadata.visible_date import find_visible_date

__all__ = ["detect_language", "read_metadata"]

DATE_CONFLICT = "date_conflict"
DATE_GUESSED = "date_guessed"  # the day stands on the page, or is that of the last change; no tag calls it the publication's


def read_metadata(
    root: lxml.html.HtmlElement,
    url: str,
    *,
    robots_header: str | None = None,
    tdm_reserved: bool | None = None,
    fetched_at: datetime | None = None,
    keep_organisations: bool = True,
) -> Metadata:
    """What the page at the URL says about itself; markup first, then what a reader sees where markup is silent.

    `robots_header` are the values of X-Robots-Tag headers, one a line; `tdm_reserved` is what header or site say of text and data mining.
    Dates more than two days after `fetched_at` (None: now) are ignored.
    Authors are people; with `keep_organisations` the agencies and desks named beside them stay, too, and where a page names no person, the
    organisation that it calls its author, if need be the site.
    Flags: date_conflict (linked data and meta tags disagree by more than a day), date_guessed (no tag gives the day).
    The tree is not touched, and nothing that a page contains raises.
    """
    claims = read_claims(root, url)
    now = fetched_at or datetime.now(UTC)
    headline = read_headline(claims)
    place = find_place(root, headline)
    read_lines = functools.cache(functools.partial(story_lines, root, place))
    declared = _read_declared(claims, read_dates(claims, place, now), robots_header, tdm_reserved=tdm_reserved)
    authors = read_authors(claims, place, read_lines, keep_organisations=keep_organisations)
    metadata = dataclasses.replace(declared, headline=headline, authors=authors)
    return metadata if metadata.date_published else _with_date(metadata, root, place, read_lines(), now)


def _read_declared(claims: Claims, dates: PageDates, robots_header: str | None, *, tdm_reserved: bool | None) -> Metadata:
    language = declared_language(about.language_claims(claims))
    return Metadata(
        description=about.description(claims),
        image_url=about.image_url(claims),
        keywords=about.keywords(claims),
        publisher=about.publisher(claims),
        section=about.section(claims),
        date_published=dates.published,
        date_modified=dates.modified,
        language=language,
        language_source=LanguageSource.DECLARED if language else None,
        is_accessible_for_free=rights.is_free(claims.nodes, claims.tags),
        canonical_url=about.canonical_url(claims),
        article_type=about.article_type(claims),
        article_body=about.article_body(claims),
        robots_directives=rights.robots_directives(claims.tags, robots_header),
        tdm_reserved=rights.tdm_reserved(claims.tags, around_page=tdm_reserved),
        license_url=rights.license_url(claims.root, claims.nodes, claims.url),
        copyright_holder=about.copyright_holder(claims),
        flags=(DATE_CONFLICT,) if dates.in_conflict else (),
    )


def _with_date(metadata: Metadata, root: lxml.html.HtmlElement, place: StoryPlace, lines: Sequence[Line], now: datetime) -> Metadata:
    """The metadata with the day that stands on the page, in its scripts or beside the story; else that of the last change."""
    found = find_visible_date(lines, metadata.language, now) or script_date(root, now)
    if found is None:
        around = story_lines(root, dataclasses.replace(place, is_wide=True))
        found = find_visible_date(around, metadata.language, now) or metadata.date_modified
    return dataclasses.replace(metadata, date_published=found, flags=(*metadata.flags, DATE_GUESSED)) if found else metadata
