"""What `scrapy forget` would remove: rows of the data set, rows that wait, and the ids that get a tombstone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.forget_search import Search, Wanted
from pipelines.manifest import list_parts
from pipelines.merge import READ_ROWS, open_part, read_batches
from pipelines.outbox import Dataset, Part, unpack
from pipelines.snapshot import locate
from pipelines.urls import registered_domain, url_id

ID_CHARS = 32
_ARTICLE_COLUMNS = ["article_id", "url", "request_url", "site", "fetched_at"]
_PAGE_COLUMNS = ["url", "site", "fetched_at"]

Progress = Callable[[int, int], None]  # files read, files in all


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """What goes: `buried` are ids of articles that go wholly, and of their URLs; `site` is forgotten for good where it is set."""

    buried: frozenset[str]
    site: str | None
    dropped: Mapping[Part, frozenset[int]]
    waiting: tuple[int, ...]
    quarantined: tuple[int, ...]

    def rows(self, dataset: Dataset) -> int:
        """Rows of the data set that go."""
        return sum(len(rows) for part, rows in self.dropped.items() if part.dataset == dataset)


def read_target(text: str | None, before: datetime | None) -> Wanted:
    """What the user names: a URL, an article's id, or a site. Raises InputError where it is none of them."""
    if text is None:
        if before is None:
            raise InputError("say what to forget: a URL, an article's id or a site, or --older-than DAYS")
        return Wanted(before=before)
    if len(text) == ID_CHARS and set(text) <= set("0123456789abcdef"):
        return Wanted(url_id=text, before=before)
    try:
        site = registered_domain(text)
        if "://" in text:
            return Wanted(url_id=url_id(text), site=site, before=before)
    except ValueError as error:
        raise InputError(f"{text} is neither a URL, nor an article's id (32 hex digits), nor a site") from error
    if site != text or "." not in site:
        raise InputError(f"{text} is no site: name its registered domain (such as {site if '.' in site else 'example.org'})")
    return Wanted(site=site, before=before)


def plan_forgetting(
    data_dir: Path, connection: sqlite3.Connection, wanted: Wanted, related: frozenset[str] = frozenset(), progress: Progress | None = None
) -> ForgetPlan:
    """Reads what is stored and finds what is wanted. `related` are ids that the crawl knows as other names of the same page."""
    reader = _Reader(data_dir, connection, progress or (lambda _done, _all: None))
    search = Search(wanted, {wanted.url_id, *related} - {None} if wanted.url_id else set())
    if wanted.url_id:
        for _, rows in reader.rows(Dataset.ARTICLES, _ARTICLE_COLUMNS):
            search.learn_names(row for _, row in rows)
    dropped = {part: search.articles(rows) for part, rows in reader.rows(Dataset.ARTICLES, _ARTICLE_COLUMNS)}
    search.bury()
    dropped |= {part: search.pages(rows) for part, rows in reader.rows(Dataset.PAGES, _PAGE_COLUMNS)}
    is_whole_site = wanted.site is not None and wanted.url_id is None and wanted.before is None
    return ForgetPlan(
        buried=frozenset(search.buried),
        site=wanted.site if is_whole_site else None,
        dropped={part: places for part, places in dropped.items() if places},
        waiting=_matching(connection, "outbox", search),
        quarantined=_matching(connection, "quarantine", search),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Some columns of all parts; a few rows at a time are in memory."""

    data_dir: Path
    connection: sqlite3.Connection
    progress: Progress

    def rows(self, dataset: Dataset, columns: Sequence[str]) -> Iterator[tuple[Part, Iterator[tuple[int, dict[str, Any]]]]]:
        """Each part with its rows and their places, to be read before the next part."""
        parts = list_parts(self.connection, dataset)
        for number, part in enumerate(parts):
            self.progress(number, len(parts))
            with open_part(locate(self.data_dir, part)) as file:
                batches = read_batches(file, READ_ROWS, columns)
                yield part, enumerate(row for batch in batches for row in batch.to_pylist())


def _matching(connection: sqlite3.Connection, table: str, search: Search) -> tuple[int, ...]:
    rows = connection.execute(f"SELECT seq, payload FROM {table} ORDER BY seq")  # noqa: S608  # one of two names
    return tuple(seq for seq, payload in rows if search.matches(unpack(payload)))
