"""The URLs of all runs, in SQLite: the frontier, what was seen before, and how each URL ended.

Nothing here begins or commits a transaction; `crawler.recorder` does, so that a page's verdict, what it led to and its row for the
data set become true together. `state`, `stage` and `reason` belong to the run that found the URL last (`run_id`); `settled` is
what stays true over runs: the page was stored, or judged by its content. `hold` keeps a queued URL back: `undated` until the end
of the run, `canonical` until the page's canonical URL has a verdict. What checks found over all runs is a `CheckMemory`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler import ledger_statements as sql
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits, priority
from crawler.items import Candidate, UrlState, Validators, Verdict, Visit
from crawler.recheck import MAX_RECALLS, CheckMemory

NO_HOLD = ""
HOLD_UNDATED = "undated"
HOLD_CANONICAL = "canonical"


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


class Ledger:
    """Reads and writes the URLs; `run_id` is the run that everything written belongs to."""

    def __init__(self, connection: sqlite3.Connection, run_id: str) -> None:
        self.connection = connection
        self.run_id = run_id

    def get(self, url_id: str) -> UrlRow | None:
        """The row of one URL, None where nobody has named it yet."""
        row = self.connection.execute(sql.GET, (url_id,)).fetchone()
        return None if row is None else _url_row(row)

    def queued(self, site: str, limit: int) -> list[Visit]:
        """The site's next URLs to fetch, the most urgent first."""
        return [_visit(row) for row in self.connection.execute(sql.QUEUED, (site, limit))]

    def held(self, site: str, hold: str, limit: int) -> list[UrlRow]:
        """Some of the site's queued URLs that are held back for one reason, or not held back at all (NO_HOLD)."""
        return self._rows(sql.HELD, site, hold, limit)

    def waiting_for(self, canonical_id: str) -> list[UrlRow]:
        """The pages that wait for the verdict on their canonical URL."""
        return self._rows(sql.WAITING, canonical_id, HOLD_CANONICAL)

    def due_sources(self, site: str, now: datetime, limit: int) -> list[UrlRow]:
        """Sitemaps, feeds and sections of the site that are to be looked at, whoever names them today; the longest due first."""
        return self._rows(sql.DUE_SOURCES, site, _seconds(now), self.run_id, limit)

    def due_pages(self, site: str, now: datetime, since: datetime, limit: int) -> list[UrlRow]:
        """Stored articles to be looked at again, and pages since a date that could not be had so far; the newest first."""
        return self._rows(sql.DUE_PAGES, site, _seconds(now), self.run_id, MAX_RECALLS, _seconds(since), limit)

    def has_stored_alias(self, canonical_id: str, headline_hash: str | None, besides: str) -> bool:
        """Whether a page other than `besides` was stored in the place of this canonical URL, under the same headline."""
        query = "SELECT 1 FROM urls WHERE canonical_id = ? AND settled = 'stored' AND headline_hash IS ? AND id != ? LIMIT 1"
        return self.connection.execute(query, (canonical_id, headline_hash, besides)).fetchone() is not None

    def queue(self, candidate: Candidate, *, hold: str = NO_HOLD, whole: bool = False) -> None:
        """Puts a URL into this run's queue, whether it is new, of an earlier run, or held back until now.

        `whole`: forgets what would tell that it has not changed.
        """
        self.connection.execute(sql.QUEUE, {**self._values(candidate), "hold": hold, "whole": whole})

    def leave_out(self, candidate: Candidate, verdict: Verdict) -> None:
        """Gives a URL its verdict for this run without a fetch; what was settled before stays."""
        self.connection.execute(sql.LEAVE_OUT, {**self._values(candidate), "stage": verdict.stage, "reason": verdict.reason})

    def conclude(self, url_id: str, verdict: Verdict, checked: Checked) -> None:
        """Writes the verdict on a queued URL and what its page taught."""
        values = {
            "id": url_id,
            "state": verdict.state,
            "stage": verdict.stage,
            "reason": verdict.reason,
            "kind": checked.kind,
            "settled": checked.settled,
            "http_status": checked.http_status,
            "canonical_id": checked.canonical_id,
            "headline_hash": checked.headline_hash,
            "content_hash": checked.content_hash,
            "published": _seconds(checked.published),
        }
        self.connection.execute(sql.CONCLUDE, values)

    def remember_check(self, url_id: str, memory: CheckMemory) -> None:
        """Writes what the checks of a URL found so far, and when the next one is due."""
        values = {
            "id": url_id,
            "checks": memory.checks,
            "changes": memory.changes,
            "failures": memory.failures,
            "false_hints": memory.false_hints,
            "last_check": _seconds(memory.last_check),
            "last_change": _seconds(memory.last_change),
            "next_check": _seconds(memory.next_check),
        }
        self.connection.execute(sql.CHECKED, values)

    def remember_version(self, url_id: str, validators: Validators, limits: Limits) -> None:
        """Writes what will tell the version that was read from a later one, and how far back it was read; nothing for empty ones."""
        values = {
            "id": url_id,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "html_sha256": validators.html_sha256,
            "read_since": None if limits.until is not None else _seconds(limits.since),
            "read_undated": not limits.dated_only,
        }
        self.connection.execute(sql.TAKEN_IN, values)

    def make_due(self, url_id: str) -> None:
        """Lets the next run look at a URL again."""
        self.connection.execute("UPDATE urls SET next_check = ? WHERE id = ?", (_seconds(datetime.now(UTC)), url_id))

    def note_modified(self, url_id: str, modified: datetime) -> None:
        """Writes down that a further source of this run dates the URL's last change later."""
        self.connection.execute("UPDATE urls SET named_modified = ? WHERE id = ?", (_seconds(modified), url_id))

    def hold_for_canonical(self, url_id: str, checked: Checked) -> None:
        """Keeps a fetched page queued until its canonical URL has a verdict."""
        self.connection.execute(
            "UPDATE urls SET hold = ?, canonical_id = ?, headline_hash = ?, http_status = ?, html_sha256 = ? WHERE id = ?",
            (HOLD_CANONICAL, checked.canonical_id, checked.headline_hash, checked.http_status, checked.html_sha256, url_id),
        )

    def release_alias(self, url_id: str) -> None:
        """Queues a waiting page again, to be stored under its own URL."""
        self.connection.execute("UPDATE urls SET hold = '', accept_alias = 1 WHERE id = ?", (url_id,))

    def adopt(self, site: str) -> int:
        """Takes over the URLs of a site that an earlier run left queued, and gives their number."""
        query = "UPDATE urls SET run_id = ? WHERE site = ? AND state = 'queued' AND run_id != ?"
        return self.connection.execute(query, (self.run_id, site, self.run_id)).rowcount

    def _rows(self, query: str, *values: object) -> list[UrlRow]:
        return [_url_row(row) for row in self.connection.execute(query, values)]

    def _values(self, candidate: Candidate) -> dict[str, str | int | None]:
        return {
            "id": candidate.id,
            "url": candidate.url,
            "site": candidate.site,
            "kind": candidate.kind,
            "source": candidate.source,
            "depth": candidate.depth,
            "priority": priority(candidate),
            "published": _seconds(candidate.dated),
            "modified": _seconds(candidate.modified),
            "request_url": candidate.request_url,
            "claims": None,
            "run_id": self.run_id,
            "now": _seconds(datetime.now(UTC)),
        }


def _url_row(row: tuple[Any, ...]) -> UrlRow:
    """The row that the statements' columns ROW and MEMORY give."""
    values = dict(zip(sql.ROW.split(", "), row, strict=False))
    checks, changes, failures, false_hints, *moments = row[len(values) :]
    memory = CheckMemory(checks, changes, failures, false_hints, *map(_moment, moments))
    kept = {
        **values,
        "kind": UrlKind(values["kind"]),
        "source": Source(values["source"]),
        "state": UrlState(values["state"]),
        "published": _moment(values["published"]),
        "first_seen": datetime.fromtimestamp(values["first_seen"], UTC),
        "read_since": _moment(values["read_since"]),
        "read_undated": bool(values["read_undated"]),
    }
    return UrlRow(**kept, memory=memory)


def _visit(row: tuple[Any, ...]) -> Visit:
    url_id, url, site, kind, source, depth, published, accept_alias, request_url, _claims, is_taken_in, *validators = row
    known = Validators(*validators) if is_taken_in else Validators()
    return Visit(url_id, url, site, UrlKind(kind), Source(source), depth, _moment(published), bool(accept_alias), request_url, known)


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _seconds(moment: datetime | None) -> int:
    """Seconds since 1970, 0 where there is no date (nothing on the web is of that second)."""
    return 0 if moment is None else int(moment.timestamp())
