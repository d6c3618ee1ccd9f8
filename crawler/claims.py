"""What a news sitemap or feed says about a story, for what the story's own page does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler.finds import Find
from pipelines.arrow_values import moment_of
from pipelines.article import Article, DatePrecision, LanguageSource, Metadata, PageDate
from pipelines.text import squeeze

DATE_FROM_SOURCE = "date_from_source"
DATE_MISSING = "date_missing"
PAYWALL = "paywall"
MAX_CLAIM_CHARS = 100
NOT_FREE = frozenset({"subscription", "registration"})  # the values of <news:access>; without one a story is free


@dataclass(frozen=True, slots=True)
class Claims:
    """What a source says of one URL; kept in the ledger, so that a later look at the page is read with the same claims."""

    published: datetime | None = None
    language: str | None = None
    access: str | None = None


def claims_of(find: Find) -> Claims | None:
    """The claims of a find, None where its source says nothing but the address."""
    claims = Claims(find.published, find.language, find.access)
    return None if claims == Claims() else claims


def pack(claims: Claims | None) -> str | None:
    """The claims in one line: ISO 8601, language and access, each empty where missing."""
    if claims is None:
        return None
    published = claims.published.isoformat(timespec="seconds") if claims.published else ""
    return "\t".join((published, _in_one_line(claims.language), _in_one_line(claims.access)))


def unpack(text: str | None) -> Claims | None:
    """The claims that `pack` was given."""
    if text is None:
        return None
    published, language, access = text.split("\t")
    return Claims(datetime.fromisoformat(published) if published else None, language or None, access or None)


def complete(article: Article, claims: Claims) -> Article:
    """The article with date, language and access from its source where its page is silent; the flags say so."""
    metadata, flags = article.metadata, list(article.quality_flags)
    published = moment_of(claims.published)
    if metadata.date_published is None and published is not None:
        metadata = replace(metadata, date_published=_date(published))
        flags = [flag for flag in flags if flag != DATE_MISSING] + [DATE_FROM_SOURCE]
    if metadata.language is None and claims.language:
        metadata = replace(metadata, language=claims.language, language_source=LanguageSource.DECLARED)
    if metadata.is_accessible_for_free is None and (claims.access or "").lower() in NOT_FREE:
        metadata = replace(metadata, is_accessible_for_free=False)
        flags.append(PAYWALL)
    return _with(article, metadata, flags)


def _with(article: Article, metadata: Metadata, flags: list[str]) -> Article:
    return article if metadata is article.metadata else replace(article, metadata=metadata, quality_flags=tuple(flags))


def _date(moment: datetime) -> PageDate:
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    return PageDate(moment, DatePrecision.INSTANT, moment.date(), text, text)


def _in_one_line(text: str | None) -> str:
    """The text on one line of the ledger, which takes no half surrogate pair; no longer than languages and kinds of access are."""
    return squeeze((text or "")[:MAX_CLAIM_CHARS])
