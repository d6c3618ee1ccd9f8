"""What a request ends with that a stop kept from being sent: no verdict, so its URL stays queued for the next run."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class CrawlStoppedError(IgnoreRequest):
    """The request was not sent because the crawl is being stopped."""


def is_stopped(error: BaseException | None) -> bool:
    """Whether a request, or the robots.txt that it waited for, was not sent because the crawl is being stopped."""
    return error is not None and (isinstance(error, CrawlStoppedError) or is_stopped(error.__cause__))
