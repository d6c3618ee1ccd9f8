"""What an extension does all the time that a spider is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from scrapy import signals
from scrapy.crawler import Crawler


def run_while_open(crawler: Crawler, watch: Callable[[], Coroutine[None, None, None]]) -> None:
    """Starts the coroutine function when the spider opens, and cancels it when the spider closes."""
    tasks: list[asyncio.Task[None]] = []

    def begin() -> None:
        tasks.append(asyncio.ensure_future(watch()))

    def end() -> None:
        for task in tasks:
            task.cancel()

    crawler.signals.connect(begin, signal=signals.spider_opened, weak=False)
    crawler.signals.connect(end, signal=signals.spider_closed, weak=False)
