"""Crawls in subprocesses against sites on loopback: what the tests of the crawler share."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parent.parent.parent
SAMPLE_SITES = ROOT / "data" / "sample_sites"
OK, NOT_MODIFIED = 200, 304
CRAWL_TIMEOUT_S = 240  # far beyond any crawl here, also on a busy machine


@dataclass(frozen=True)
class Answer:
    """What a test server says to a path."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


Site = dict[str, Answer]  # path -> answer; what is not in it is a 404


@dataclass(frozen=True)
class Exchange:
    """One line of a test server's log: who asked for what, and from when to when the server was busy with it."""

    host: str
    path: str
    agent: str
    began_s: float
    ended_s: float


@dataclass
class Servers:
    """Sites on loopback, by host name; `requests` are `host path` in the order they came, `log` are those that were answered."""

    sites: dict[str, Site]
    port: int
    requests: list[str]
    delay_s: float = 0.0
    log: list[Exchange] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # of `requests` those that were answered with a body, not with 304
    times_s: list[float] = field(default_factory=list)  # when each request came
    delays_s: dict[str, float] = field(default_factory=dict)  # by path, in the place of delay_s

    @property
    def resolve(self) -> str:
        """The value of RESOLVE that leads the host names here."""
        return ",".join(f"{host}=127.0.0.1:{self.port}" for host in self.sites)


@contextmanager
def serve(sites: dict[str, Site], delay_s: float = 0.0) -> Iterator[Servers]:
    """Serves the sites while the block runs; `sites` may change meanwhile."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # connections that a killed crawl has left
    servers = Servers(sites, server.server_port, [], delay_s)
    server.RequestHandlerClass = _handler(servers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield servers
    finally:
        server.shutdown()
        server.server_close()


def _handler(servers: Servers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began_s = time.monotonic()
            host = self.headers.get("Host", "").partition(":")[0]
            servers.requests.append(f"{host} {self.path}")
            servers.times_s.append(time.monotonic())
            threading.Event().wait(servers.delays_s.get(self.path, servers.delay_s))
            answer = servers.sites.get(host, {}).get(self.path, Answer("<p>Not found.</p>", 404))
            if answer.status == OK and _is_unchanged(self.headers, answer.headers):
                answer = Answer(status=NOT_MODIFIED, headers=answer.headers)
            else:
                servers.sent.append(f"{host} {self.path}")
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != NOT_MODIFIED:
                self.send_header("Content-Length", str(len(body)))
            with contextlib.suppress(ConnectionError):  # the crawl was killed meanwhile
                self.end_headers()
                self.wfile.write(body)
            servers.log.append(Exchange(host, self.path, self.headers.get("User-Agent", ""), began_s, time.monotonic()))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


def _is_unchanged(asked: Mapping[str, str], has: Mapping[str, str]) -> bool:
    """RFC 9110 section 13.2.2: the tag decides where one was sent, else the date."""
    if "If-None-Match" in asked:
        return "ETag" in has and asked["If-None-Match"] == has["ETag"]
    return "Last-Modified" in has and asked.get("If-Modified-Since") == has["Last-Modified"]


def crawl_command(data_dir: Path, resolve: str, *arguments: str) -> list[str]:
    """The command line of a crawl without delays; `arguments` are further ones, as a person would type them."""
    settings = (f"DATA_DIR={data_dir}", f"RESOLVE={resolve}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "EXTRACT_WORKERS=1")
    options = [option for setting in settings for option in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *options, *arguments]


def crawl(data_dir: Path, resolve: str, *arguments: str, timeout_s: float = CRAWL_TIMEOUT_S) -> subprocess.CompletedProcess[str]:
    """Runs a crawl to its end."""
    command = crawl_command(data_dir, resolve, *arguments)
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s, check=False)


@contextmanager
def running_crawl(data_dir: Path, resolve: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A crawl in a process group of its own, killed at the end of the block."""
    command = crawl_command(data_dir, resolve, *arguments)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            kill_group(process)
        process.communicate()


def wait_for_requests(servers: Servers, number: int, process: subprocess.Popen[str]) -> None:
    """Until the server was asked so often, or the crawl has ended."""
    while len(servers.requests) < number and process.poll() is None:
        threading.Event().wait(0.005)


def kill_group(process: subprocess.Popen[str]) -> None:
    """SIGKILL to a crawl and its workers."""
    os.killpg(process.pid, signal.SIGKILL)


def articles(data_dir: Path) -> pd.DataFrame:
    """The stored articles, an empty table where there are none."""
    return _read(data_dir / "articles", ["url", "article_id", "headline", "quality_flags"])


def pages(data_dir: Path) -> pd.DataFrame:
    """The decision log."""
    return _read(data_dir / "pages", ["url", "verdict", "reason", "run_id"])


def _read(folder: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder) if folder.is_dir() else pd.DataFrame(columns=columns)
