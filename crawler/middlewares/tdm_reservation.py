"""The site's tdmrep.json is asked for before the first page of each origin, and what it says of a page travels with the page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.frontier import MACHINE_KINDS
from crawler.origin_files import OriginFiles
from crawler.robots_groups import MAX_ROBOTS_BYTES
from crawler.tdmrep import TDMREP_PATH, TdmRule, read_tdmrep, reservation

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.items import Visit

logger = logging.getLogger(__name__)

TDM_META = "tdm_reserved"  # key of Request.meta: what the site's file says of the page, None where it says nothing
_SUCCESSES = range(200, 300)


class TdmReservationMiddleware:
    """Marks the requests of visits to pages; what is read by machines only (robots.txt, feeds, sitemaps) holds no text to reserve."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._files = OriginFiles(self._fetch)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Ask for the file of the page's origin unless it is known, and mark the request."""
        visit: Visit | None = request.cb_kwargs.get("visit")
        if visit is not None and visit.kind not in MACHINE_KINDS:
            request.meta[TDM_META] = reservation(await self._files.of(request), request.url)

    async def _fetch(self, origin: str, _: Request) -> tuple[TdmRule, ...]:
        """The rules of an origin; none where there is no such file, which by the protocol means that the site does not use it."""
        request = Request(origin + TDMREP_PATH, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001  # robots.txt forbids it, or no answer came: the page itself will say what is wrong
            logger.info("%s: %s", request.url, error or type(error).__name__)
            return ()
        if response.status not in _SUCCESSES:
            return ()
        if len(response.body) > MAX_ROBOTS_BYTES:
            logger.warning("%s is longer than %d bytes and is not read", request.url, MAX_ROBOTS_BYTES)
            return ()
        rules = read_tdmrep(response.body)
        self._crawler.stats.inc_value("tdmrep/files" if rules else "tdmrep/no_rules")
        return rules
