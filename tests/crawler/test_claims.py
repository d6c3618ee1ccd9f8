"""What a source says of a story, beside what its page says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.claims import Claims, claims_of, complete, pack, unpack
from crawler.finds import Find, Source, UrlKind
from pipelines.article import Article, DatePrecision, LanguageSource, Metadata, PageDate

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OWN = datetime(2026, 11, 19, 8, tzinfo=UTC)
URL = "https://kurier.example/news/landing-stays-closed"
CLAIMS = Claims(MOMENT, "de", "Subscription")


def _article(metadata: Metadata, *flags: str) -> Article:
    return Article(URL, None, "0" * 32, metadata, "They said so.", (), quality_flags=flags)


def test_silent_page_is_completed() -> None:
    """Date, language and access come from the source, and the flags say so; the text stays what it was."""
    before = _article(Metadata("Landing stays closed"), "date_missing")
    after = complete(before, CLAIMS)
    date = after.metadata.date_published
    assert date is not None
    assert (date.moment, date.precision, date.raw) == (MOMENT, DatePrecision.INSTANT, "2026-11-20T09:30:00+00:00")
    assert (after.metadata.language, after.metadata.language_source) == ("de", LanguageSource.DECLARED)
    assert after.metadata.is_accessible_for_free is False
    assert after.quality_flags == ("date_from_source", "paywall")
    assert after.content_hash == before.content_hash


def test_what_the_page_says_counts() -> None:
    """A source never overrules the page."""
    date = PageDate(OWN, DatePrecision.DAY, OWN.date(), "19 Nov", "2026-11-19")
    article = _article(Metadata("A", date_published=date, language="fr", is_accessible_for_free=True))
    assert complete(article, CLAIMS) is article


@pytest.mark.parametrize("claims", [CLAIMS, Claims(MOMENT), Claims(language="pt-BR"), Claims(access="Registration"), None])
def test_ledger_keeps_claims(claims: Claims | None) -> None:
    """They come back as they were."""
    assert unpack(pack(claims)) == claims


def test_find_without_claims_has_none() -> None:
    """A plain sitemap says nothing but the address and when it changed."""
    assert claims_of(Find(URL, Source.SITEMAP, UrlKind.ARTICLE, modified=MOMENT)) is None
    assert claims_of(Find(URL, Source.NEWS_SITEMAP, UrlKind.ARTICLE, MOMENT, None, "Landing", "de", "Subscription")) == CLAIMS
