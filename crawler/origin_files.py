"""Files that speak for a whole origin (robots.txt, tdmrep.json): asked for once, and remembered for the run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from scrapy import Request

File = TypeVar("File")

MAX_AGE_S = 24 * 3600.0  # RFC 9309 section 2.4: a robots.txt is not to be kept for longer


class OriginFiles(Generic[File]):
    """What `fetch` gave for each origin; whoever asks while it is on its way waits for the same answer."""

    def __init__(self, fetch: Callable[[str, Request], Awaitable[File]]) -> None:
        self._fetch = fetch
        self._files: dict[str, tuple[float, asyncio.Future[File]]] = {}

    async def of(self, request: Request) -> File:
        """The file of the origin that the request goes to; `fetch` is given the origin and the first request that wants it."""
        origin = origin_of(request.url)
        asked_at_s, file = self._files.get(origin, (0.0, None))
        if file is None or time.monotonic() - asked_at_s > MAX_AGE_S:
            file = asyncio.ensure_future(self._fetch(origin, request))
            self._files[origin] = (time.monotonic(), file)
        return await asyncio.shield(file)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL: what one robots.txt speaks for (RFC 9309 section 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
