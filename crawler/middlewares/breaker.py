"""A host that fails and fails is left alone: its other URLs end at once with a reason of their own, not each with a timeout."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.host_health import HostHealth
from crawler.middlewares.retry_after import DEFAULT_MAX_S, asked_pause_s

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

DEFAULT_FAILURES = 8  # four pages, each tried twice: with two at a time and DOWNLOAD_TIMEOUT a silent host costs two minutes
DEFAULT_PAUSE_S = 900.0
FAILURES = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError, ResponseDataLossError)


class LeftAloneError(IgnoreRequest):
    """The request's host is left alone for now; nothing was asked."""


class BreakerMiddleware:
    """Counts every attempt on the wire, retries and robots.txt included, and refuses requests to hosts that are left alone."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._stats = crawler.stats
        self._retry_after_max_s = settings.getfloat("RETRY_AFTER_MAX_S", DEFAULT_MAX_S)
        self._health = HostHealth(
            settings.getint("BREAKER_FAILURES", DEFAULT_FAILURES), settings.getfloat("BREAKER_PAUSE_S", DEFAULT_PAUSE_S)
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware, listening to what comes from the wire: answers that other middlewares make up do not count."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.response_downloaded, signal=signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Let the request pass or raise LeftAloneError."""
        if self._health.is_left_alone(_host(request), time.monotonic()):
            self._stats.inc_value("breaker/refused")
            raise LeftAloneError(f"{_host(request)} is left alone for now")

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Any answer is a sign of life but a server error and 429; a Retry-After beyond the limit is obeyed by asking nothing more."""
        host, asked_s = _host(request), asked_pause_s(response)
        if asked_s > self._retry_after_max_s:
            logger.warning("%s asks for a pause of %.0f s and is left alone for that long", host, asked_s)
            self._health.leave_alone(host, time.monotonic() + asked_s)
        elif response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._failed(host)
        else:
            self._health.succeeded(host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer, or half of one."""
        if isinstance(exception, FAILURES):
            self._failed(_host(request))

    def _failed(self, host: str) -> None:
        if self._health.failed(host, time.monotonic()):
            self._stats.inc_value("breaker/hosts")
            logger.warning("%s failed too often in a row and is left alone for a while", host)


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
