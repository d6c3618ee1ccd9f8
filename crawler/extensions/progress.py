"""How far the crawl is: one line that renews itself on a terminal, a log line now and then elsewhere."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.while_open import run_while_open

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

logger = logging.getLogger(__name__)

TERMINAL_EVERY_S = 0.5
LOG_EVERY_S = 30.0
CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Tells what was found, fetched and stored, and what is queued."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._on_terminal = sys.stderr.isatty()
        self._began_s = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, running from the spider's opening to its closing."""
        extension = cls(crawler)
        run_while_open(crawler, extension.watch)
        crawler.signals.connect(extension.end, signal=signals.spider_closed)
        return extension

    async def watch(self) -> None:
        """Starts the clock, and tells the state regularly."""
        self._began_s = time.monotonic()
        while True:
            await asyncio.sleep(TERMINAL_EVERY_S if self._on_terminal else LOG_EVERY_S)
            self._tell()

    def end(self) -> None:
        """Says the last state."""
        self._tell()
        if self._on_terminal:
            sys.stderr.write("\n")

    def _tell(self) -> None:
        line = self._line()
        if self._on_terminal:
            sys.stderr.write(f"{CLEAR_LINE}{line}")
            sys.stderr.flush()
        else:
            logger.info("%s", line)

    def _line(self) -> str:
        tally = cast("NewsSpider", self._crawler.spider).session.recorder.tally
        fetched = self._crawler.stats.get_value("response_received_count", 0)
        ended = sum(number for name, number in tally.items() if name.startswith(("stored", "skipped", "error")))
        return progress_line(tally["found"], fetched, tally["stored"], tally["found"] - ended, time.monotonic() - self._began_s)


def progress_line(found: int, fetched: int, stored: int, queued: int, seconds: float) -> str:
    """The state of a crawl in one line."""
    return f"found {found}, fetched {fetched}, stored {stored}, queued {queued}, {fetched / max(seconds, 1.0):.1f} pages/s"
