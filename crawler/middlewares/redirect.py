"""Redirects are followed to what is a web address at all; user names and passwords in them are not taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from w3lib.url import safe_url_string

from pipelines.guard import GuardError, GuardReason
from pipelines.urls import absolute_url, normalize_url

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_STATUSES = frozenset({301, 302, 303, 307, 308})
_WEB = ("http:", "https:")


class GuardedRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, for which a target that cannot be read is an exception of ours, and `file:` an answer like any other.

    Where a target leads is judged later, by the scheduler (another site) and by the guard.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # no spider
        """The answer, or the request that it asks for; GuardError where that can be none."""
        location = response.headers.get("Location")
        if response.status in _STATUSES and location and not request.meta.get("dont_redirect"):
            target = _target(request.url, location)
            if target is None:
                text = location.decode("latin-1")
                reason = GuardReason.HOST if text.lower().startswith(_WEB) else GuardReason.SCHEME
                self.crawler.stats.inc_value(f"guard/refused/{reason}")
                raise GuardError(reason, text[:200])
            if b"@" in location:
                response.headers["Location"] = target
        return super().process_response(request, response)


def _target(url: str, location: bytes) -> str | None:
    """Where the header leads, without user name and password; None where that is no http(s) URL that can be named."""
    try:
        parts = urlsplit(urljoin(url, safe_url_string(location)))
        target = absolute_url(url, urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])))
        return target if target is not None and normalize_url(target) else None
    except ValueError:
        return None
