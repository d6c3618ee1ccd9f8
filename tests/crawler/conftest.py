"""A site on loopback and a small crawl of it in its own process, for what only a real crawl can show."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import crawler
from crawler import settings as project

Header = str | Callable[[], str]
Answer = tuple[int, dict[str, Header], str]
Probe = Callable[..., list[dict[str, Any]]]


@dataclass
class LoopbackSite:
    """Answers by host and path, in turn where there are several, and remembers what was asked for and when."""

    server: ThreadingHTTPServer
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    asked_at_s: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)  # that each request brought

    @property
    def address(self) -> str:
        """Where it listens, as `address:port`."""
        return "{}:{}".format(*self.server.server_address[:2])

    def answer(self, place: str, status: int = 200, body: str = "", **headers: Header) -> None:
        """Add an answer for `host/path`; headers are given with underscores, those that hold a time as a function."""
        self.answers.setdefault(place, []).append((status, {name.replace("_", "-"): value for name, value in headers.items()}, body))

    def take(self, place: str) -> Answer:
        """The next answer for a place; the last one stays."""
        self.asked.append(place)
        self.asked_at_s.append(time.monotonic())
        known = self.answers.get(place, [(404, {}, "none")])
        return known.pop(0) if len(known) > 1 else known[0]


@pytest.fixture(scope="module")
def loopback() -> Iterator[Callable[[str], LoopbackSite]]:
    """Starts a site on a free port of the given loopback address."""
    started: list[ThreadingHTTPServer] = []

    def start(address: str = "127.0.0.1") -> LoopbackSite:
        server = ThreadingHTTPServer((address, 0), _Handler)
        server.site = site = LoopbackSite(server)  # type: ignore[attr-defined]  # the handler finds it there
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return site

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Probe:
    """Fetches URLs one after the other with the project's middlewares; gives what each ended as."""

    def run(*urls: str, guard: bool = True, **settings: object) -> list[dict[str, Any]]:
        given = {"TWISTED_DNS_RESOLVER": project.TWISTED_DNS_RESOLVER if guard else "scrapy.resolver.CachingThreadedResolver", **settings}
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "runspider",
            str(Path(__file__).with_name("probe_spider.py")),
            "-a",
            f"urls={' '.join(urls)}",
        ]
        for name, value in given.items():
            command += ["-s", f"{name}={value}"]
        environment = {**os.environ, "PYTHONPATH": str(Path(crawler.__file__).parents[1]), "PROBE_GUARD": "on" if guard else "off"}
        done = subprocess.run(
            command, cwd=tmp_path_factory.mktemp("probe"), env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()] or [{"stderr": done.stderr}]

    return run


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = self.headers.get("Host", "")
        self.server.site.headers.append(dict(self.headers))  # type: ignore[attr-defined]
        status, headers, body = self.server.site.take(host + self.path)  # type: ignore[attr-defined]
        content = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value() if callable(value) else value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what was asked for."""
