"""The rows of the ledger's URLs as values, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler import ledger_statements as sql
from crawler.claims import unpack
from crawler.finds import Source, UrlKind
from crawler.items import UrlState, Validators, Visit
from crawler.recheck import CheckMemory


@dataclass(frozen=True, slots=True)
class UrlRow:
    """What the ledger knows of one URL; `read_since` is how far back the run went that last read it as a source."""

    id: str
    url: str
    site: str
    kind: UrlKind
    source: Source
    depth: int
    published: datetime | None
    state: UrlState
    hold: str
    reason: str | None
    settled: str | None
    run_id: str
    http_status: int | None
    html_sha256: str | None
    canonical_id: str | None
    headline_hash: str | None
    first_seen: datetime
    read_since: datetime | None
    read_undated: bool
    memory: CheckMemory


@dataclass(frozen=True, slots=True)
class Checked:
    """What a fetched page taught about its URL; None leaves what the ledger has."""

    kind: UrlKind
    settled: str | None = None
    http_status: int | None = None
    html_sha256: str | None = None
    canonical_id: str | None = None
    headline_hash: str | None = None
    published: datetime | None = None
    content_hash: str | None = None


def url_row(row: tuple[Any, ...]) -> UrlRow:
    """The row in the columns ROW and MEMORY of the statements."""
    values = dict(zip(sql.ROW.split(", "), row, strict=False))
    checks, changes, failures, false_hints, *moments = row[len(values) :]
    memory = CheckMemory(checks, changes, failures, false_hints, *map(moment, moments))
    kept = {
        **values,
        "kind": UrlKind(values["kind"]),
        "source": Source(values["source"]),
        "state": UrlState(values["state"]),
        "published": moment(values["published"]),
        "first_seen": datetime.fromtimestamp(values["first_seen"], UTC),
        "read_since": moment(values["read_since"]),
        "read_undated": bool(values["read_undated"]),
    }
    return UrlRow(**kept, memory=memory)


def visit(row: tuple[Any, ...]) -> Visit:
    """A queued URL as it is handed out to be fetched."""
    url_id, url, site, kind, source, depth, published, accept_alias, request_url, claims, is_taken_in, *validators = row
    return Visit(
        url_id,
        url,
        site,
        UrlKind(kind),
        Source(source),
        depth,
        moment(published),
        bool(accept_alias),
        request_url,
        Validators(*validators) if is_taken_in else Validators(),
        unpack(claims),
    )


def moment(number: int | None) -> datetime | None:
    """The moment of a column, None for 0."""
    return datetime.fromtimestamp(number, UTC) if number else None


def seconds(date: datetime | None) -> int:
    """Seconds since 1970, 0 where there is no date (nothing on the web is of that second)."""
    return 0 if date is None else int(date.timestamp())
