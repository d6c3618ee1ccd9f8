"""Every request passes the guard, redirects, retries and robots.txt included, and waits in the queue of its site."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import dnscache

from crawler.resolver import Resolve, resolve_from_settings
from pipelines.guard import GuardError, GuardReason, check_url
from pipelines.hosts import is_public
from pipelines.urls import registered_domain

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector


class GuardMiddleware:
    """Refuses requests that lead away from the public web with `GuardError`, which reaches the request's errback."""

    def __init__(self, resolve: Resolve, stats: StatsCollector) -> None:
        self._allowed = resolve.allowed
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl, with the exceptions that the operator gave."""
        return cls(resolve_from_settings(crawler.settings), crawler.stats)

    def process_request(self, request: Request) -> None:
        """Let the request pass or refuse it; one that passes shares the delay and concurrency of its registered domain."""
        try:
            check_url(request.url, self._allowed)
            request.meta["download_slot"] = _site(request.url)
        except GuardError as error:
            self._stats.inc_value(f"guard/refused/{error.reason}")
            raise

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that the resolver refused from one that does not exist: both arrive as an answer without addresses."""
        answer = dnscache.get(urlsplit(request.url).hostname or "") if isinstance(exception, CannotResolveHostError) else None
        if answer and not is_public(ip_address(answer)):
            self._stats.inc_value(f"guard/refused/{GuardReason.ADDRESS}")
            raise GuardError(GuardReason.ADDRESS, request.url) from exception


def _site(url: str) -> str:
    try:
        return registered_domain(url)
    except ValueError as error:
        raise GuardError(GuardReason.HOST, url) from error
