"""What the ledger has of one site: its sources, its URLs by verdict, its last run and how far back that went."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.frontier import SOURCE_KINDS, Limits
from crawler.plan import DEFAULT_HORIZON_DAYS
from crawler.url_history import moment_of
from pipelines.read_state import has_table


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What the ledger has of a site: its rows of robots.txt, sitemaps, feeds and pages of links, its URLs by verdict, its last run."""

    sources: tuple[Mapping[str, Any], ...] = ()
    verdicts: Mapping[str, int] | None = None
    last_run: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ()


def site_record(ledger: sqlite3.Connection, site: str) -> SiteRecord:
    """What the ledger has of a site: one pass over its URLs."""
    if not has_table(ledger, "urls"):
        return SiteRecord()
    kinds = ",".join(f"'{kind}'" for kind in sorted(SOURCE_KINDS))
    query = f"SELECT * FROM urls WHERE site = ? AND kind IN ({kinds}) ORDER BY last_check DESC, url"  # noqa: S608  # names of this program
    sources = tuple(dict(row) for row in ledger.execute(query, (site,)))
    query = "SELECT state, reason, count(*) FROM urls WHERE site = ? GROUP BY state, reason"
    verdicts = {f"{state}:{reason}" if reason else state: number for state, reason, number in ledger.execute(query, (site,))}
    query = "SELECT url FROM urls WHERE site = ? AND state = 'skipped' AND reason = 'robots' ORDER BY url"
    refused = tuple(row["url"] for row in ledger.execute(query, (site,)))
    query = "SELECT * FROM runs WHERE id IN (SELECT DISTINCT run_id FROM urls WHERE site = ?) ORDER BY started DESC LIMIT 1"
    last_run = ledger.execute(query, (site,)).fetchone()
    return SiteRecord(sources, verdicts, dict(last_run) if last_run else None, refused)


def verdict_of_row(row: Mapping[str, Any]) -> str:
    """A ledger row's verdict in one word."""
    return f"{row['state']}:{row['reason']}" if row["reason"] else str(row["state"])


def began(record: SiteRecord) -> str:
    """When the site's last run began."""
    return (moment_of(record.last_run["started"]) if record.last_run else None) or "at a time that is not known"


def last_limits(record: SiteRecord, now: datetime) -> Limits:
    """The horizon of the site's last run, else that of a run now."""
    run = record.last_run
    arguments = json.loads(run["arguments"]) if run else {}
    started = datetime.fromtimestamp(run["started"], UTC) if run else now
    since, until = (arguments.get(name) for name in ("since", "until"))
    return Limits(
        since=_aware(since) if since else started - timedelta(days=DEFAULT_HORIZON_DAYS),
        until=_aware(until) + timedelta(days=1) if until else None,
    )


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
