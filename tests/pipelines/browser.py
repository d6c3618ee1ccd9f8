"""Attacks on whoever opens a page, and a real browser that opens it."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipelines import Article

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
RAN = "document.title='RAN'"
STEERING = "\x00\x1b[2J\x9b\u202e\u2066\ud800"


def attacks(origin: str) -> str:
    """Markup that leaves text, attributes, titles, styles and scripts, and asks the origin for something in every way."""
    return (
        f"</title></style></script>\"'><base href={origin}/base/><script>{RAN};fetch('{origin}/fetch')</script>"
        f'<img src={origin}/img onerror="{RAN}"><svg onload="{RAN}"></svg><link rel=stylesheet href={origin}/css>'
        f'<meta http-equiv=refresh content="9;url={origin}/refresh"><iframe src={origin}/frame></iframe><form action={origin}/form></form>'
        f"<style>*{{background:url({origin}/background)}}</style><a href=javascript:{RAN}>x</a>"
        f";background:url({origin}/style) {{{{7*7}}}} {{% include 'x' %}}"
    )


def hostile_article(article: Article, text: str = attacks("http://127.0.0.1:9") + STEERING) -> Article:
    """The article with this text in every field that a page shows."""
    date = article.metadata.date_published
    metadata = replace(
        article.metadata, headline=text, authors=(text, text), language=text, date_published=date and replace(date, raw=text)
    )
    blocks = tuple(replace(block, text=text, reason=text, xpath=text, tag=text) for block in article.blocks)
    return replace(article, url=text, article_id=text, metadata=metadata, quality_flags=(text,), blocks=blocks)


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A loopback server: its origin, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def title_in_browser(page: str, folder: Path) -> str:
    """The page's title once a headless Chromium has opened the file and let it run for three seconds of its time."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
    command = [str(CHROMIUM), *quiet, "--virtual-time-budget=3000", f"--user-data-dir={folder / 'profile'}", "--dump-dom", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    return dom.partition("<title>")[2].partition("</title>")[0]
