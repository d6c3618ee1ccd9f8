"""`scrapy extract`: stored pages in, one JSON line for each out."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from crawler.command_help import add_examples, explain, explained
from crawler.fetch_one import fetch_settings
from crawler.plan import site_profiles
from crawler.terminal import note, say
from pipelines.errors import InputError
from pipelines.jobs import BadLine, Job, read_jobs, run_jobs
from pipelines.json_text import to_json
from pipelines.results import Result
from pipelines.workers import DEFAULT_DEADLINE_S

EXAMPLES = """\
  scrapy extract page.html --url https://www.example.org/story      one JSON object
  scrapy extract *.html.gz > articles.jsonl                         one line a file, in order
  scrapy extract --jobs jobs.jsonl --workers 2 > articles.jsonl     {"id": …, "url": …, "path": …} a line
  scrapy extract --jobs - < jobs.jsonl | jq -r .title

A path that ends in .txt or .txt.gz is plain text and is separated without a DOM.
Exit codes: 0 every job has its line, 2 bad arguments or a line that is no job."""

PROGRESS_INTERVAL_S = 5.0


class Command(ScrapyCommand):
    """Extracts articles from files, without a network."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "FILE… [--url URL] | --jobs FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Extract articles from stored pages, as JSON lines"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of the batch door."""
        super().add_options(parser)
        parser.add_argument("--jobs", metavar="FILE", help="JSON lines with id, url and path of each page; - for standard input")
        parser.add_argument("--url", metavar="URL", help="where the page came from (one FILE only)")
        parser.add_argument("--workers", metavar="N", type=int, default=os.cpu_count() or 1, help="processes (default: the cores)")
        parser.add_argument(
            "--timeout", metavar="S", type=float, default=DEFAULT_DEADLINE_S, help="seconds a page may take (default: %(default)g)"
        )
        parser.add_argument("--no-profile", action="store_true", help="use no site profiles (they are found by the domain of the URL)")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Runs the jobs and prints a line for each as soon as its turn has come."""
        with explained(self, "extract"), _open_jobs(args, opts) as jobs:
            profiles = {} if opts.no_profile else site_profiles(fetch_settings(self.settings or Settings()))
            self.exitcode = _print_results(run_jobs(jobs, max(1, opts.workers), opts.timeout, profiles))


@contextlib.contextmanager
def _open_jobs(args: list[str], opts: argparse.Namespace) -> Iterator[Iterable[Job | BadLine]]:
    """The jobs that the arguments name. Raises InputError where they name none, or a file that is not there."""
    if opts.jobs and (args or opts.url):
        raise InputError("give either --jobs or files (with --url for one file), not both")
    if opts.url and len(args) != 1:
        raise InputError("--url names the page of exactly one FILE")
    if opts.jobs == "-":
        yield read_jobs(sys.stdin)
    elif opts.jobs:
        with _open_text(opts.jobs) as lines:
            yield read_jobs(lines)
    elif args:
        missing = [path for path in args if not Path(path).is_file()]
        if missing:
            raise InputError(f"no such file: {missing[0]}")
        yield [Job(path, path, opts.url) for path in args]
    else:
        raise InputError("name a FILE, or --jobs FILE; see scrapy extract --help")


def _open_text(path: str) -> IO[str]:
    try:
        return Path(path).open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error


def _print_results(results: Iterable[Result]) -> int:
    unreadable = count = 0
    said = begin = time.monotonic()
    for result in results:
        say(to_json(result))
        unreadable += "line" in result
        count += 1
        if time.monotonic() - said >= PROGRESS_INTERVAL_S:
            said = time.monotonic()
            note(f"extract: {count} pages, {count / (said - begin):.1f} a second")
    sys.stdout.flush()
    if unreadable:
        return explain("extract", InputError(f"{unreadable} of {count} lines are no jobs; each has an answer that says why"))
    return 0
