"""A server on loopback that answers by the raw bytes: headers, bodies and silences that no honest server sends."""

from __future__ import annotations

import contextlib
import gzip
import socketserver
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import brotli
from crawls import Answer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Attack = Callable[["socketserver.BaseRequestHandler"], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
ENDLESS = 10_000  # pieces; far beyond every limit, and an end all the same
NULLS = bytes(60_000_000)


@contextmanager
def serve_raw(answers: Mapping[str, Answer | Attack]) -> Iterator[int]:
    """Serves the paths while the block runs, on the port that it gives; a path that is not there is a 404."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):  # the crawl cut the connection, as it should
                path = _path_asked_for(self)
                answer = answers.get(path, Answer("<p>Not found.</p>", 404))
                _say(self, answer) if isinstance(answer, Answer) else answer(self)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _path_asked_for(handler: socketserver.BaseRequestHandler) -> str:
    head = b""
    while b"\r\n\r\n" not in head and (piece := handler.request.recv(65536)):
        head += piece
    return head.split(b" ")[1].decode() if head else ""


def _say(handler: socketserver.BaseRequestHandler, answer: Answer) -> None:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    head = f"HTTP/1.1 {answer.status} X\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    handler.request.sendall(head.encode() + body)


def sends(*pieces: bytes, then: bytes = b"", wait_s: float = 0.0, times: int = ENDLESS) -> Attack:
    """Sends the pieces, then the same bytes again and again."""

    def attack(handler: socketserver.BaseRequestHandler) -> None:
        for piece in pieces:
            handler.request.sendall(piece)
        for _ in range(times):
            handler.request.sendall(then)
            if wait_s and handler.request.fileno() >= 0:
                handler.request.settimeout(wait_s)
                with contextlib.suppress(TimeoutError):
                    if not handler.request.recv(1):  # the other side has gone
                        return

    return attack


def packed(encoding: str, body: bytes) -> Attack:
    """A body under this Content-Encoding."""
    head = b"Content-Encoding: " + encoding.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    return sends(OK + head + body, times=0)


def attacks() -> dict[str, Attack]:
    """Each attack by its name."""
    chunk = b"%x\r\n%s\r\n" % (65536, b" " * 65536)
    twice = gzip.compress(gzip.compress(NULLS))
    return {
        "header-lines-without-end": sends(OK, then=b"".join(b"X-Filler-%d: %s\r\n" % (n, b"a" * 1000) for n in range(100))),
        "short-header-lines-without-end": sends(OK, then=b"a:\r\n" * 10_000),
        "header-line-without-end": sends(OK + b"X-Filler: ", then=b"a" * 100_000),
        "answers-before-the-answer": sends(then=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
        "body-without-any-end": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n", then=chunk),
        "header-drop-by-drop": sends(OK, then=b"X-Slow: 1\r\n", wait_s=0.2, times=100),
        "body-drop-by-drop": sends(OK + b"Content-Length: 100000\r\n\r\n", then=b"<p>", wait_s=0.2, times=100),
        "nothing-but-long-silence": sends(then=b"", wait_s=20.0, times=1),
        "body-that-is-cut-off": sends(OK + b"Content-Length: 100000\r\n\r\n<p>A story that", times=0),
        "bomb-packed-as-gzip": packed("gzip", gzip.compress(NULLS)),
        "bomb-packed-as-deflate": packed("deflate", zlib.compress(NULLS)),
        "bomb-packed-as-brotli": packed("br", brotli.compress(NULLS, quality=1)),
        "bomb-packed-as-zstd": packed("zstd", zstd.compress(NULLS)),
        "bomb-packed-as-gzip-twice": packed("gzip, gzip", twice),
    }
