"""robots.txt as RFC 9309 wants it: what the answer's status means, and how much of the body counts.

Scrapy's own middleware reads the body of any status as rules, so that an error page allows everything. Two of its private methods
are replaced here, and the tests beside this file fail if a new Scrapy renames them.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import IgnoreRequest
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from crawler.stopping import is_stopped

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309 section 2.5 asks for 500 KiB at least; 5 MB of rules hold the reactor for seconds


class RobotsUnreachableError(IgnoreRequest):
    """The site's robots.txt could not be had, so nothing of the site may be fetched; the cause is a download error, if there was one."""


class Unreachable(RobotParser):
    """The rules of a site whose robots.txt could not be had: nothing is allowed."""

    def __init__(self, status: str, cause: Exception | None = None) -> None:
        self.status = status
        self.cause = cause

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """The same rules whatever the body says."""
        del crawler, robotstxt_body
        return cls("unknown")

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """False for every URL."""
        del url, user_agent
        return False


class RobotsMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware with the statuses and the size of RFC 9309."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        robotstxt.logger.addFilter(_in_one_line)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]  # Scrapy's has a deprecated argument more
        """Let the request pass or raise IgnoreRequest; robots.txt itself is always allowed (RFC 9309 section 2.2.2)."""
        if urlsplit(request.url).path != "/robots.txt":
            await super().process_request(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise IgnoreRequest where the rules forbid the request."""
        if isinstance(rp, Unreachable):
            self._stats.inc_value("robotstxt/unreachable")
            raise RobotsUnreachableError(f"robots.txt unreachable ({rp.status})") from rp.cause
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if is_unreachable(response.status):
            self._settle(netloc, Unreachable(str(response.status)))
        else:
            await super()._parse_robots(response.replace(body=rules_of(response.status, response.body)), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest) and not is_stopped(
            exc
        ):  # too many redirects: as if there were no robots.txt (RFC 9309 section 2.3.1.2)
            super()._robots_error(exc, netloc)
            return
        self._stats.inc_value(f"robotstxt/exception_count/{type(exc)}")
        self._settle(netloc, Unreachable(type(exc).__name__, exc))

    def _settle(self, netloc: str, rules: RobotParser) -> None:
        """Give the rules to everyone who waits for them, and keep them."""
        waiting, self._parsers[netloc] = self._parsers[netloc], rules
        if isinstance(waiting, Deferred):
            waiting.callback(rules)


def _in_one_line(record: logging.LogRecord) -> bool:
    """Says what follows from a robots.txt that did not come, where Scrapy shows a traceback and names the page that asked for it."""
    if record.exc_info:
        record.exc_info = None
        record.msg = "No robots.txt, so nothing of this host is fetched: %(request)s: %(f_exception)s"
    return True


def is_unreachable(status: int) -> bool:
    """Whether the status says that the site cannot answer now: then nothing may be fetched (RFC 9309 section 2.3.1.4).

    429 counts as such, as with Google: a site that asks for fewer requests has not allowed any.
    """
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def rules_of(status: int, body: bytes) -> bytes:
    """The part of the answer that counts as rules: nothing unless the status is 2xx, else the first 512 KiB in whole lines."""
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return b""
    if len(body) <= MAX_ROBOTS_BYTES:
        return body
    return body[: body.rfind(b"\n", 0, MAX_ROBOTS_BYTES) + 1]
