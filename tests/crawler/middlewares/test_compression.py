"""Packed answers: unpacked up to the limit, each fault with an exception of its own."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.compression import BadEncodingError, CompressionMiddleware

URL = "http://www.kurier.example/news/a"
PAGE = b"<p>The ferry landing stays closed.</p>"
ZEROS = bytes(200_000)


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body as the middleware hands it on, with a limit of 100 kB."""
    middleware = CompressionMiddleware.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": 100_000}))
    answer = middleware.process_response(Request(URL), Response(URL, headers={"Content-Encoding": encoding}, body=body))
    assert isinstance(answer, Response)
    return answer.body


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PAGE, mtime=0), "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (brotli.compress(PAGE), "br"),
        (gzip.compress(gzip.compress(PAGE, mtime=0), mtime=0), "gzip, gzip"),
        (PAGE, "nonsense"),
    ],
)
def test_honest_answer_is_unpacked(body: bytes, encoding: str) -> None:
    """Whatever packed it; what nobody knows stays as it is."""
    assert unpacked(body, encoding) == PAGE


@pytest.mark.parametrize(
    ("body", "encoding"), [(gzip.compress(ZEROS, mtime=0), "gzip"), (zlib.compress(ZEROS), "deflate"), (brotli.compress(ZEROS), "br")]
)
def test_bomb_is_too_big(body: bytes, encoding: str) -> None:
    """The same exception as for a body that is too large on the wire, which ends as skipped:too_big."""
    with pytest.raises(DownloadCancelledError, match="DOWNLOAD_MAXSIZE"):
        unpacked(body, encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_what_cannot_be_unpacked_says_so(encoding: str) -> None:
    """The message names the header."""
    with pytest.raises(BadEncodingError, match=encoding):
        unpacked(b"\x1f\x8b\x08 this is nothing of the kind", encoding)
