"""`scrapy runs`: what the last runs did, and one of them in full, from the ledger and the decision log."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, explained
from crawler.reading import data_dir_of
from crawler.run_report import LAST, Report, add_decisions, find_run, last_runs
from crawler.run_text import run_text, runs_text
from crawler.terminal import say
from pipelines.decisions import count_decisions
from pipelines.errors import InputError
from pipelines.json_text import to_json
from pipelines.read_state import read_state

EXAMPLES = """\
  scrapy runs                          the last 20 runs, newest first
  scrapy runs -n 100 --json            the last 100, one JSON object a line
  scrapy runs show last                the last run: verdicts, sources, sites, alarms
  scrapy runs show 3f1c                the run whose id begins so
  scrapy runs show last --json | jq .alarms
  scrapy runs -s DATA_DIR=/srv/reinschrift/data

Reads while a crawl goes on, takes no lock and writes nothing. Without DATA_DIR the data is looked for in ./data.

Exit codes: 0 done, 2 bad arguments, no such run or no ledger, 7 the ledger or the data set cannot be read."""

SHOW = "show"
DEFAULT_RUNS = 20


class Command(ScrapyCommand):
    """Lists the runs, or shows one."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "[-n N] [--json] | show RUN|last [--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the crawl's runs, or show one with its verdicts and alarms"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds -n and --json."""
        super().add_options(parser)
        parser.add_argument("-n", type=int, default=DEFAULT_RUNS, metavar="N", help=f"how many runs to list (default: {DEFAULT_RUNS})")
        parser.add_argument("--json", action="store_true", help="JSON: one object a line, or the one run")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the table, or the run."""
        with explained(self, "runs"):
            data_dir = data_dir_of(self.settings)
            text = _show(data_dir, args, as_json=opts.json) if args else _list(data_dir, opts.n, as_json=opts.json)
            if text:
                say(text)


def _list(data_dir: Path, number: int, *, as_json: bool) -> str:
    if number < 1:
        raise InputError(f"-n {number}: not a number of runs from 1 on")
    with read_state(data_dir, is_brief=True) as ledger:
        reports = last_runs(ledger, number)
    return "\n".join(map(to_json, reports)) if as_json else runs_text(reports)


def _show(data_dir: Path, args: list[str], *, as_json: bool) -> str:
    if args[0] != SHOW or len(args) > 2:  # noqa: PLR2004  # show RUN
        raise InputError(f"takes nothing or `show RUN`, not {' '.join(args)!r}; see scrapy runs --help")
    with read_state(data_dir, is_brief=True) as ledger:
        report = find_run(ledger, args[1] if len(args) > 1 else LAST)
        report = add_decisions(report, count_decisions(data_dir, ledger, report["run_id"], _day_before(report)))
    return to_json(report) if as_json else run_text(report)


def _day_before(report: Report) -> date:
    """The day before the run began: its rows lie in no earlier partition."""
    return datetime.fromisoformat(report["started"]).astimezone(UTC).date() - timedelta(days=1)
