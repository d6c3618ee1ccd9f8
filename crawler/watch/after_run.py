"""What is done once a run has ended: its numbers kept, its sites judged, its alarms raised, ended and written down."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.finds import UrlKind
from crawler.run_limits import MEMORY_SETTING
from crawler.run_report import Report, alarm_values, run_by_id
from crawler.run_result import ExitCode, Outcome, RunResult, SiteResult
from crawler.runs import end_run, verdicts_of_run
from crawler.session import CrawlSession
from crawler.watch import memory
from crawler.watch.alarms import Alarm, AlarmState, follow, run_subject
from crawler.watch.judgement import Judgement
from crawler.watch.monitors import is_stale, judge_site
from crawler.watch.numbers import AlarmKind, FeedAge, SiteRun
from pipelines.disk import disk_faults
from pipelines.errors import StoreError
from pipelines.state import transaction

logger = logging.getLogger(__name__)

# Arguments that make a run take something else than what is new: its yield is not compared with other runs'.
IRREGULAR_ARGUMENTS = frozenset({"since", "until", "full"})
ALARMING = frozenset({ExitCode.OUR_FAULT, ExitCode.NOTHING_FETCHED, ExitCode.SITES_FAILED, ExitCode.STORE_FAILED})

_COUNTS = """
SELECT site, sum(state = 'stored'), sum(state = 'skipped' AND reason IN ('empty', 'too_short', 'no_story')), sum(state = 'queued')
FROM urls WHERE run_id = ? GROUP BY site
"""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: its exit code, the line that says why (empty where it is done), what it took from the network.

    `limit` is the setting that ended it, if one did.
    """

    exit_code: ExitCode
    message: str = ""
    seconds: float = 0.0
    pages: int = 0
    received_bytes: int = 0
    limit: str | None = None


def watch_run(session: CrawlSession, result: RunResult | None, end: RunEnd) -> tuple[list[Alarm], Report]:
    """Writes down how the run ended and what was unusual; gives its alarms and the whole as a report.

    Without a result only the run as a whole is judged; then a ledger that cannot be written is no further fault.
    Raises StoreError where the ledger cannot be written after a run that had ended well.
    """
    connection = session.connection
    try:
        if connection.in_transaction:  # a fault ended the run: what was not committed is not acknowledged
            connection.execute("ROLLBACK")
        with disk_faults(session.plan.data_dir), transaction(connection):
            alarms = _watch(session, result, end, int(time.time()))
        return alarms, run_by_id(connection, session.run_id)
    except StoreError:
        if result is not None:
            raise
        logger.warning("the ledger cannot be written: the run's end is not in it")
        return _alarms_of_fault(session, end)


def _watch(session: CrawlSession, result: RunResult | None, end: RunEnd, now: int) -> list[Alarm]:
    connection = session.connection
    number = _remember_run(connection, session.run_id, end)
    if result is None:
        end_run(connection, session.run_id, Outcome.FAILED, verdicts_of_run(connection, session.run_id))
    judged = [(run_subject(session.plan.arguments), judgement) for judgement in judge_exit(end)]
    runs = list(_site_runs(session, result, now)) if result else []
    for run in runs:
        judged += [(run.site, judgement) for judgement in _judge(session, run)]
    alarms = follow(judged, memory.open_alarms(connection), now)
    for run in runs:
        memory.remember_site(connection, number, _flagged(run, alarms))
    memory.remember_alarms(connection, session.run_id, alarms, now)
    return alarms


def _alarms_of_fault(session: CrawlSession, end: RunEnd) -> tuple[list[Alarm], Report]:
    """The alarm about a run whose ledger cannot be written, and the little that can be reported."""
    subject = run_subject(session.plan.arguments)
    alarms = follow([(subject, judgement) for judgement in judge_exit(end)], {}, int(time.time()))
    report = {
        "run_id": session.run_id,
        "arguments": dict(session.plan.arguments),
        "outcome": Outcome.FAILED.value,
        "exit_code": int(end.exit_code),
        "message": end.message,
        "alarms": [alarm_values(alarm) for alarm in alarms],
    }
    return alarms, report


def judge_exit(end: RunEnd) -> list[Judgement]:
    """An alarm for an exit code that calls for somebody, and for a run that its memory ended; no other early stop says anything."""
    memory_alarm = Judgement(AlarmKind.MEMORY, end.limit == MEMORY_SETTING, end.message)
    if end.exit_code is ExitCode.STOPPED_EARLY:
        return [memory_alarm] if memory_alarm.is_alarm else []
    code = int(end.exit_code)
    return [
        Judgement(AlarmKind.EXIT_CODE, end.exit_code in ALARMING, f"exit code {code}: {end.message or 'done'}", float(code), 0.0),
        memory_alarm,
    ]


def _remember_run(connection: sqlite3.Connection, run_id: str, end: RunEnd) -> int:
    """Writes down how the run ended, and gives its number."""
    cursor = connection.execute(
        "INSERT INTO watch_runs(run_id, exit_code, message, seconds, pages, bytes) VALUES (?, ?, ?, ?, ?, ?)",
        (run_id, int(end.exit_code), end.message, end.seconds, end.pages, end.received_bytes),
    )
    return int(cursor.lastrowid or 0)


def _site_runs(session: CrawlSession, result: RunResult, now: int) -> Iterator[SiteRun]:
    """The numbers of each site, from the ledger and from what was counted on the way."""
    counts = {site: rest for site, *rest in session.connection.execute(_COUNTS, (result.run_id,))}
    for site in result.sites:
        stored, empty, queued = counts.get(site.site, (0, 0, 0))
        yield SiteRun(
            site=site.site,
            ended=now,
            stored=stored,
            came=site.pages_came,
            errors=site.page_errors,
            empty=empty,
            articles=session.measures.articles[site.site],
            chars=session.measures.chars.get(site.site, {}),
            is_regular=_is_regular(session, site.site),
            is_complete=not queued,
            has_failed=_has_failed(site, is_complete=not queued),
        )


def _is_regular(session: CrawlSession, site: str) -> bool:
    """Whether the run took what is new of the whole site: a single page, or a span of time, is something else."""
    is_whole = any(seed.site == site and seed.kind in (UrlKind.FRONT, UrlKind.SECTION) for seed in session.plan.seeds)
    return is_whole and IRREGULAR_ARGUMENTS.isdisjoint(session.plan.arguments)


def _has_failed(site: SiteResult, *, is_complete: bool) -> bool | None:
    """None where nothing was due, or the run was stopped before the site had its turn."""
    return site.has_failed if site.tried and (is_complete or not site.came) else None


def _judge(session: CrawlSession, run: SiteRun) -> list[Judgement]:
    """What the monitors say of a site; the feeds that are as usual are kept as such."""
    connection = session.connection
    ages: dict[str, FeedAge] = {}
    for feed_id, read in session.measures.feeds.items():
        if read.site == run.site and (age := memory.feed_age(connection, feed_id, read, run.ended)):
            ages[feed_id] = age
    judgements = judge_site(run, memory.past_runs(connection, run.site), tuple(ages.values()))
    for feed_id, age in ages.items():
        memory.remember_feed(connection, feed_id, session.measures.feeds[feed_id], age, run.ended, is_usual=not is_stale(age))
    return judgements


def _flagged(run: SiteRun, alarms: list[Alarm]) -> SiteRun:
    raised = (AlarmState.NEW, AlarmState.REPEATED)
    return replace(run, flags=frozenset(alarm.kind for alarm in alarms if alarm.subject == run.site and alarm.state in raised))
