"""Download handler that bounds an answer's header block: Scrapy counts bodies alone, and a header may have no end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from twisted.web.client import ResponseFailed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as TwistedRequest
    from twisted.web.iweb import IResponse

DEFAULT_MAX_BYTES = 256 * 1024
LINE_BYTES = 32  # what a header line costs beside its text; RFC 7541 section 4.1 counts as many


class HeaderTooBigError(DownloadCancelledError):
    """The answer's status line and headers are larger than DOWNLOAD_MAX_HEADER_BYTES; the connection is cut off."""


class LimitedHttpHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https, with a limit for the header block (all 1xx answers before it included)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        max_bytes = crawler.settings.getint("DOWNLOAD_MAX_HEADER_BYTES", DEFAULT_MAX_BYTES)
        self._pool._factory = _factory_class(max_bytes)  # noqa: SLF001  # where Scrapy puts its own; there is no other way in

    async def download_request(self, request: Request) -> Response:
        """The answer; HeaderTooBigError where its header block is too large."""
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if cause := _header_error(error.__cause__):
                raise cause from None
            raise


def _factory_class(max_bytes: int) -> type[_LenientHTTP11ClientFactory]:
    """The factory of the pool's connections: Twisted makes one for each, and leaves no room for further arguments."""

    class Factory(_LenientHTTP11ClientFactory):
        def buildProtocol(self, addr: IAddress | None) -> _Protocol:  # noqa: ARG002, N802
            return _Protocol(self._quiescentCallback, max_bytes)

    return Factory


class _Protocol(_LenientHTTP11ClientProtocol):
    """A connection whose answers are read by `_Parser`."""

    def __init__(self, quiescent: Any, max_bytes: int) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._max_bytes = max_bytes

    def request(self, request: TwistedRequest) -> Deferred[IResponse]:
        deferred = super().request(request)
        # As in Scrapy's protocol: the parser's class is fixed in Twisted, so it is changed once the parser is there.
        if self._parser is not None:
            self._parser.__class__ = _Parser
            self._parser.bytes_left = self._max_bytes  # type: ignore[attr-defined]  # it is a _Parser now
            self._parser.MAX_LENGTH = self._max_bytes  # of one line; Twisted's own limit is 16 kB
        return deferred


class _Parser(_LenientHTTPClientParser):
    """Counts the lines of status and headers."""

    bytes_left: int

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.bytes_left -= len(line) + LINE_BYTES
        if self.bytes_left < 0:
            self._refuse()
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802
        self._refuse()

    def _refuse(self) -> None:
        """Cuts the connection, without the handshake by which a TLS server could go on, and fails the request."""
        proxy: Any = self.transport
        proxy._producer.abortConnection()  # noqa: SLF001  # as Scrapy does for a body that is too large
        raise HeaderTooBigError("the header block of the answer is too large")


def _header_error(error: BaseException | None) -> HeaderTooBigError | None:
    """The refusal inside what Twisted makes of it."""
    reasons = error.reasons if isinstance(error, ResponseFailed) else ()
    return next((reason.value for reason in reasons if isinstance(reason.value, HeaderTooBigError)), None)
