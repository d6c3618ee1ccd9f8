"""`scrapy verify`: whether every file of the store is still what was written."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, complain, explained
from crawler.reading import data_dir_of
from crawler.run_result import ExitCode
from crawler.store_access import DATA_DIR_HELP, Progress
from crawler.terminal import say
from pipelines.errors import InputError
from pipelines.json_text import to_json
from pipelines.read_state import read_state
from pipelines.verification import ADVICE, Report, verify

EXAMPLES = f"""\
  scrapy verify                              a line for each fault, with what to do
  scrapy verify --json | jq '.faults[].path'
  scrapy verify -s DATA_DIR=/srv/backup/data

Read and compared: SHA-256 and page checksums of each file, its rows, columns and order, the day of each row, the blocks against the
body, the row keys of all files, files that the ledger does not know or that are missing, and the ledger itself. Nothing is changed and
no lock is taken: a crawl may go on meanwhile.
{DATA_DIR_HELP}
Exit codes: 0 all is well, 2 bad arguments or no store, 7 a fault was found, or the disk failed."""


class Command(ScrapyCommand):
    """Checks the store."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "[--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Check every file of the store"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --json."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Checks, prints what was found and sets the exit code."""
        with explained(self, "verify"):
            if args:
                raise InputError("takes no arguments; the store is named by -s DATA_DIR=PATH")
            data_dir = data_dir_of(self.settings)
            began_s = time.monotonic()
            with read_state(data_dir) as connection:
                report = verify(data_dir, connection, Progress("verify").files)
            seconds = time.monotonic() - began_s
            say(_as_json(report, seconds) if opts.json else _as_text(report, seconds))
            if report.faults:
                complain("verify", f"{len(report.faults)} faults in {data_dir}")
                self.exitcode = int(ExitCode.STORE_FAILED)


def _as_text(report: Report, seconds: float) -> str:
    lines = [f"{fault.check}: {fault.path}\n  {fault.detail}\n  what to do: {ADVICE[fault.check]}\n" for fault in report.faults]
    verdict = f"{len(report.faults)} faults" if report.faults else "all well"
    return "".join(lines) + f"{report.parts} files, {report.rows} rows, {report.bytes} bytes read in {seconds:.1f} s: {verdict}"


def _as_json(report: Report, seconds: float) -> str:
    faults = [
        {"check": fault.check, "path": str(Path(fault.path)), "detail": fault.detail, "advice": ADVICE[fault.check]}
        for fault in report.faults
    ]
    values = {"files": report.parts, "rows": report.rows, "bytes": report.bytes, "seconds": round(seconds, 3), "faults": faults}
    return to_json(values)
