"""What a fetched page says, read in a worker process: pages of strangers may hang or kill it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.discovery.feeds import read_feed
from crawler.discovery.links import read_links
from crawler.discovery.sitemaps import read_sitemap
from crawler.doctor.findings import SampleFinding
from crawler.examine import sniff
from crawler.finds import Find, Source, UrlKind
from pipelines.article import Article, ExtractionStatus
from pipelines.extract import separate_page
from pipelines.page import Page
from pipelines.reservation import reservations
from pipelines.text import count_words

MAX_FINDS = 500  # of one source that travel back: enough to learn patterns from
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What a source names: how many entries, how many of them stories, the newest date, the finds themselves, newest first."""

    kind: str
    entries: int
    stories: int
    newest: datetime | None
    finds: tuple[Find, ...]


def read_source(page: Page, kind: UrlKind, site: str) -> SourceReading:
    """The finds of a sitemap, a feed, or a page of links. Raises PageError where it is none."""
    body = page.body if isinstance(page.body, bytes) else page.body.encode()
    if kind is UrlKind.UNKNOWN:
        kind = sniff(body)
    if kind is UrlKind.SITEMAP:
        finds = read_sitemap(body, page.url, site)
        return _reading(_sitemap_kind(finds), finds)
    if kind is UrlKind.FEED:
        return _reading("feed", read_feed(body, page.url, site))
    return _reading("front page" if kind is UrlKind.FRONT else "section", read_links(body, page.url, kind, page.robots_header))


def read_sample(page: Page) -> SampleFinding:
    """A story page, taken apart. Raises PageError where it is no page."""
    article, refusal = separate_page(page)
    metadata = article.metadata
    return SampleFinding(
        url=page.url,
        headline=metadata.headline,
        published=metadata.date_published.iso if metadata.date_published else None,
        words=article.word_count,
        expected_f1=article.confidence,
        label_shares=_label_shares(article),
        language=metadata.language,
        refusal=str(refusal.reason) if refusal else None,
        is_paywalled=metadata.is_accessible_for_free is False,
        is_partial=article.status is ExtractionStatus.PARTIAL,
        reserved=reservations(metadata),
    )


def _sitemap_kind(finds: Sequence[Find]) -> str:
    if any(find.source is Source.NEWS_SITEMAP for find in finds):
        return "news sitemap"
    return "sitemap index" if any(find.kind is UrlKind.SITEMAP for find in finds) else "sitemap"


def _reading(kind: str, finds: Sequence[Find]) -> SourceReading:
    dates = [moment for find in finds if (moment := find.published or find.modified)]
    newest_first = sorted(finds, key=lambda find: find.published or find.modified or _LONG_AGO, reverse=True)
    stories = sum(find.kind is UrlKind.ARTICLE for find in finds)
    return SourceReading(kind, len(finds), stories, max(dates, default=None), tuple(newest_first[:MAX_FINDS]))


def _label_shares(article: Article) -> dict[str, float]:
    words = Counter[str]()
    for block in article.blocks:
        words[str(block.label)] += count_words(block.text)
    total = sum(words.values()) or 1
    return {label: round(number / total, 3) for label, number in words.most_common() if number}
