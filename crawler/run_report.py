"""A run as the ledger has it, as plain values: what `scrapy runs` prints and what alarms carry as JSON."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crawler.watch.alarms import Alarm
from crawler.watch.memory import alarms_of_run
from pipelines.decisions import Tally
from pipelines.errors import InputError
from pipelines.outbox import quarantined
from pipelines.read_state import has_table

LAST = "last"
_RUNS = "SELECT id, spider, arguments, started, ended, outcome, found, counts FROM runs"
# Runs begin in whole seconds: of two in one second the one that ended later, or goes on, is the later one.
_LAST = f"{_RUNS} LEFT JOIN watch_runs ON run_id = id ORDER BY started DESC, number IS NULL DESC, number DESC LIMIT ?"
_LAST_UNWATCHED = f"{_RUNS} ORDER BY started DESC LIMIT ?"  # a ledger that no watching program has written to yet
_BY_PREFIX = f"{_RUNS} WHERE substr(id, 1, ?) = ? LIMIT 2"
_BY_ID = f"{_RUNS} WHERE id = ?"
_END = "SELECT exit_code, message, seconds, pages, bytes FROM watch_runs WHERE run_id = ?"

Report = dict[str, Any]


def last_runs(connection: sqlite3.Connection, number: int) -> list[Report]:
    """The last runs, newest first."""
    return [_report(connection, row) for row in _last_rows(connection, number)]


def find_run(connection: sqlite3.Connection, name: str) -> Report:
    """The run that `last`, an id or its begin names. Raises InputError where none is meant, or more than one."""
    if name == LAST or not has_table(connection, "runs"):
        rows = _last_rows(connection, 1)
    else:
        rows = connection.execute(_BY_PREFIX, (len(name), name.lower())).fetchall()
    if not rows:
        raise InputError(f"there is no run {name!r} in the ledger; `scrapy runs` lists them")
    if len(rows) > 1:
        raise InputError(f"more than one run has an id that begins with {name!r}: give more of it")
    return _with_quarantine(connection, _report(connection, rows[0]))


def _last_rows(connection: sqlite3.Connection, number: int) -> list[Any]:
    if not has_table(connection, "runs"):
        return []
    return connection.execute(_LAST if has_table(connection, "watch_runs") else _LAST_UNWATCHED, (number,)).fetchall()


def run_by_id(connection: sqlite3.Connection, run_id: str) -> Report:
    """The run with this id, which is in the ledger."""
    return _with_quarantine(connection, _report(connection, connection.execute(_BY_ID, (run_id,)).fetchone()))


def _with_quarantine(connection: sqlite3.Connection, report: Report) -> Report:
    """The report with the rows that the data set could not take."""
    rows = quarantined(connection, report["run_id"]) if has_table(connection, "quarantine") else []
    return report | {"quarantine": rows}


def _report(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Report:
    """The run with how it ended: None for what is not known of a run that was killed, or goes on."""
    run_id, spider, arguments, started, ended, outcome, found, counts = row
    is_watched = has_table(connection, "watch_runs")
    end = connection.execute(_END, (run_id,)).fetchone() if is_watched else None
    exit_code, message, seconds, pages, received = end or (None, None, None, None, None)
    return {
        "run_id": run_id,
        "spider": spider,
        "arguments": json.loads(arguments),
        "started": _iso(started),
        "ended": _iso(ended),
        "outcome": outcome,
        "exit_code": exit_code,
        "message": message,
        "seconds": round(seconds, 1) if seconds is not None else None,
        "pages": pages,
        "bytes": received,
        "found": found,
        "verdicts": json.loads(counts) if counts else {},
        "alarms": [alarm_values(alarm) for alarm in alarms_of_run(connection, run_id)] if is_watched else [],
    }


def alarm_values(alarm: Alarm) -> dict[str, Any]:
    """An alarm as JSON has it."""
    return {
        "subject": alarm.subject,
        "kind": alarm.kind.value,
        "state": alarm.state.value,
        "since": _iso(alarm.since),
        "repeats": alarm.repeats,
        "message": alarm.message,
        "value": alarm.value,
        "usual": alarm.usual,
        "line": alarm.line,
    }


def add_decisions(report: Report, decisions: Mapping[Tally, int]) -> Report:
    """The report with the decision log's counts: by verdict, by site and verdict, by source and verdict.

    A run that was killed has none in the ledger, so the log's count; URLs without a verdict are `queued`, for the next run.
    """
    verdicts: Counter[str] = Counter()
    sites: dict[str, Counter[str]] = {}
    sources: dict[str, Counter[str]] = {}
    for tally, number in decisions.items():
        verdicts[tally.verdict] += number
        sites.setdefault(tally.site, Counter())[tally.verdict] += number
        sources.setdefault(tally.source, Counter())[tally.verdict] += number
    if left := report["found"] - verdicts.total():
        verdicts["queued"] = left
    return report | {"verdicts": _sorted(verdicts), "sites": _sorted_all(sites), "sources": _sorted_all(sources)}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _sorted_all(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {name: _sorted(entry) for name, entry in sorted(counts.items())}


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
