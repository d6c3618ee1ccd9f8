"""The pages that are mutated: the sample sites, or a folder of real pages, each with the story that it gives unmutated."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines import Article, Page, PageError, extract_article
from pipelines.parse import decode_page
from pipelines.text import words
from pipelines.workers import WorkerPool

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "sample_sites"
FETCHED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIN_STORY_WORDS = 80  # one lost line of a shorter story is more than a hundredth of it
MAX_BASE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class BasePage:
    """A page before mutation: its markup, and the kept text that it gives."""

    name: str
    url: str
    html: str
    story: str


def page_files(folder: Path, limit: int | None = None) -> list[Path]:
    """The pages below a folder (.html, .html.gz), by name; about `limit` of them, evenly spread."""
    paths = [path for path in sorted(folder.rglob("*.html*")) if path.name.endswith((".html", ".html.gz"))]
    return paths[:: max(1, len(paths) // limit) if limit else 1]


def read_base_pages(folder: Path, paths: list[Path], pool: WorkerPool) -> list[BasePage]:
    """Those of the pages below a folder that give an article with enough text."""
    bases = [base for base in (_read(path, folder) for path in paths) if base is not None]
    answers = [pool.submit(extract_article, as_page(base.url, base.html.encode("utf-8", "replace"))) for base in bases]
    return list(_with_stories(bases, [answer.result() for answer in answers]))


def as_page(url: str, body: bytes, content_type: str | None = "text/html; charset=utf-8") -> Page:
    """The bytes as a fetched page."""
    return Page(url, body, FETCHED_AT, content_type)


def _read(path: Path, folder: Path) -> BasePage | None:
    """The page of a file; its URL is made of its place, which in the sample sites is the true one."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    name = str(path.relative_to(folder))
    host, _, rest = name.partition("/")
    host = host if host.endswith(".example") else "page.invalid"
    url = f"https://{host}/{rest.partition('.')[0].removesuffix('index')}"
    try:
        return BasePage(name, url, decode_page(as_page(url, body, None)), "") if len(body) <= MAX_BASE_BYTES else None
    except PageError:
        return None


def _with_stories(bases: list[BasePage], outcomes: list[object]) -> Iterator[BasePage]:
    for base, outcome in zip(bases, outcomes, strict=True):
        if isinstance(outcome, Article) and len(words(outcome.body)) >= MIN_STORY_WORDS:
            yield BasePage(base.name, base.url, base.html, outcome.body)
