"""Packed answers: one that grows too large, and one that is not packed as it says, each end with a reason of their own.

Scrapy ignores the first like a page that robots.txt forbids, which for a robots.txt itself would mean that there is none; and lets the
second end as an exception of ours.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.utils._compression import brotli, zstd  # type: ignore[attr-defined]  # there is no other way to name their errors

from pipelines.errors import ReinschriftError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_BROKEN = (zlib.error, OSError, EOFError, brotli.error, zstd.ZstdError)


class BadEncodingError(ReinschriftError):
    """The body cannot be unpacked by what its Content-Encoding says."""


class CompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's unpacking, with its limit."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # no spider
        """The answer unpacked; DownloadCancelledError where it is larger than DOWNLOAD_MAXSIZE, BadEncodingError where it is broken."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise DownloadCancelledError(str(error)) from None
        except _BROKEN as error:
            raise BadEncodingError(f"{response.headers.get('Content-Encoding')!r}: {error}") from None
