"""Stops a crawl while there is still room on the disk to publish what it has."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.session import STORE_FAILED
from crawler.while_open import run_while_open
from pipelines.disk import free_bytes
from pipelines.errors import StoreError

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

CHECK_EVERY_S = 10.0


class DiskLimit:
    """Ends the crawl when less than MIN_FREE_MB is free under DATA_DIR; 0 switches it off."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._data_dir = Path(crawler.settings["DATA_DIR"])
        self._min_free_bytes = crawler.settings.getint("MIN_FREE_MB") * 2**20
        if not self._min_free_bytes:
            raise NotConfigured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, running from the spider's opening to its closing."""
        extension = cls(crawler)
        crawler.signals.connect(extension.look, signal=signals.spider_opened)
        run_while_open(crawler, extension.watch)
        return extension

    def look(self) -> None:
        """Raises CloseSpider where there is no room to begin with."""
        if self._is_full():
            raise CloseSpider(STORE_FAILED)

    async def watch(self) -> None:
        """Ends the crawl when the room is gone."""
        while not self._is_full():  # noqa: ASYNC110  # nothing tells us when a disk fills
            await asyncio.sleep(CHECK_EVERY_S)
        await self._crawler.engine.close_spider_async(reason=STORE_FAILED)

    def _is_full(self) -> bool:
        """Whether there is too little room; notes it as what ended the crawl."""
        free = free_bytes(self._data_dir)
        if free < self._min_free_bytes:
            session = cast("NewsSpider", self._crawler.spider).session
            session.failure = StoreError(f"{self._data_dir}: {free} bytes free, MIN_FREE_MB asks for {self._min_free_bytes}")
        return free < self._min_free_bytes
