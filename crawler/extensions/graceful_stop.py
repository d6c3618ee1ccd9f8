"""A stopped crawl ends inside a bound: what has not been sent yet is not sent any more, and what hangs is left behind.

Scrapy waits for every request that it has taken on. One that waits for its turn would hold up a stop for as long as Crawl-delay or
Retry-After last. Every URL without a verdict stays queued in the ledger, so the next run fetches it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self, cast

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.item_pipelines import SOURCE_PATIENCE
from crawler.stopping import CrawlStoppedError
from crawler.while_open import run_while_open

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25  # nothing tells an extension that the engine has begun to close


class GracefulStop:
    """Ends what a stop would wait for in vain."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._bound_s = stop_bound_s(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, looking from the spider's opening to its closing."""
        extension = cls(crawler)
        run_while_open(crawler, extension.watch)
        return extension

    async def watch(self) -> None:
        """Waits for a stop, and ends it at the latest when its time is up."""
        while not self._is_closing():  # noqa: ASYNC110  # as above
            await asyncio.sleep(LOOK_EVERY_S)
        deadline_s = asyncio.get_running_loop().time() + self._bound_s
        while asyncio.get_running_loop().time() < deadline_s:
            self._drop_unsent()
            await asyncio.sleep(LOOK_EVERY_S)
        await self._cut()

    def _is_closing(self) -> bool:
        slot = self._crawler.engine._slot if self._crawler.engine else None  # noqa: SLF001  # there is no public way to ask
        return slot is not None and slot.closing is not None

    def _drop_unsent(self) -> None:
        """Ends the requests that wait for their site's turn; robots.txt among them ends those that wait for it."""
        engine = self._crawler.engine
        for slot in engine.downloader.slots.values() if engine else ():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(CrawlStoppedError("the crawl is being stopped"))

    async def _cut(self) -> None:
        """Stops the reactor with pages still in flight; what was recorded is committed and published after that."""
        from twisted.internet import reactor  # noqa: PLC0415  # importing it installs one

        left = len(cast("NewsSpider", self._crawler.spider).session.leases)
        logger.warning("the stop took longer than %g s: %d pages in flight are left to the next run", self._bound_s, left)
        self._crawler.crawling = False  # the reactor asks the crawl to stop before it does, and would wait for it
        reactor.stop()  # type: ignore[misc]  # its stubs take the module for a class


def stop_bound_s(settings: BaseSettings) -> float:
    """The longest that pages in flight are waited for after a stop: one response, then one sitemap in a worker."""
    return settings.getfloat("DOWNLOAD_TIMEOUT") + SOURCE_PATIENCE * settings.getfloat("EXTRACT_TIMEOUT_S")
