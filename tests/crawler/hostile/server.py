"""A server of bytes: answers by host and path with whatever it was given, well-formed or not, and remembers who asked for what.

`Listener` stands for what must never be reached: it remembers every connection, whatever comes over it.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

MAX_REQUEST_BYTES = 65_536
PATIENCE_S = 30.0  # longer than any run waits for an answer
TLS_HELLO = b"\x16\x03"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnone"

Talk = Callable[[socket.socket], None]  # an answer that takes its time, or never ends
Reply = bytes | Talk
Pages = Mapping[str, Reply]  # by path


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    host: str
    path: str
    headers: Mapping[str, str]


@dataclass
class HostileServer:
    """The hosts of the public web, on one port of 127.0.0.1; a host that is none of them is a stranger."""

    port: int
    hosts: dict[str, Pages] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def strangers(self) -> list[Asked]:
        """Requests under a name or an address that none of the hosts has."""
        return [asked for asked in self.asked if asked.host not in self.hosts]


@contextmanager
def serving() -> Iterator[HostileServer]:
    """A server on a free port, which knows no host yet."""
    with _threads(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        hostile = HostileServer(server.server_address[1])
        server.RequestHandlerClass = _answering(hostile)
        yield hostile


@contextmanager
def listening(address: str, port: int, log: list[str]) -> Iterator[bool]:
    """Writes down each connection to a place that nobody may reach; False where it cannot be listened at (a port below 1024)."""

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(1.0)
            head = b""
            with contextlib.suppress(OSError):
                head = self.request.recv(MAX_REQUEST_BYTES)
            log.append(f"{address}:{port} {head[:200]!r}")

    try:
        context = _threads((address, port), Listener)
        context.__enter__()
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        context.__exit__(None, None, None)


@contextmanager
def _threads(place: tuple[str, int], handler: type[socketserver.BaseRequestHandler]) -> Iterator[_Server]:
    server = _Server6(place, handler) if ":" in place[0] else _Server(place, handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: the crawl hangs up on most attacks."""


class _Server6(_Server):
    address_family = socket.AF_INET6


def _answering(hostile: HostileServer) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(PATIENCE_S)
            asked = _read(self.request)
            if asked is None:
                return
            hostile.asked.append(asked)
            reply = hostile.hosts.get(asked.host, {}).get(asked.path, NOT_FOUND)
            if callable(reply):
                reply(self.request)
            else:
                self.request.sendall(reply)

    return Handler


def _read(connection: socket.socket) -> Asked | None:
    """The request's head; None where none came."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(MAX_REQUEST_BYTES)
        if not more or len(head) > MAX_REQUEST_BYTES or more.startswith(TLS_HELLO):
            return None
        head += more
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method_path = first.split(" ")
    return Asked(headers.get("host", "").rpartition(":")[0] or headers.get("host", ""), " ".join(method_path[1:-1]), headers)
