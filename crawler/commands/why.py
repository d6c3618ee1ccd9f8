"""`scrapy why`: what became of a URL in each run, or what keeps away one that no run has seen."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import BaseSettings, Settings

from crawler.command_help import add_examples, explained
from crawler.contact import check_url_argument
from crawler.plan import profile_folders
from crawler.reading import data_dir_of
from crawler.resolver import resolve_from_settings
from crawler.site_record import site_record, verdict_of_row
from crawler.terminal import say
from crawler.url_diagnosis import conclude, diagnose
from crawler.url_history import History, moment_of, url_history
from crawler.why_text import why_text
from pipelines.errors import InputError
from pipelines.json_text import to_json
from pipelines.read_state import read_state
from pipelines.sites import SiteProfile, load_all

EXAMPLES = """\
  scrapy why https://www.example.org/news/story              each run's verdict, the article, its stored revisions
  scrapy why https://www.example.org/news/story --json
  scrapy why https://www.example.org/never-seen              which guard, rule, horizon, budget or source keeps it away
  scrapy why 'https://www.example.org/a?utm_source=x' -s DATA_DIR=/srv/reinschrift/data

Every spelling of a URL counts as the same: http or https, with tracking parameters or without.
Reads while a crawl goes on, takes no lock, fetches nothing and writes nothing. Without DATA_DIR the data is looked for in ./data.

Exit codes: 0 done (also for a URL never seen), 2 bad arguments or no ledger, 7 the ledger or the data set cannot be read."""


class Command(ScrapyCommand):
    """Tells a URL's history."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "URL [--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Say what became of a URL, and why"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --json."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the history, or the checks that explain why there is none."""
        with explained(self, "why"):
            history = _history(_only(args), self.settings or Settings())
            say(to_json(history) if opts.json else why_text(history))


def _only(args: list[str]) -> str:
    if len(args) != 1:
        raise InputError("name one URL; see scrapy why --help")
    check_url_argument(args[0])
    return args[0]


def _history(url: str, settings: BaseSettings) -> History:
    data_dir = data_dir_of(settings)
    with read_state(data_dir, is_brief=True) as ledger:
        try:
            history = url_history(data_dir, ledger, url)
        except ValueError as error:
            raise InputError(f"{url}: {error}") from error
        if history["seen"]:
            return history
        record = site_record(ledger, history["site"])
    checks = diagnose(url, record, _profile(history["site"], data_dir, settings), resolve_from_settings(settings).allowed)
    sources = [
        {"url": row["url"], "kind": row["kind"], "verdict": verdict_of_row(row), "last_check": moment_of(row["last_check"])}
        for row in record.sources
    ]
    return history | {"conclusion": conclude(checks), "checks": [asdict(check) for check in checks], "sources": sources}


def _profile(site: str, data_dir: Path, settings: BaseSettings) -> SiteProfile | None:
    """The profile that a crawl of the site would use."""
    with_data = settings.copy()
    with_data.set("DATA_DIR", str(data_dir))
    return next((profile for profile in load_all(profile_folders(with_data)) if profile.domain == site), None)
