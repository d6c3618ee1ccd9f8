"""The end of a run: everything committed and published, the sums checked, the run entered in the ledger."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date

from crawler.run_result import Outcome, RunResult, check_log, check_sums, sites_of_run
from crawler.runs import end_run, found_in_run, verdicts_of_run
from crawler.session import CrawlSession
from pipelines.decisions import count_decisions
from pipelines.disk import disk_faults
from pipelines.state import transaction

FINISHED = "finished"  # Scrapy's finish reason when no request was left
REMOVED = "removed:"


def close_run(session: CrawlSession, finish_reason: str | None, started_s: float) -> RunResult:
    """Publishes what is left and gives the run's numbers; raises what ended the run, or VerdictSumError."""
    if session.failure is not None:
        raise session.failure
    session.recorder.commit()
    session.store.publish()
    result = _result(session, Outcome.FINISHED if finish_reason == FINISHED else Outcome.STOPPED, started_s)
    with disk_faults(session.plan.data_dir), transaction(session.connection):
        end_run(session.connection, session.run_id, result.outcome, result.verdicts)
    check_sums(result.found, result.verdicts, session.recorder.tally, result.outcome)
    check_log(result.verdicts, _logged(session))
    return result


def _logged(session: CrawlSession) -> Counter[str]:
    """The run's verdicts as the decision log has them, which everybody reads: in the Parquet files that it has published."""
    query = "SELECT min(crawl_date) FROM parts WHERE dataset = 'pages' AND batch > ?"
    (first_day,) = session.connection.execute(query, (session.batches_before,)).fetchone()
    since = date.fromisoformat(first_day) if first_day else date.max
    counts: Counter[str] = Counter()
    for tally, number in count_decisions(session.plan.data_dir, session.connection, session.run_id, since).items():
        counts[tally.verdict] += number
    return counts


def _result(session: CrawlSession, outcome: Outcome, started_s: float) -> RunResult:
    tally = session.recorder.tally
    return RunResult(
        run_id=session.run_id,
        outcome=outcome,
        found=found_in_run(session.connection, session.run_id),
        verdicts=verdicts_of_run(session.connection, session.run_id),
        sites=sites_of_run(session.connection, session.run_id, session.plan.sites),
        removed={name.removeprefix(REMOVED): number for name, number in tally.items() if name.startswith(REMOVED)},
        seconds=time.monotonic() - started_s,
    )
