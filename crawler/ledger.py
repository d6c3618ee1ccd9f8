"""The URLs of all runs, in SQLite: the frontier, what was seen before, and how each URL ended.

Nothing here begins or commits a transaction; `crawler.recorder` does, so that a page's verdict, what it led to and its row for the
data set become true together. `state`, `stage` and `reason` belong to the run that found the URL last (`run_id`); `settled` is
what stays true over runs: the page was stored, or judged by its content. `hold` keeps a queued URL back: `undated` until the end
of the run, `canonical` until the page's canonical URL has a verdict.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crawler.finds import Source, UrlKind
from crawler.frontier import priority
from crawler.items import Candidate, UrlState, Verdict, Visit

NO_HOLD = ""
HOLD_UNDATED = "undated"
HOLD_CANONICAL = "canonical"

_ROW = (
    "id, url, site, kind, source, depth, published, state, hold, reason, settled, run_id, http_status, html_sha256, canonical_id,"
    " headline_hash"
)
_VISIT = "id, url, site, kind, source, depth, published, accept_alias, request_url"

_GET = f"SELECT {_ROW} FROM urls WHERE id = ?"  # noqa: S608  # column names of this file, here and below
_HELD = f"SELECT {_ROW} FROM urls WHERE site = ? AND hold = ? AND state = 'queued' LIMIT ?"  # noqa: S608
_WAITING = f"SELECT {_ROW} FROM urls WHERE canonical_id = ? AND hold = ?"  # noqa: S608
_QUEUED = (
    f"SELECT {_VISIT} FROM urls WHERE site = ? AND hold = '' AND state = 'queued'"  # noqa: S608
    " ORDER BY priority DESC, published DESC, id LIMIT ?"
)
_QUEUE = """
INSERT INTO urls(id, url, site, kind, source, depth, priority, published, state, hold, run_id, first_seen, request_url)
VALUES (:id, :url, :site, :kind, :source, :depth, :priority, :published, 'queued', :hold, :run_id, :now, :request_url)
ON CONFLICT(id) DO UPDATE SET
    url = :url, kind = :kind, source = :source, depth = :depth, priority = :priority,
    published = CASE WHEN :published > 0 THEN :published ELSE published END,
    state = 'queued', hold = :hold, stage = NULL, reason = NULL, run_id = :run_id,
    http_status = NULL, html_sha256 = NULL, canonical_id = NULL, headline_hash = NULL, accept_alias = 0, request_url = :request_url
"""
_LEAVE_OUT = """
INSERT INTO urls(id, url, site, kind, source, depth, priority, published, state, stage, reason, run_id, first_seen, request_url)
VALUES (:id, :url, :site, :kind, :source, :depth, :priority, :published, 'skipped', :stage, :reason, :run_id, :now, :request_url)
ON CONFLICT(id) DO UPDATE SET state = 'skipped', hold = '', stage = :stage, reason = :reason, run_id = :run_id, http_status = NULL
"""
_CONCLUDE = """
UPDATE urls SET state = :state, hold = '', stage = :stage, reason = :reason, settled = coalesce(:settled, settled), kind = :kind,
    http_status = :http_status, html_sha256 = :html_sha256, last_check = :now, canonical_id = coalesce(:canonical_id, canonical_id),
    headline_hash = coalesce(:headline_hash, headline_hash), published = CASE WHEN :published > 0 THEN :published ELSE published END
WHERE id = :id
"""


@dataclass(frozen=True, slots=True)
class UrlRow:
    """What the ledger knows of one URL."""

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


class Ledger:
    """Reads and writes the URLs; `run_id` is the run that everything written belongs to."""

    def __init__(self, connection: sqlite3.Connection, run_id: str) -> None:
        self.connection = connection
        self.run_id = run_id

    def get(self, url_id: str) -> UrlRow | None:
        """The row of one URL, None where nobody has named it yet."""
        row = self.connection.execute(_GET, (url_id,)).fetchone()
        return None if row is None else _url_row(row)

    def queued(self, site: str, limit: int) -> list[Visit]:
        """The site's next URLs to fetch, the most urgent first."""
        return [_visit(row) for row in self.connection.execute(_QUEUED, (site, limit))]

    def held(self, site: str, hold: str, limit: int) -> list[UrlRow]:
        """Some of the site's queued URLs that are held back for one reason, or not held back at all (NO_HOLD)."""
        return [_url_row(row) for row in self.connection.execute(_HELD, (site, hold, limit))]

    def waiting_for(self, canonical_id: str) -> list[UrlRow]:
        """The pages that wait for the verdict on their canonical URL."""
        return [_url_row(row) for row in self.connection.execute(_WAITING, (canonical_id, HOLD_CANONICAL))]

    def has_stored_alias(self, canonical_id: str, headline_hash: str | None) -> bool:
        """Whether a page was stored in the place of this canonical URL, under the same headline."""
        query = "SELECT 1 FROM urls WHERE canonical_id = ? AND settled = 'stored' AND headline_hash IS ? LIMIT 1"
        return self.connection.execute(query, (canonical_id, headline_hash)).fetchone() is not None

    def queue(self, candidate: Candidate, *, hold: str = "") -> None:
        """Puts a URL into this run's queue, whether it is new, of an earlier run, or held back until now."""
        self.connection.execute(_QUEUE, {**self._values(candidate), "hold": hold})

    def leave_out(self, candidate: Candidate, verdict: Verdict) -> None:
        """Gives a URL its verdict for this run without a fetch; what was settled before stays."""
        self.connection.execute(_LEAVE_OUT, {**self._values(candidate), "stage": verdict.stage, "reason": verdict.reason})

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
            "html_sha256": checked.html_sha256,
            "canonical_id": checked.canonical_id,
            "headline_hash": checked.headline_hash,
            "published": _seconds(checked.published),
            "now": _seconds(datetime.now(UTC)),
        }
        self.connection.execute(_CONCLUDE, values)

    def hold_for_canonical(self, url_id: str, checked: Checked) -> None:
        """Keeps a fetched page queued until its canonical URL has a verdict."""
        self.connection.execute(
            "UPDATE urls SET hold = ?, canonical_id = ?, headline_hash = ?, http_status = ?, html_sha256 = ? WHERE id = ?",
            (HOLD_CANONICAL, checked.canonical_id, checked.headline_hash, checked.http_status, checked.html_sha256, url_id),
        )

    def hide(self, url_id: str) -> None:
        """Leaves only the id of a forgotten URL."""
        self.connection.execute("UPDATE urls SET url = ?, request_url = NULL WHERE id = ?", (hidden_url(url_id), url_id))

    def release_alias(self, url_id: str) -> None:
        """Queues a waiting page again, to be stored under its own URL."""
        self.connection.execute("UPDATE urls SET hold = '', accept_alias = 1 WHERE id = ?", (url_id,))

    def adopt(self, site: str) -> int:
        """Takes over the URLs of a site that an earlier run left queued, and gives their number."""
        query = "UPDATE urls SET run_id = ? WHERE site = ? AND state = 'queued' AND run_id != ?"
        return self.connection.execute(query, (self.run_id, site, self.run_id)).rowcount

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
            "request_url": candidate.request_url,
            "run_id": self.run_id,
            "now": _seconds(datetime.now(UTC)),
        }


def hidden_url(url_id: str) -> str:
    """What stands in the place of a forgotten URL: who knows the URL can work out its id, nobody the other way."""
    return f"forgotten:{url_id}"


def _url_row(row: tuple[Any, ...]) -> UrlRow:
    url_id, url, site, kind, source, depth, published, state, *rest = row
    return UrlRow(url_id, url, site, UrlKind(kind), Source(source), depth, _moment(published), UrlState(state), *rest)


def _visit(row: tuple[Any, ...]) -> Visit:
    url_id, url, site, kind, source, depth, published, accept_alias, request_url = row
    return Visit(url_id, url, site, UrlKind(kind), Source(source), depth, _moment(published), bool(accept_alias), request_url)


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _seconds(moment: datetime | None) -> int:
    """Seconds since 1970, 0 where there is no date (nothing on the web is of that second)."""
    return 0 if moment is None else int(moment.timestamp())
