"""A spider for tests: fetches the given URLs in order and prints how each ended, one JSON line each."""

import json
import os
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import settings as project

OFF = {"crawler.middlewares.guard.GuardMiddleware": None} if os.environ.get("PROBE_GUARD") == "off" else {}


class ProbeSpider(Spider):
    """Goes through the project's downloader middlewares as they stand in its settings."""

    name = "probe"
    custom_settings = {  # noqa: RUF012  # Scrapy's own way
        "DOWNLOADER_MIDDLEWARES": {**project.DOWNLOADER_MIDDLEWARES, **OFF},
        "EXTENSIONS": {"crawler.extensions.crawl_delay.CrawlDelay": 500},
        "DOWNLOAD_HANDLERS": project.DOWNLOAD_HANDLERS,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": project.ROBOTSTXT_USER_AGENT,
        "HTTPERROR_ALLOW_ALL": True,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_TIMES": 1,
        "CONCURRENT_REQUESTS": 1,
        "DOWNLOAD_TIMEOUT": 20,
        "LOG_LEVEL": "ERROR",
    }

    async def start(self) -> AsyncIterator[Any]:
        """The first URL; each end leads to the next."""
        self.left = self.urls.split()
        yield self.following()

    def following(self) -> Request | None:
        """The request for the next URL, None after the last."""
        return Request(self.left.pop(0), self.parse, errback=self.failed, dont_filter=True) if self.left else None

    def parse(self, response: Response) -> Any:
        """An answer came."""
        self.say(response.request, status=response.status, url=response.url, body=response.text, slot=response.meta["download_slot"])
        return self.following()

    def failed(self, failure: Failure) -> Any:
        """None came."""
        error = failure.value
        cause = type(error.__cause__).__name__ if error.__cause__ else None
        self.say(failure.request, error=type(error).__name__, reason=str(getattr(error, "reason", error)), cause=cause)
        return self.following()

    def say(self, request: Request, **end: object) -> None:
        """Print one line."""
        asked = request.meta.get("redirect_urls", [request.url])[0]
        print(json.dumps({"asked": asked, **end}), flush=True)
