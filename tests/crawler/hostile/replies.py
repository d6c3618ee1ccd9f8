"""Answers byte by byte: honest ones, and those that no server should give."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable

from hostile.server import Talk

HTML = "text/html; charset=utf-8"
XML = "application/xml"
BOMB_MEGABYTES = 40  # four times DOWNLOAD_MAXSIZE
MEGABYTE = bytes(2**20)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
DRIP_S = 0.05


def reply(body: str | bytes = "", status: str = "200 OK", kind: str = HTML, **headers: str) -> bytes:
    """A well-formed answer; headers are given with underscores, and a header may be anything."""
    content = body.encode() if isinstance(body, str) else body
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n{more}\r\n"
    return head.encode("utf-8", "surrogateescape") + content


def redirect(target: str, status: str = "302 Found") -> bytes:
    """A redirect to what may be no URL at all."""
    return reply(status=status, Location=target)


def encoded(body: bytes, encoding: str, kind: str = HTML) -> bytes:
    """A body that says how it is packed."""
    return reply(body, kind=kind, Content_Encoding=encoding)


def packed_zeros(compress: Callable[[bytes], bytes], flush: Callable[[], bytes], megabytes: int = BOMB_MEGABYTES) -> bytes:
    """Megabytes of nothing, packed without ever holding them."""
    return b"".join([*(compress(MEGABYTE) for _ in range(megabytes)), flush()])


def gzip_bomb(megabytes: int = BOMB_MEGABYTES) -> bytes:
    """A gzip file of zeros."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return packed_zeros(packer.compress, packer.flush, megabytes)


def twice_gzip_bomb() -> bytes:
    """A gzip file in a gzip file: of a megabyte of zeros each thousandth byte is left, then each thousandth of those."""
    return gzip.compress(gzip_bomb(100), mtime=0)


def stream(head: bytes, piece: bytes) -> Talk:
    """The head, then the piece again and again, as fast as it is taken."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return talk


def drip(head: bytes, piece: bytes) -> Talk:
    """The head, then the piece again and again, slowly enough that every time limit between two pieces is kept."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        while not threading.Event().wait(DRIP_S):
            connection.sendall(piece)

    return talk


def silence(connection: socket.socket) -> None:
    """Nothing, until the other side hangs up."""
    connection.recv(1)


def reset(connection: socket.socket) -> None:
    """A reset in the middle of the body."""
    connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n<html><body><p>It began well")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def chunked(*pieces: bytes) -> bytes:
    """Pieces that are, or are not, the chunks of RFC 9112 section 7.1."""
    return HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + b"".join(pieces)


def chunk(content: bytes) -> bytes:
    """One chunk."""
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"
