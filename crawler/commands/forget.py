"""`scrapy forget`: removes an article, a site, or what is old, for good, and sees to it that it does not come back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, explained
from crawler.forget_urls import forget_urls, related_ids
from crawler.reading import data_dir_of
from crawler.store_access import DATA_DIR_HELP, Progress, open_writing
from crawler.terminal import note, say
from pipelines.errors import InputError
from pipelines.forget_plan import ForgetPlan, plan_forgetting, read_target
from pipelines.forget_search import Wanted
from pipelines.forgetting import forget
from pipelines.outbox import Dataset
from pipelines.read_state import read_state

EXAMPLES = f"""\
  scrapy forget https://www.example.org/story --reason "request of 2026-11-20"
  scrapy forget 0123456789abcdef0123456789abcdef --reason "court order"      by article_id
  scrapy forget example.org --reason "publisher objects" --yes               a whole site; it is not crawled again
  scrapy forget --older-than 400 --reason retention --yes                    everything fetched before that many days
  scrapy forget example.org --older-than 90 --reason licence --dry-run

Gone are: all revisions and their blocks, the rows of the decision log, what waits or was refused, and the URLs in the ledger,
also in the files that readers do not see. What stays is a tombstone: the hash of URL or site, the reason, the day.
A crawl gives a forgotten URL the verdict skipped:forgotten and records its hash alone. With --older-than only what was fetched before
that time goes; an article gets a tombstone where no row of it is left, a site does not. Backups, logs and exports are yours to clean.
{DATA_DIR_HELP}
Exit codes: 0 done, 2 bad arguments or not confirmed, 3 another run holds the store, 7 disk or store."""


class Command(ScrapyCommand):
    """Removes rows, pages and ledger text, and leaves a tombstone."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "[URL | ARTICLE_ID | SITE] --reason REASON [--older-than DAYS] [--dry-run] [--yes]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Remove an article or a site for good"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --reason, --older-than, --dry-run and --yes."""
        super().add_options(parser)
        parser.add_argument("--reason", metavar="REASON", help="why; kept with the tombstone (name no person in it)")
        parser.add_argument("--older-than", metavar="DAYS", type=int, help="only what was fetched more than that many days ago")
        parser.add_argument("--dry-run", action="store_true", help="print what would go, change nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Says what would go, asks, and forgets."""
        with explained(self, "forget"):
            wanted, reason = _read_arguments(args, opts)
            if opts.dry_run or not opts.yes:
                if opts.dry_run:
                    say(_describe(self._preview(wanted), "would go"))
                    return
                _confirm(_describe(self._preview(wanted), "will go for good"))
            with open_writing(self.settings) as store:
                plan = _plan(store.data_dir, store.connection, wanted)
                forget(store.data_dir, store.connection, plan, reason, partial(forget_urls, plan=plan))
            say(_describe(plan, "are gone"))

    def _preview(self, wanted: Wanted) -> ForgetPlan:
        """What a reader sees of it now, without a lock."""
        data_dir = data_dir_of(self.settings)
        with read_state(data_dir) as connection:
            return _plan(data_dir, connection, wanted)


def _read_arguments(args: list[str], opts: argparse.Namespace) -> tuple[Wanted, str]:
    if len(args) > 1:
        raise InputError(f"name one URL, article id or site, not {len(args)}")
    reason = (opts.reason or "").strip()
    if not reason and not opts.dry_run:
        raise InputError("--reason is missing: say why, for those who look at the tombstone later")
    if opts.older_than is not None and opts.older_than < 1:
        raise InputError(f"--older-than {opts.older_than}: not a number of days from 1 on")
    before = None if opts.older_than is None else datetime.now(UTC) - timedelta(days=opts.older_than)
    return read_target(args[0] if args else None, before), reason


def _plan(data_dir: Path, connection: Connection, wanted: Wanted) -> ForgetPlan:
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'urls'").fetchone()
    related = related_ids(connection, wanted.url_id) if wanted.url_id and known else frozenset()
    return plan_forgetting(data_dir, connection, wanted, related, Progress("forget").files)


def _confirm(description: str) -> None:
    """Asks on the terminal. Raises InputError where the answer is not yes, or nobody is there to answer."""
    if not sys.stdin.isatty():
        raise InputError("nobody to ask: say --yes, or see what would go with --dry-run")
    note(f"{description}\nType yes to go on: ", end="")
    if sys.stdin.readline().strip() != "yes":
        raise InputError("not confirmed, nothing was changed")


def _describe(plan: ForgetPlan, verb: str) -> str:
    waiting = len(plan.waiting) + len(plan.quarantined)
    end = f"; {plan.site} will not be crawled again" if plan.site else f"; {len(plan.buried)} URLs will not be fetched again"
    return (
        f"{plan.rows(Dataset.ARTICLES)} article rows, {plan.rows(Dataset.PAGES)} rows of the decision log"
        f" and {waiting} that wait or were refused {verb}{end}"
    )
