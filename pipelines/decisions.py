"""Reads the decision log: every URL that a run found, with its one verdict. Published rows are Parquet, the newest wait in the ledger.

Readers take no lock. The waiting rows are read first, so that a row published meanwhile is seen twice rather than never; of two rows
of one URL and run one counts.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pipelines.errors import StoreError
from pipelines.outbox import Dataset, unpack
from pipelines.urls import normalize_url, registered_domain, url_id

_COLUMNS = ("url", "site", "verdict", "stage", "reason", "source", "depth", "http_status", "fetched_at", "run_id")
_COUNTED = ("site", "source", "verdict", "reason")
_SAFE = re.compile(r"[A-Za-z0-9_-]{4,}")  # characters that every spelling of a URL writes alike
_ATTEMPTS = 3  # a compaction may replace the files between listing and reading


@dataclass(frozen=True, slots=True)
class Decision:
    """How one URL ended in one run; `at` is when it was fetched, or judged without a fetch."""

    url: str
    site: str
    verdict: str
    stage: str | None
    reason: str | None
    source: str | None
    depth: int | None
    http_status: int | None
    at: datetime
    run_id: str

    @property
    def name(self) -> str:
        """The verdict in one word: `stored`, `skipped:too_old`, `error:http_404`."""
        return f"{self.verdict}:{self.reason}" if self.reason else self.verdict


class Tally(NamedTuple):
    """What decisions are counted by; `verdict` is one word as in `Decision.name`."""

    site: str
    source: str
    verdict: str


def count_decisions(data_dir: Path, connection: sqlite3.Connection, run_id: str, since: date) -> Counter[Tally]:
    """The decisions of a run by site, source and verdict; `since` is a day on or before its begin."""
    waiting = {row["url"]: row for row in _waiting(connection) if row["run_id"] == run_id}
    counts = Counter(_tally(row) for row in waiting.values())
    table = _read(data_dir, Dataset.PAGES, ["url", *_COUNTED], pc.field("run_id") == run_id, since)
    if table is not None:
        table = table.filter(pc.invert(pc.is_in(table["url"], value_set=pa.array(list(waiting), pa.string()))))
        groups = table.group_by(list(_COUNTED)).aggregate([([], "count_all")]).to_pylist()
        for group in groups:
            counts[_tally(group)] += group["count_all"]
    return counts


def decisions_on(data_dir: Path, connection: sqlite3.Connection, url: str) -> list[Decision]:
    """The decisions of all runs on a URL, in any of its spellings, oldest first. Raises ValueError where the URL has no host."""
    wanted, site = url_id(url), registered_domain(url)
    rows = [row for row in _waiting(connection) if row["site"] == site]
    table = _read(data_dir, Dataset.PAGES, list(_COLUMNS), (pc.field("site") == site) & _may_be(url), None)
    rows += table.to_pylist() if table is not None else []
    decisions = {(row["run_id"], row["fetched_at"]): _decision(row) for row in rows if _id_or_none(row["url"]) == wanted}
    return sorted({entry.run_id: entry for entry in decisions.values()}.values(), key=lambda entry: entry.at)


def stored_rows(
    data_dir: Path, connection: sqlite3.Connection, article_id: str, columns: Iterable[str], since: date | None = None
) -> list[dict[str, Any]]:
    """Some columns of an article's stored rows, oldest first, published (of crawl days from `since` on) or waiting."""
    columns = list(columns)
    waiting = [row for row in _waiting(connection, Dataset.ARTICLES) if row["article_id"] == article_id]
    table = _read(data_dir, Dataset.ARTICLES, ["article_id", *columns], pc.field("article_id") == article_id, since)
    rows = [*waiting, *(table.to_pylist() if table is not None else [])]
    by_key = {(row["content_hash"], row["extractor_version"]): {name: row.get(name) for name in columns} for row in rows}
    return sorted(by_key.values(), key=lambda row: str(row.get("fetched_at")))


def _waiting(connection: sqlite3.Connection, dataset: Dataset = Dataset.PAGES) -> Iterator[dict[str, Any]]:
    """The rows that are accepted but not yet in a part file."""
    for (payload,) in connection.execute("SELECT payload FROM outbox WHERE dataset = ? ORDER BY seq", (dataset,)):
        yield unpack(payload)


def _read(data_dir: Path, dataset: Dataset, columns: list[str], condition: pc.Expression, since: date | None) -> pa.Table | None:
    """The columns of the rows that meet the condition, words as plain strings; None where nothing was published."""
    for attempt in range(1, _ATTEMPTS + 1):
        files = _files(data_dir / dataset, since)
        if not files:
            return None
        try:
            table = ds.dataset(files, format="parquet").to_table(columns=columns, filter=condition)
        except FileNotFoundError:
            if attempt == _ATTEMPTS:
                raise
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(f"{data_dir / dataset} cannot be read: {error}") from error
        else:
            return table.cast(pa.schema([_plain(field) for field in table.schema]))
    return None


def _files(folder: Path, since: date | None) -> list[str]:
    """The part files of the crawl days from `since` on; names that begin with a dot or underscore belong to a writer."""
    first = f"crawl_date={since.isoformat()}" if since else ""
    days = sorted(day for day in folder.glob("crawl_date=*") if day.name >= first)
    return [str(path) for day in days for path in sorted(day.glob("[!._]*.parquet"))]


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field


def _may_be(url: str) -> pc.Expression:
    """A quick condition that every spelling of the URL meets: the longest part of its path, or that there is none."""
    parts = urlsplit(normalize_url(url))
    words = _SAFE.findall(re.sub(r"%[0-9A-Fa-f]{2}", "/", parts.path))
    if words:
        return pc.match_substring(pc.field("url"), max(words, key=len))
    if parts.path == "/":
        return pc.match_substring_regex(pc.field("url"), r"^[^:]*://[^/?#]*/?([?#]|$)")
    return pc.scalar(value=True)


def _tally(row: dict[str, Any]) -> Tally:
    verdict, reason = row["verdict"], row.get("reason")
    return Tally(row["site"], row.get("source") or "unknown", f"{verdict}:{reason}" if reason else verdict)


def _decision(row: dict[str, Any]) -> Decision:
    at = row["fetched_at"]
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    values: dict[str, Any] = {name: row.get(name) for name in _COLUMNS if name != "fetched_at"}
    return Decision(**values, at=moment.astimezone(UTC))


def _id_or_none(url: str) -> str | None:
    try:
        return url_id(url)
    except ValueError:
        return None
