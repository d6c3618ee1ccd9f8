"""The spider: seeds into the ledger, requests out of it, answers on to extraction. It decides and extracts nothing itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetch_results import answered, conditions, unanswered
from crawler.finds import UrlKind
from crawler.items import Concluded, Fetched, Visit
from crawler.recall import recall
from crawler.safeguards import require_guarded, secure
from crawler.session import STORE_FAILED, CrawlSession
from crawler.stopping import is_stopped
from pipelines.errors import InputError, StoreError
from pipelines.reasons import Reason

logger = logging.getLogger(__name__)

UNGUARDED = "unguarded"  # the finish reason of a crawl whose process lacks a safeguard
RECALL_CHUNK = 200  # URLs entered at a time: about 60 ms with a ledger of a million


class NewsSpider(Spider):
    """Crawls the sites of a session's plan. `scrapy crawl news` opens the session; a script does with `open_session`."""

    name = "news"

    def __init__(self, session: CrawlSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of an open session."""
        if not isinstance(kwargs.get("session"), CrawlSession):
            raise InputError("this spider needs an open session: start it with `scrapy crawl news`")
        secure(crawler.settings)
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Request]:
        """Puts the seeds, and what is due of former runs, into the ledger; the scheduler hands them out like every other URL."""
        try:
            require_guarded(self.settings)
            self.session.recorder.discover(self.session.plan.seeds)
            for site in self.session.plan.sites:
                await self._recall(site)
        except (StoreError, InputError) as error:
            self.session.failure = error
            raise CloseSpider(STORE_FAILED if isinstance(error, StoreError) else UNGUARDED) from error
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:  # Scrapy wants an asynchronous generator
            yield request

    async def _recall(self, site: str) -> None:
        """Enters what is due of a site, some at a time, so that the reactor gets its turn."""
        due = recall(self.session.ledger, site, self.session.plan.limits, datetime.now(UTC))
        while chunk := tuple(islice(due, RECALL_CHUNK)):
            self.session.recorder.discover(chunk)
            await asyncio.sleep(0)

    def request_for(self, visit: Visit) -> Request:
        """The request that fetches a visit's URL, unless it is what was taken in before."""
        sitemap_bytes = self.session.plan.source_limits.unpacked_bytes
        return Request(
            visit.url,
            callback=self.fetched,
            errback=self.not_fetched,
            cb_kwargs={"visit": visit},
            dont_filter=True,
            headers=conditions(visit),
            meta={"download_maxsize": sitemap_bytes, "download_warnsize": sitemap_bytes} if visit.kind is UrlKind.SITEMAP else None,
        )

    def fetched(self, response: Response, visit: Visit) -> Iterator[Fetched | Concluded]:
        """Hands the answer on to extraction, or its status on to the record."""
        yield answered(response, visit)

    def not_fetched(self, failure: Failure) -> Iterator[Concluded]:
        """Hands the reason on to the record; a request that a stop kept from being sent has none, and stays queued."""
        if is_stopped(failure.value):
            return
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]  # Scrapy puts the request there
        concluded = unanswered(failure.value or RuntimeError("a failure without an exception"), visit)
        if concluded.outcome.reason == Reason.INTERNAL_ERROR:  # type: ignore[union-attr]  # no page came, so it is a verdict
            logger.error("%s: %s", visit.url, failure.getTraceback())
        yield concluded
