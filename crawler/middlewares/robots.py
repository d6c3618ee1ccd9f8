"""robots.txt as RFC 9309 wants it: asked once for each scheme, host and port, and obeyed whatever becomes of the question.

Scrapy's own middleware keeps one set of rules for a host, whatever the scheme, and reads the body of any status as rules, so that an
error page allows everything.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from crawler.middlewares.breaker import LeftAloneError
from crawler.middlewares.retry_after import REMEMBERED
from crawler.origin_files import OriginFiles
from crawler.robots_groups import MAX_ROBOTS_BYTES, group_for, rules_of
from crawler.stopping import CrawlStoppedError
from pipelines.guard import GuardError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

INLINE_BYTES = 8 * 1024  # more rules go to a thread: 512 KiB of wildcards take 1.7 s to read, and 0.2 s for each URL
ROBOTS_PATH = "/robots.txt"


class RobotsUnreachableError(IgnoreRequest):
    """The site's robots.txt could not be had, so nothing of the site may be fetched; the cause is a download error, if there was one."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What came of asking for a robots.txt: rules (None: everything is allowed), or the error that forbids everything."""

    response: Response | None
    rules: RobotParser | None = None
    error: Exception | None = None
    is_large: bool = False

    async def allows(self, url: str, agent: str) -> bool:
        """Whether the rules let this agent fetch the URL."""
        if self.rules is None:
            return True
        return await asyncio.to_thread(self.rules.allowed, url, agent) if self.is_large else self.rules.allowed(url, agent)


class RobotsMiddleware:
    """Asks for the robots.txt of each origin before its first page, and refuses what it forbids with IgnoreRequest.

    A request for a robots.txt itself is always allowed (RFC 9309 section 2.2.2) and is answered from here: one fetch serves both.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._max_bytes = crawler.settings.getint("ROBOTS_MAX_BYTES", MAX_ROBOTS_BYTES)
        self._files = OriginFiles(self._fetch)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """Let the request pass, or raise IgnoreRequest; RobotsUnreachableError where nobody knows the rules."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        file = await self._files.of(request)
        if urlsplit(request.url).path == ROBOTS_PATH:
            return _answer(file, request)
        if file.error is not None:
            self._crawler.stats.inc_value("robotstxt/unreachable")
            raise _unreachable(file)
        if not await file.allows(request.url, self._agent):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("Forbidden by robots.txt")
        return None

    async def _fetch(self, origin: str, asked_for: Request) -> RobotsFile:
        self._crawler.stats.inc_value("robotstxt/request_count")
        request = Request(origin + ROBOTS_PATH, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except (GuardError, LeftAloneError, CrawlStoppedError) as error:
            return self._closed(request, error)
        except IgnoreRequest as error:
            if "redirections" not in str(error):  # a body that is too large once unpacked
                return self._closed(request, error)
            # too many redirects: as if there were no robots.txt (RFC 9309 section 2.3.1.2)
            logger.info("%s: %s", request.url, error)
            return RobotsFile(None)
        except Exception as error:  # noqa: BLE001  # whatever the downloader raises, the file could not be had
            return self._closed(request, error)
        self._crawler.stats.inc_value(f"robotstxt/response_status_count/{response.status}")
        if is_unreachable(response.status):
            return self._closed(request, RobotsUnreachableError(f"status {response.status}"), response)
        return await self._read(response, asked_for)

    async def _read(self, response: Response, asked_for: Request) -> RobotsFile:
        """The rules in an answer, also told to whoever listens to Scrapy's signal."""
        body = rules_of(response.status, response.body, self._max_bytes)
        if len(response.body) > self._max_bytes:
            logger.warning("%s is longer than %d bytes: what stands before that counts", response.url, self._max_bytes)
        is_large = len(body) > INLINE_BYTES
        rules = await asyncio.to_thread(read_rules, body, self._agent) if is_large else read_rules(body, self._agent)
        await self._crawler.signals.send_catch_log_async(signals.robots_parsed, robotparser=rules, request=asked_for)
        kept = response.replace(body=response.body[: self._max_bytes])
        return RobotsFile(kept, rules, is_large=is_large)

    def _closed(self, request: Request, error: Exception, response: Response | None = None) -> RobotsFile:
        logger.warning("No robots.txt, so nothing of this host is fetched: %s: %s", request.url, error or type(error).__name__)
        return RobotsFile(response, error=error)


def read_rules(body: bytes, agent: str) -> RobotParser:
    """The rules that hold for the agent, to hold URLs against."""
    group = group_for(body, agent)
    return ProtegoRobotParser(group.as_file() if group else b"", None)


def is_unreachable(status: int) -> bool:
    """Whether the status says that the site cannot answer now: then nothing may be fetched (RFC 9309 section 2.3.1.4).

    429 counts as such, as with Google: a site that asks for fewer requests has not allowed any.
    """
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def _answer(file: RobotsFile, request: Request) -> Response:
    """The file as the answer to a request for it."""
    if file.response is not None:
        return file.response.replace(request=request, flags=[*file.response.flags, REMEMBERED])
    if file.error is not None:
        raise _unreachable(file)
    raise IgnoreRequest("max redirections reached")


def _unreachable(file: RobotsFile) -> RobotsUnreachableError:
    """A new error for each request, since its traceback grows; the cause is the downloader's, None where a status was the reason."""
    unreachable = RobotsUnreachableError(f"robots.txt unreachable ({file.error or type(file.error).__name__})")
    unreachable.__cause__ = None if isinstance(file.error, RobotsUnreachableError) else file.error
    return unreachable
