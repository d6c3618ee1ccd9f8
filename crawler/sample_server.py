"""A static server on loopback for the sample sites: one folder for each host name, real 404s, no state.

`python -m crawler.sample_server FOLDER [--log FILE]` serves until it is stopped, and prints its port.
"""

from __future__ import annotations

import argparse
import mimetypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TextIO
from urllib.parse import unquote, urlsplit

XML = "application/xml; charset=utf-8"
CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".xml": XML, ".txt": "text/plain; charset=utf-8", ".gz": "application/gzip"}
PRIVATE_SUFFIX = ".labels.json"  # what the pages hold, for tests: a reader never sees it


@contextmanager
def serve_sites(folder: Path, log: TextIO | None = None, port: int = 0) -> Iterator[int]:
    """Serves the folder's hosts while the block runs; gives the port. Each request becomes a line `STATUS host path` in `log`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(folder.resolve(), log))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def hosts_in(folder: Path) -> tuple[str, ...]:
    """The host names that the folder has pages of."""
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and "." in entry.name))


def resolve_setting(hosts: tuple[str, ...], port: int) -> str:
    """The value of RESOLVE that leads these hosts here."""
    return ",".join(f"{host}=127.0.0.1:{port}" for host in hosts)


def find_file(folder: Path, host: str, path: str) -> Path | None:
    """The file that a host serves under a path, `index.html` for a folder; None where there is none, or it lies outside."""
    root = folder / host.partition(":")[0].lower()
    file = (root / unquote(urlsplit(path).path).lstrip("/")).resolve()
    if file.is_dir():
        file /= "index.html"
    inside = root.parent == folder and file.is_relative_to(root)
    return file if inside and file.is_file() and not file.name.endswith(PRIVATE_SUFFIX) else None


def _handler(folder: Path, log: TextIO | None) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        """Answers GET and HEAD from the folder."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name that http.server calls
            host = self.headers.get("Host", "")
            file = find_file(folder, host, self.path)
            body = b"<!doctype html><title>404</title><p>Not found.</p>" if file is None else file.read_bytes()
            self.send_response(HTTPStatus.NOT_FOUND if file is None else HTTPStatus.OK)
            self.send_header("Content-Type", CONTENT_TYPES[".html"] if file is None else _content_type(file))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
            if log is not None:
                with lock:
                    log.write(f"{int(code)} {self.headers.get('Host', '-')} {self.path}\n")
                    log.flush()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing else is worth a line."""

    return Handler


def _content_type(file: Path) -> str:
    return CONTENT_TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def main() -> None:
    """Serves a folder until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--log", type=argparse.FileType("a"))
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    with serve_sites(options.folder, options.log, options.port) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
