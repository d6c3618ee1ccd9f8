"""Retry-After is obeyed: the site that sends it is left alone for that long, and the retry waits in the same queue.

Scrapy retries 429 and 503 but does not look at the header (scrapy issue 3849).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.retry import RetryMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

REMEMBERED = "remembered"  # flag of a response that was made from an earlier one: nothing was asked
PAUSING_STATUSES = frozenset({429, 503})
DEFAULT_MAX_S = 300.0  # a longer pause would hold up the end of the run
MIN_SLOT_DELAY_S = 0.01  # a slot looks at the time of its last request only where it has a delay


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's retries, with a pause of the whole site where the server asks for one."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # as above
        """The response, or the request to try again; no request leaves for the site before the time the server named."""
        if REMEMBERED in response.flags:
            return response
        asked_s = asked_pause_s(response)
        if asked_s <= self.crawler.settings.getfloat("RETRY_AFTER_MAX_S", DEFAULT_MAX_S):
            self._pause(request, asked_s)  # beyond that the breaker leaves the host alone
        return super().process_response(request, response)

    def _pause(self, request: Request, seconds: float) -> None:
        """Date the last request of the site's slot into the future, which is what its delay counts from."""
        engine = self.crawler.engine
        downloader = engine.downloader if engine else None
        slot = downloader.slots.get(downloader.get_slot_key(request)) if downloader else None
        if slot and seconds > 0:
            self.crawler.stats.inc_value("retry_after/count")
            slot.delay = max(slot.delay, MIN_SLOT_DELAY_S)
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)


def asked_pause_s(response: Response) -> float:
    """The seconds for which an answer asks to be left alone, 0.0 where it does not."""
    header = response.headers.get("Retry-After") if response.status in PAUSING_STATUSES else None
    return wait_s(header.decode("latin-1"), datetime.now(UTC)) if header else 0.0


def wait_s(header: str, now: datetime) -> float:
    """The seconds that a Retry-After header asks for, 0.0 where it is in the past or neither a number nor an HTTP date."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
