"""What is kept of a run for later comparison: a dozen numbers for each site, and how old the newest entry of each feed is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus

from crawler.finds import Source, UrlKind
from crawler.items import Concluded, UrlState, Verdict
from pipelines.article import Article

FEED_KINDS = frozenset({UrlKind.FEED, UrlKind.SITEMAP})
FEED_SOURCES = frozenset({Source.FEED, Source.NEWS_SITEMAP})


class AlarmKind(StrEnum):
    """What an alarm is about. Values are stable: they stand in the ledger and in what operators' programs read."""

    SITE_FAILED = "site_failed"
    ZERO_YIELD = "zero_yield"
    LOW_YIELD = "low_yield"
    HIGH_YIELD = "high_yield"
    ERROR_RATE = "error_rate"
    EMPTY_BODIES = "empty_bodies"
    REMOVED_SHARE = "removed_share"
    STALE_FEED = "stale_feed"
    EXIT_CODE = "exit_code"  # of the run as a whole
    MEMORY = "memory"  # so is this


@dataclass(frozen=True, slots=True)
class SiteRun:
    """One site in one run. `ended` is in seconds since 1970; `chars` are those of the extracted articles' blocks, by label.

    `has_failed` is None where nothing was due. `is_regular` says that the run took what is new, without since=, until= and the like;
    `is_complete` that nothing was left queued; `flags` are the alarms that the run raised.
    """

    site: str
    ended: int
    stored: int = 0
    came: int = 0
    errors: int = 0
    empty: int = 0
    articles: int = 0
    chars: Mapping[str, int] = field(default_factory=dict)
    is_regular: bool = True
    is_complete: bool = True
    has_failed: bool | None = False
    flags: frozenset[AlarmKind] = frozenset()

    @property
    def pages(self) -> int:
        """Pages that came or failed; dead links (404, 410) are neither."""
        return self.came + self.errors


@dataclass(frozen=True, slots=True)
class FeedAge:
    """A feed that was read: age of its newest entry now, and the greatest age on each earlier day on which it was usual, oldest first.

    `reads` counts the earlier readings, `days` the days since the first of them.
    """

    url: str
    age_s: int
    past_ages_s: tuple[int, ...] = ()
    reads: int = 0
    days: float = 0.0


@dataclass(slots=True)
class FeedRead:
    """A feed as this run saw it; `newest` is None where it has not changed since it was read last."""

    url: str
    site: str
    newest: datetime | None


@dataclass(slots=True)
class Measures:
    """Counts, while a run goes on, what the ledger does not keep of its pages."""

    articles: Counter[str] = field(default_factory=Counter)
    chars: dict[str, Counter[str]] = field(default_factory=dict)
    feeds: dict[str, FeedRead] = field(default_factory=dict)

    def see(self, concluded: Concluded) -> None:
        """Takes in one page, with everything that it names."""
        visit, outcome = concluded.visit, concluded.outcome
        if isinstance(outcome, Article):
            self.articles[visit.site] += 1
            by_label = self.chars.setdefault(visit.site, Counter())
            if concluded.ready is not None:
                by_label.update(concluded.ready.chars)
            for block in outcome.blocks:  # none where the row was made by the worker
                by_label[block.label] += len(block.text)
        elif concluded.kind in FEED_KINDS and _was_read(outcome, concluded.http_status):
            dated = [found.dated for found in concluded.candidates if found.dated and found.source in FEED_SOURCES]
            newest = max(dated, default=None)
            self.feeds[visit.id] = FeedRead(visit.url, visit.site, newest)


def _was_read(verdict: Verdict, http_status: int | None) -> bool:
    """Whether the feed came, or the server said that it has not changed (304)."""
    return verdict.state is UrlState.SKIPPED and http_status is not None and http_status < HTTPStatus.BAD_REQUEST
