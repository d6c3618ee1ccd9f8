"""The ledger of runs: when each began, with which arguments, and how it ended."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime


def begin_run(connection: sqlite3.Connection, spider: str, arguments: Mapping[str, str]) -> str:
    """The id of a new run; one that was never ended was killed, and is marked so."""
    now = _now_s()
    run_id = uuid.uuid4().hex
    connection.execute("UPDATE runs SET outcome = 'killed', ended = ? WHERE outcome IS NULL", (now,))
    connection.execute(
        "INSERT INTO runs(id, spider, arguments, started) VALUES (?, ?, ?, ?)",
        (run_id, spider, json.dumps(dict(arguments), sort_keys=True), now),
    )
    return run_id


def end_run(connection: sqlite3.Connection, run_id: str, outcome: str, counts: Mapping[str, int]) -> None:
    """Writes down how a run ended and what it counted."""
    connection.execute(
        "UPDATE runs SET ended = ?, outcome = ?, counts = ? WHERE id = ?",
        (_now_s(), outcome, json.dumps(dict(counts), sort_keys=True), run_id),
    )


def add_found(connection: sqlite3.Connection, run_id: str, number: int) -> None:
    """Adds to the number of URLs that the run found; the verdicts are checked against it at the end."""
    if number:
        connection.execute("UPDATE runs SET found = found + ? WHERE id = ?", (number, run_id))


def found_in_run(connection: sqlite3.Connection, run_id: str) -> int:
    """How many URLs the run found, as counted one by one while it found them."""
    row = connection.execute("SELECT found FROM runs WHERE id = ?", (run_id,)).fetchone()
    return int(row[0])


def verdicts_of_run(connection: sqlite3.Connection, run_id: str) -> dict[str, int]:
    """URLs of a run by verdict (`stored`, `skipped:too_old`, …, and `queued`), as the ledger has them now."""
    rows = connection.execute("SELECT state, reason, count(*) FROM urls WHERE run_id = ? GROUP BY state, reason", (run_id,))
    return {f"{state}:{reason}" if reason else state: number for state, reason, number in rows}


def _now_s() -> int:
    return int(datetime.now(UTC).timestamp())
