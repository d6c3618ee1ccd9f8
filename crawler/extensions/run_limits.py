"""Ends a crawl gracefully when the run has taken its time, its pages, its bytes or its memory: what is left is queued for the next run."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.frontier import MACHINE_KINDS
from crawler.process_memory import resident_bytes
from crawler.run_limits import STOP_PREFIX, RunLimits, read_run_limits
from crawler.while_open import run_while_open

if TYPE_CHECKING:
    from crawler.items import Visit

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5


class RunLimit:
    """Watches MAX_RUN_S, MAX_RUN_PAGES, MAX_RUN_MB and MEMUSAGE_LIMIT_MB; at most the requests in flight go beyond them.

    A page counts when its request is sent, so that the limit bounds what servers are asked for; robots.txt, sitemaps and feeds are free.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limits = read_run_limits(crawler.settings)
        self._pages = 0
        self._began_s = time.monotonic()
        self._stopping: asyncio.Task[None] | None = None
        if self._limits == RunLimits():
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, running from the spider's opening to its closing."""
        extension = cls(crawler)
        run_while_open(crawler, extension.watch)
        crawler.signals.connect(extension.count, signal=signals.request_reached_downloader)
        return extension

    async def watch(self) -> None:
        """Starts the clock, and ends the crawl when a limit is reached."""
        self._began_s = time.monotonic()
        while not self._stop_if_reached():  # noqa: ASYNC110  # time passes, nothing tells
            await asyncio.sleep(LOOK_EVERY_S)

    def count(self, request: Request) -> None:
        """Counts a page that is being asked for."""
        visit: Visit | None = (request.cb_kwargs or {}).get("visit")
        if visit is not None and visit.kind not in MACHINE_KINDS:
            self._pages += 1
            self._stop_if_reached()

    def _stop_if_reached(self) -> bool:
        received = self._crawler.stats.get_value("downloader/response_bytes", 0)
        name = self._limits.reached(time.monotonic() - self._began_s, self._pages, received, resident_bytes())
        if name and self._stopping is None and self._crawler.engine is not None:
            logger.warning("%s is reached: the crawl ends, and the next run goes on", name)
            self._stopping = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=f"{STOP_PREFIX}{name}"))
        return name is not None
