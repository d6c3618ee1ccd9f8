"""Tree -> Metadata: what a page says about itself.

Read in this order: `json_ld` (`json_repair`), `schema`, `meta_tags`, `microdata`, `visible` read the page, `claims` holds what they found;
`headline`, `dates` (`months`, `published`), `authors` (`names`, `roles`, `byline`), `language`, `rights` and `about` make fields of it;
`fallback` asks trafilatura and htmldate for what is still missing.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import lxml.html

from pipelines.article import LanguageSource, Metadata
from pipelines.metadata import about, rights
from pipelines.metadata.authors import guessed_authors, read_authors
from pipelines.metadata.claims import Claims, read_claims
from pipelines.metadata.dates import day_date
from pipelines.metadata.fallback import VERDICT_FAILED, guess_day, guess_names
from pipelines.metadata.headline import read_headline
from pipelines.metadata.language import declared_language, detect_language
from pipelines.metadata.published import read_dates

__all__ = ["detect_language", "read_metadata"]

DATE_CONFLICT = "date_conflict"
DATE_GUESSED = "date_guessed"  # htmldate found a day in text or markup that no tag calls the publication date


def read_metadata(
    root: lxml.html.HtmlElement,
    url: str,
    *,
    robots_header: str | None = None,
    fetched_at: datetime | None = None,
    keep_organisations: bool = False,
) -> Metadata:
    """What the page at the URL says about itself; markup first, then what trafilatura and htmldate see where markup is silent.

    `robots_header` is the X-Robots-Tag header's value. Dates more than two days after `fetched_at` (None: now) are ignored.
    Authors are people; with `keep_organisations` the agencies and desks that a page names as its authors stay, too.
    Flags: date_conflict (linked data and meta tags disagree by more than a day), date_guessed (no tag gives the day),
    verdict_failed (a library raised on the page).
    The tree is not touched, and nothing that a page contains raises.
    """
    claims = read_claims(root, url)
    declared = _read_declared(claims, robots_header, fetched_at or datetime.now(UTC))
    declared = dataclasses.replace(declared, authors=read_authors(claims, keep_organisations=keep_organisations))
    return _fill_gaps(declared, claims)


def _read_declared(claims: Claims, robots_header: str | None, now: datetime) -> Metadata:
    dates = read_dates(claims, now)
    language = declared_language(about.language_claims(claims))
    return Metadata(
        headline=read_headline(claims),
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
        tdm_reserved=rights.tdm_reserved(claims.tags),
        license_url=rights.license_url(claims.root, claims.nodes, claims.url),
        copyright_holder=about.copyright_holder(claims),
        flags=(DATE_CONFLICT,) if dates.in_conflict else (),
    )


def _fill_gaps(metadata: Metadata, claims: Claims) -> Metadata:
    """The metadata with headline, authors and day as the libraries find them, asked only where one of these is missing."""
    failed = False
    if not metadata.headline or not metadata.authors:
        guess = guess_names(claims.root, claims.url)
        failed = guess.failed
        metadata = dataclasses.replace(
            metadata,
            headline=metadata.headline or guess.headline,
            authors=metadata.authors or guessed_authors(claims, guess.author),
        )
    if not metadata.date_published:
        guess = guess_day(claims.root, claims.url)
        failed = failed or guess.failed
        if guess.day:
            found = day_date(guess.day, guess.day.isoformat())
            metadata = dataclasses.replace(metadata, date_published=found, flags=(*metadata.flags, DATE_GUESSED))
    return dataclasses.replace(metadata, flags=(*metadata.flags, VERDICT_FAILED)) if failed else metadata
