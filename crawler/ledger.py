"""The URLs of all runs, in SQLite: the frontier, what was seen before, and how each URL ended.

Nothing here begins or commits a transaction; `crawler.recorder` does, so that a page's verdict, what it led to and its row for the
data set become true together. `state`, `stage` and `reason` belong to the run that found the URL last (`run_id`); `settled` is
what stays true over runs: the page was stored, or judged by its content. `hold` keeps a queued URL back: `undated` until the end
of the run, `canonical` until the page's canonical URL has a verdict. What checks found over all runs is a `CheckMemory`.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from crawler import ledger_statements as sql
from crawler.claims import pack
from crawler.frontier import Limits, priority
from crawler.items import Candidate, Validators, Verdict, Visit
from crawler.ledger_rows import Checked, UrlRow, seconds, url_row, visit
from crawler.recheck import MAX_RECALLS, CheckMemory

NO_HOLD = ""
HOLD_UNDATED = "undated"
HOLD_CANONICAL = "canonical"


class Ledger:
    """Reads and writes the URLs; `run_id` is the run that everything written belongs to."""

    def __init__(self, connection: sqlite3.Connection, run_id: str) -> None:
        self.connection = connection
        self.run_id = run_id

    def get(self, url_id: str) -> UrlRow | None:
        """The row of one URL, None where nobody has named it yet."""
        row = self.connection.execute(sql.GET, (url_id,)).fetchone()
        return None if row is None else url_row(row)

    def queued(self, site: str, limit: int) -> list[Visit]:
        """The site's next URLs to fetch, the most urgent first."""
        return [visit(row) for row in self.connection.execute(sql.QUEUED, (site, limit))]

    def held(self, site: str, hold: str, limit: int) -> list[UrlRow]:
        """Some of the site's queued URLs that are held back for one reason, or not held back at all (NO_HOLD)."""
        return self._rows(sql.HELD, site, hold, limit)

    def waiting_for(self, canonical_id: str) -> list[UrlRow]:
        """The pages that wait for the verdict on their canonical URL."""
        return self._rows(sql.WAITING, canonical_id, HOLD_CANONICAL)

    def due_sources(self, site: str, now: datetime, limit: int) -> list[UrlRow]:
        """Sitemaps, feeds and sections of the site that are to be looked at, whoever names them today; the longest due first."""
        return self._rows(sql.DUE_SOURCES, site, seconds(now), self.run_id, limit)

    def due_pages(self, site: str, now: datetime, since: datetime, limit: int) -> list[UrlRow]:
        """Stored articles to be looked at again, and pages since a date that could not be had so far; the newest first."""
        return self._rows(sql.DUE_PAGES, site, seconds(now), self.run_id, MAX_RECALLS, seconds(since), limit)

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
            "published": seconds(checked.published),
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
            "last_check": seconds(memory.last_check),
            "last_change": seconds(memory.last_change),
            "next_check": seconds(memory.next_check),
        }
        self.connection.execute(sql.CHECKED, values)

    def remember_version(self, url_id: str, validators: Validators, limits: Limits) -> None:
        """Writes what will tell the version that was read from a later one, and how far back it was read; nothing for empty ones."""
        values = {
            "id": url_id,
            "etag": validators.etag,
            "last_modified": validators.last_modified,
            "html_sha256": validators.html_sha256,
            "read_since": None if limits.until is not None else seconds(limits.since),
            "read_undated": not limits.dated_only,
        }
        self.connection.execute(sql.TAKEN_IN, values)

    def make_due(self, url_id: str) -> None:
        """Lets the next run look at a URL again."""
        self.connection.execute("UPDATE urls SET next_check = ? WHERE id = ?", (seconds(datetime.now(UTC)), url_id))

    def note_modified(self, url_id: str, modified: datetime) -> None:
        """Writes down that a further source of this run dates the URL's last change later."""
        self.connection.execute("UPDATE urls SET named_modified = ? WHERE id = ?", (seconds(modified), url_id))

    def hold_for_canonical(self, url_id: str, checked: Checked) -> None:
        """Keeps a fetched page queued until its canonical URL has a verdict."""
        self.connection.execute(
            "UPDATE urls SET hold = ?, canonical_id = ?, headline_hash = ?, http_status = ?, html_sha256 = ? WHERE id = ?",
            (HOLD_CANONICAL, checked.canonical_id, checked.headline_hash, checked.http_status, checked.html_sha256, url_id),
        )

    def hide(self, url_id: str) -> None:
        """Leaves only the id of a forgotten URL."""
        self.connection.execute(
            "UPDATE urls SET url = ?, request_url = NULL, claims = NULL, etag = NULL, last_modified = NULL, content_hash = NULL,"
            " next_check = 0 WHERE id = ?",
            (hidden_url(url_id), url_id),
        )

    def release_alias(self, url_id: str) -> None:
        """Queues a waiting page again, to be stored under its own URL."""
        self.connection.execute("UPDATE urls SET hold = '', accept_alias = 1 WHERE id = ?", (url_id,))

    def adopt(self, site: str) -> int:
        """Takes over the URLs of a site that an earlier run left queued, and gives their number."""
        query = "UPDATE urls SET run_id = ? WHERE site = ? AND state = 'queued' AND run_id != ?"
        return self.connection.execute(query, (self.run_id, site, self.run_id)).rowcount

    def _rows(self, query: str, *values: object) -> list[UrlRow]:
        return [url_row(row) for row in self.connection.execute(query, values)]

    def _values(self, candidate: Candidate) -> dict[str, str | int | None]:
        return {
            "id": candidate.id,
            "url": candidate.url,
            "site": candidate.site,
            "kind": candidate.kind,
            "source": candidate.source,
            "depth": candidate.depth,
            "priority": priority(candidate),
            "published": seconds(candidate.dated),
            "modified": seconds(candidate.modified),
            "request_url": candidate.request_url,
            "claims": pack(candidate.claims),
            "run_id": self.run_id,
            "now": seconds(datetime.now(UTC)),
        }


def hidden_url(url_id: str) -> str:
    """What stands in the place of a forgotten URL: who knows the URL can work out its id, nobody the other way."""
    return f"forgotten:{url_id}"
