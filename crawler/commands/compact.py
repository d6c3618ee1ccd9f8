"""`scrapy compact`: the many part files of a day that is over become one."""

from __future__ import annotations

import argparse
from datetime import date

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, explained
from crawler.reading import data_dir_of
from crawler.store_access import DATA_DIR_HELP, Progress, open_writing
from crawler.terminal import say
from pipelines.compaction import Compaction, compact, plan_compactions
from pipelines.errors import InputError
from pipelines.read_state import read_state

EXAMPLES = f"""\
  scrapy compact --closed                    every day that is over (UTC) and lies in more than one file
  scrapy compact --day 2026-11-21
  scrapy compact --closed --dry-run          say what would be done

Rows stay what they are; each day is exchanged in one step, so that readers need not stop. The old files are kept for
24 hours below state/replaced, for readers that began before. Start it again after a kill or a full disk: it goes on.
{DATA_DIR_HELP}
Exit codes: 0 done (also where nothing was to do), 2 bad arguments, 3 another run holds the store, 7 disk or store."""


class Command(ScrapyCommand):
    """Merges the files of closed days."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "--closed | --day DAY [--dry-run]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Merge the part files of days that are over"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --closed, --day and --dry-run."""
        super().add_options(parser)
        parser.add_argument("--closed", action="store_true", help="every day that is over")
        parser.add_argument("--day", metavar="DAY", help="one day, such as 2026-11-21")
        parser.add_argument("--dry-run", action="store_true", help="print what would be merged, change nothing")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Compacts, and prints a line for each day."""
        with explained(self, "compact"):
            day = _read_day(args, opts)
            if opts.dry_run:
                with read_state(data_dir_of(self.settings)) as connection:
                    _print_all(plan_compactions(connection, day))
            else:
                with open_writing(self.settings) as store:
                    planned = plan_compactions(store.connection, day)
                    progress = Progress("compact")
                    for number, done in enumerate(compact(store.data_dir, store.connection, planned), start=1):
                        say(_describe(done))
                        progress.say(f"{number} of {len(planned)} folders")


def _read_day(args: list[str], opts: argparse.Namespace) -> str | None:
    """The day that was asked for, None for all closed ones."""
    if args or bool(opts.day) == opts.closed:
        raise InputError("say either --closed or --day DAY, and nothing else; see scrapy compact --help")
    try:
        return date.fromisoformat(opts.day).isoformat() if opts.day else None
    except ValueError as error:
        raise InputError(f"--day {opts.day}: not a day such as 2026-11-21") from error


def _print_all(planned: list[Compaction]) -> None:
    for compaction in planned:
        say(_describe(compaction))


def _describe(compaction: Compaction) -> str:
    before = f"{len(compaction.old)} files, {compaction.old_bytes} bytes"
    after = f" -> 1 file, {compaction.new.bytes} bytes" if compaction.new else ""
    return f"{compaction.dataset} {compaction.crawl_date}: {compaction.rows} rows, {before}{after}"
