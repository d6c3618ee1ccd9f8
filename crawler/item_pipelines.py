"""From a fetched page to its verdict: examined in a worker process, then recorded in one synchronous step."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import Self, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from crawler.examine import examine_for_store, is_source
from crawler.items import Candidate, Concluded, Fetched, Visit, failed
from crawler.publishing import BackgroundPublication
from crawler.session import STORE_FAILED, CrawlSession
from crawler.spiders.news import NewsSpider
from pipelines.errors import StoreError
from pipelines.reasons import Reason, Stage
from pipelines.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError

logger = logging.getLogger(__name__)

COMMIT_EVERY_S = 0.25  # a commit flushes the disk (3 ms here); pages that a kill may lose come from this span
PAGES_PER_WORKER = 2  # one runs, one waits: more would only hold bodies in memory
SOURCE_PATIENCE = 3  # how many times the deadline of a page a source has: a sitemap of 50,000 URLs needs 3 to 7 s
DISCOVER_CHUNK = 200  # URLs entered before the reactor gets its turn: about 60 ms with a ledger of a million


class ExaminePipeline:
    """Runs `examine_for_store` in worker processes with a deadline: a page that hangs or kills its worker costs itself only."""

    def __init__(self, crawler: Crawler) -> None:
        plan = cast("NewsSpider", crawler.spider).session.plan
        self._profiles, self._limits = plan.profiles, plan.source_limits
        self._workers = crawler.settings.getint("EXTRACT_WORKERS")
        self._deadline_s = crawler.settings.getfloat("EXTRACT_TIMEOUT_S")
        self._max_mb = crawler.settings.getint("EXTRACT_MAX_MB")
        self._keep_comment_text = crawler.settings.getbool("KEEP_COMMENT_TEXT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline with the crawl's settings."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Starts the workers."""
        self._pool = WorkerPool(self._workers, self._deadline_s, self._max_mb)
        self._gate = asyncio.Semaphore(self._workers * PAGES_PER_WORKER)

    async def close_spider(self) -> None:
        """Ends the workers; the engine has waited for their pages before."""
        await asyncio.to_thread(self._pool.close)

    async def process_item(self, item: Fetched | Concluded) -> Concluded:
        """What the page holds, or the verdict that it could not be examined."""
        if isinstance(item, Concluded):
            return item
        async with self._gate:
            try:
                patience = SOURCE_PATIENCE if is_source(item.page, item.visit.kind) else 1
                profile = self._profiles.get(item.visit.site)
                work = partial(examine_for_store, keep_comment_text=self._keep_comment_text, limits=self._limits)
                future = self._pool.submit_within(self._deadline_s * patience, work, item.page, item.visit, profile)
                return replace(await asyncio.wrap_future(future), validators=item.validators)
            except WorkerTimeoutError:
                reason = Reason.TIMEOUT
            except WorkerDiedError:
                reason = Reason.WORKER_DIED
            except Exception:  # the worker's border: one page must not end the crawl
                logger.exception("%s: the page could not be examined", item.visit.url)
                reason = Reason.INTERNAL_ERROR
        verdict = failed(Stage.EXTRACT, reason)
        return Concluded(item.visit, item.visit.kind, verdict, http_status=item.page.http_status, fetched_at=item.page.fetched_at)


class RecordPipeline:
    """Writes each visit's end into ledger and store, and ends the visit; commits in groups."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session: CrawlSession = cast("NewsSpider", crawler.spider).session
        self._stopping: asyncio.Task[None] | None = None
        self._publication = BackgroundPublication(self._session, self._fail)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline, also called when the crawl runs dry."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.run_dry, signal=signals.spider_idle)
        return pipeline

    def open_spider(self) -> None:
        """Starts the timer of the commits."""
        self._timer = asyncio.ensure_future(self._commit_regularly())

    async def close_spider(self) -> None:
        """Commits what is left; what is to be published then is left to the run's end."""
        self._timer.cancel()
        await self._publication.end()
        if self._session.failure is not None:
            return
        try:
            self._session.recorder.commit()
        except StoreError as error:
            self._fail(error)

    async def process_item(self, item: Concluded) -> Concluded:
        """Records the item, unless the store has failed: then its URL stays queued."""
        if self._session.failure is None:
            try:
                await self._record(item)
            except StoreError as error:
                self._fail(error)
        self._session.leases.release(item.visit)
        return item

    def run_dry(self) -> None:
        """Ends what nothing will fetch any more, when the engine has no request left. Signal handler of `spider_idle`."""
        if self._session.failure is not None:
            return
        recorder = self._session.recorder
        try:
            for visit in self._session.leases.all():
                logger.error("%s: the visit got lost on its way", visit.url)
                recorder.conclude(_broken(visit))
                self._session.leases.release(visit)
            recorder.settle_rest(self._session.plan.sites)
        except StoreError as error:
            self._fail(error)
        if recorder.touched:  # an alias was released to be fetched after all
            raise DontCloseSpider

    async def _record(self, item: Concluded) -> None:
        """One page, whole; of a long list of URLs the most part comes before, so that the reactor gets its turn."""
        recorder = self._session.recorder
        rest = item.candidates
        new: list[Candidate] = []
        while len(rest) > DISCOVER_CHUNK:
            new += recorder.discover(rest[:DISCOVER_CHUNK])
            rest = rest[DISCOVER_CHUNK:]
            await asyncio.sleep(0)
        try:
            self._session.measures.see(item)
            recorder.conclude(replace(item, candidates=rest), named_new=new)
        except StoreError:
            raise
        except Exception:  # nothing of the page was written; without a verdict its URL would never end
            logger.exception("%s: the page could not be recorded", item.visit.url)
            recorder.conclude(_broken(item.visit))

    async def _commit_regularly(self) -> None:
        """Makes durable what was recorded, and begins to publish when enough has come together."""
        while self._session.failure is None:
            await asyncio.sleep(COMMIT_EVERY_S)
            try:
                self._session.recorder.commit()
                self._publication.begin_if_due()
            except StoreError as error:
                self._fail(error)

    def _fail(self, error: StoreError) -> None:
        """Stops the crawl; nothing that was not committed is acknowledged."""
        self._session.failure = error
        logger.error("the store failed, the crawl ends: %s", error)
        self._stopping = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=STORE_FAILED))


def _broken(visit: Visit) -> Concluded:
    return Concluded(visit, visit.kind, failed(Stage.STORE, Reason.INTERNAL_ERROR))
