"""Runs as text, for a person at the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crawler.reading import table
from crawler.run_report import Report
from crawler.watch.alarms import AlarmState, run_subject
from pipelines.text import one_line

RUN_ID_CHARS = 8
SHOWN_SITES = 20  # of a run of 500 sites: those with the most trouble; --json has them all
SHOWN_ROWS = 20
_RIGHT = frozenset({"seconds", "exit", "found", "stored", "skipped", "errors", "queued", "alarms"})


def runs_text(reports: Sequence[Report]) -> str:
    """The runs as a table, one line each."""
    head = ("run", "started (UTC)", "seconds", "outcome", "exit", "found", "stored", "skipped", "errors", "queued", "alarms", "arguments")
    return table(head, [_run_row(report) for report in reports], _RIGHT)


def _run_row(report: Report) -> tuple[object, ...]:
    counts = by_state(report["verdicts"])
    return (
        report["run_id"][:RUN_ID_CHARS],
        _moment(report["started"]),
        report["seconds"],
        outcome(report),
        report["exit_code"],
        report["found"],
        *(counts.get(state, 0) if report["verdicts"] else None for state in ("stored", "skipped", "error", "queued")),
        sum(alarm["state"] in (AlarmState.NEW, AlarmState.REPEATED) for alarm in report["alarms"]),
        run_subject(report["arguments"]),
    )


def run_text(report: Report) -> str:
    """One run with its verdicts, sources, sites and alarms, a dozen lines and those of the sites."""
    end = f", exit code {report['exit_code']}" if report["exit_code"] is not None else ""
    seconds = f", {report['seconds']} s" if report["seconds"] is not None else ""
    traffic = f", {report['pages']} responses, {report['bytes'] / 2**20:.1f} MB" if report["pages"] is not None else ""
    lines = [
        f"Run {report['run_id']} of {_moment(report['started'])} UTC: {outcome(report)}{end}{seconds}{traffic}",
        f"Arguments: {one_line(run_subject(report['arguments']))}",
        *([f"Message: {report['message']}"] if report["message"] else []),
        "",
        table(("verdict", "URLs"), [*_ranked(report["verdicts"]), ("sum", sum(report["verdicts"].values()))], frozenset({"URLs"})),
        f"{report['found']} URLs were found.",
        "",
        _states_table("source", report["sources"], len(report["sources"])),
        "",
        _states_table("site", report["sites"], SHOWN_SITES),
    ]
    if report["quarantine"]:
        lines += ["", *_quarantine(report["quarantine"])]
    if report["alarms"]:
        lines += ["", "Alarms:", *(f"  {one_line(alarm['line'])}" for alarm in report["alarms"])]
    return "\n".join(lines)


def _quarantine(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """What the data set could not take, with the reason."""
    head = f"{len(rows)} rows are in quarantine, not in the data set (docs/operating.md says what to do):"
    shown = [(row["seq"], row["dataset"], row["reason"], row["url"]) for row in rows[:SHOWN_ROWS]]
    left = [f"… and {len(rows) - SHOWN_ROWS} more: --json has them all"] if len(rows) > SHOWN_ROWS else []
    return [head, table(("row", "data set", "reason", "URL"), shown, _RIGHT), *left]


def by_state(verdicts: Mapping[str, int]) -> dict[str, int]:
    """URLs by the verdict's first word: stored, skipped, error, queued."""
    states: dict[str, int] = {}
    for name, number in verdicts.items():
        state = name.partition(":")[0]
        states[state] = states.get(state, 0) + number
    return states


def outcome(report: Report) -> str:
    """How the run ended, in one word; a run without an end goes on, or was killed and no other has begun since."""
    return report["outcome"] or "going on, or killed"


def _states_table(name: str, counts: Mapping[str, Mapping[str, int]], shown: int) -> str:
    """A line for each source or site: the one with the most errors first, then the one with the most URLs."""
    states = {key: by_state(verdicts) for key, verdicts in counts.items()}
    ranked = sorted(states, key=lambda key: (-states[key].get("error", 0), -sum(states[key].values()), key))
    rows = [(key, *(states[key].get(state, 0) for state in ("stored", "skipped", "error"))) for key in ranked[:shown]]
    text = table((name, "stored", "skipped", "errors"), rows, _RIGHT)
    left = len(ranked) - shown
    return text if left <= 0 else f"{text}\n… and {left} more: --json has them all"


def _ranked(verdicts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(verdicts.items(), key=lambda entry: (-entry[1], entry[0]))


def _moment(iso: str) -> str:
    return iso[:19].replace("T", " ")
