"""What the ledger remembers for the monitors: the runs of each site, its feeds, the alarms that are open.

Every function runs inside the caller's transaction or only reads.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from crawler.watch.alarms import Alarm, AlarmState, Key, in_order
from crawler.watch.numbers import AlarmKind, FeedAge, FeedRead, SiteRun

KEEP_RUNS = 300  # of a site: six blocks of 48 runs; 500 sites take some 30 MB
KEEP_FEED_DAYS = 60
KEEP_ALARMS_S = 400 * 24 * 3600  # as long as the ledger keeps URLs that are gone
DAY_S = 24 * 3600

_NUMBERS = ("site", "ended", "stored", "came", "errors", "empty", "articles")
_PAST_RUNS = f"""
SELECT {", ".join(_NUMBERS)}, chars, is_regular, is_complete, has_failed, flags
FROM watch_sites WHERE site = ? ORDER BY number DESC LIMIT ?
"""  # noqa: S608  # column names of this file
_REMEMBER_SITE = f"""
INSERT OR REPLACE INTO watch_sites({", ".join(_NUMBERS)}, chars, is_regular, is_complete, has_failed, flags, number)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""  # noqa: S608


def past_runs(connection: sqlite3.Connection, site: str) -> list[SiteRun]:
    """The site's remembered runs, newest first."""
    return [_site_run(row) for row in connection.execute(_PAST_RUNS, (site, KEEP_RUNS))]


def _site_run(row: tuple[Any, ...]) -> SiteRun:
    *numbers, chars, is_regular, is_complete, has_failed, flags = row
    return SiteRun(
        **dict(zip(_NUMBERS, numbers, strict=True)),
        chars=json.loads(chars),
        is_regular=bool(is_regular),
        is_complete=bool(is_complete),
        has_failed=None if has_failed is None else bool(has_failed),
        flags=frozenset(map(AlarmKind, flags.split())),
    )


def remember_site(connection: sqlite3.Connection, number: int, run: SiteRun) -> None:
    """Adds a site in the run of this number, and forgets its oldest runs beyond the last 300."""
    numbers = (getattr(run, name) for name in _NUMBERS)
    chars = json.dumps(dict(run.chars), sort_keys=True)
    marks = (run.is_regular, run.is_complete, run.has_failed, " ".join(sorted(run.flags)))
    connection.execute(_REMEMBER_SITE, (*numbers, chars, *marks, number))
    query = "SELECT number FROM watch_sites WHERE site = ? ORDER BY number DESC LIMIT 1 OFFSET ?"
    if oldest := connection.execute(query, (run.site, KEEP_RUNS)).fetchone():
        connection.execute("DELETE FROM watch_sites WHERE site = ? AND number <= ?", (run.site, oldest[0]))


def feed_age(connection: sqlite3.Connection, feed_id: str, read: FeedRead, now: int) -> FeedAge | None:
    """How old the newest entry of a feed is that was read just now, and was on the days before; None where no entry ever had a date."""
    known = connection.execute("SELECT newest FROM watch_feeds WHERE id = ?", (feed_id,)).fetchone()
    newest = int(read.newest.timestamp()) if read.newest else (known[0] if known else None)
    if newest is None:
        return None
    query = "SELECT day, reads, max_age_s FROM watch_feed_days WHERE id = ? ORDER BY day"
    days = connection.execute(query, (feed_id,)).fetchall()
    span = now - datetime.fromisoformat(days[0][0]).replace(tzinfo=UTC).timestamp() if days else 0.0
    ages, reads = tuple(row[2] for row in days), sum(row[1] for row in days)
    return FeedAge(read.url, max(0, now - newest), ages, reads, span / DAY_S)


def remember_feed(connection: sqlite3.Connection, feed_id: str, read: FeedRead, age: FeedAge, now: int, *, is_usual: bool) -> None:
    """Keeps the feed's newest entry, and its age as one that is usual, unless the feed is stale."""
    connection.execute("INSERT OR REPLACE INTO watch_feeds VALUES (?, ?, ?, ?)", (feed_id, read.site, read.url, now - age.age_s))
    if is_usual:
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        connection.execute(
            "INSERT INTO watch_feed_days VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET reads = reads + 1,"
            " max_age_s = max(max_age_s, excluded.max_age_s)",
            (feed_id, day, age.age_s),
        )
        oldest = datetime.fromtimestamp(now - KEEP_FEED_DAYS * DAY_S, UTC).date().isoformat()
        connection.execute("DELETE FROM watch_feed_days WHERE id = ? AND day < ?", (feed_id, oldest))


def open_alarms(connection: sqlite3.Connection) -> dict[Key, Alarm]:
    """The alarms that no run has ended yet."""
    rows = connection.execute("SELECT subject, kind, message, since, repeats FROM watch_open")
    return {
        (subject, AlarmKind(kind)): Alarm(subject, AlarmKind(kind), AlarmState.REPEATED, message, since, repeats)
        for subject, kind, message, since, repeats in rows
    }


def remember_alarms(connection: sqlite3.Connection, run_id: str, alarms: Iterable[Alarm], now: int) -> None:
    """Writes down what a run raised and ended, and what is open after it; a level that was accepted counts as usual."""
    for alarm in alarms:
        connection.execute(
            "INSERT OR REPLACE INTO watch_alarms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (run_id, alarm.subject, alarm.kind, alarm.state, alarm.message, alarm.value, alarm.usual, alarm.since, alarm.repeats, now),
        )
        if alarm.state in (AlarmState.ENDED, AlarmState.ACCEPTED):
            connection.execute("DELETE FROM watch_open WHERE subject = ? AND kind = ?", (alarm.subject, alarm.kind))
        else:
            connection.execute(
                "INSERT OR REPLACE INTO watch_open VALUES (?, ?, ?, ?, ?)",
                (alarm.subject, alarm.kind, alarm.message, alarm.since, alarm.repeats),
            )
        if alarm.state is AlarmState.ACCEPTED:
            _take_as_usual(connection, alarm)
    connection.execute("DELETE FROM watch_alarms WHERE at < ?", (now - KEEP_ALARMS_S,))


def _take_as_usual(connection: sqlite3.Connection, alarm: Alarm) -> None:
    """Lets the runs that raised the alarm count as usual."""
    connection.execute(
        "UPDATE watch_sites SET flags = trim(replace(' ' || flags || ' ', ' ' || ? || ' ', ' ')) WHERE site = ?",
        (alarm.kind, alarm.subject),
    )


def alarms_of_run(connection: sqlite3.Connection, run_id: str) -> list[Alarm]:
    """What a run raised and ended."""
    query = "SELECT subject, kind, state, message, since, repeats, value, usual FROM watch_alarms WHERE run_id = ?"
    rows = connection.execute(query, (run_id,))
    return in_order(Alarm(subject, AlarmKind(kind), AlarmState(state), *rest) for subject, kind, state, *rest in rows)
