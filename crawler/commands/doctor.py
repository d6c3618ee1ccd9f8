"""`scrapy doctor`: what a site offers a crawl, and a profile to begin with."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings
from scrapy.utils.project import inside_project

from crawler.command_help import add_examples, explained
from crawler.contact import check_hosts, check_url_argument
from crawler.doctor.ask import Asker
from crawler.doctor.explore import Exploration
from crawler.doctor.findings import Findings
from crawler.doctor.profile_draft import check_profile_target, draft_profile, write_profile
from crawler.doctor.report import as_json, as_text
from crawler.fetch_one import AskingSpider, explain_failure, fetch_settings, run_errand
from crawler.terminal import note, say
from pipelines.errors import InputError, NotFetchedError
from pipelines.text import one_line
from pipelines.urls import registered_domain
from pipelines.workers import WorkerPool

DEFAULT_REQUESTS, LEAST_REQUESTS, MOST_REQUESTS = 25, 4, 200
EXAMPLES = """\
  scrapy doctor https://www.example.org/ -s CONTACT=me@example.org       report, and data/sites/example.org.toml
  scrapy doctor https://www.example.org/ --requests 60 --force           look closer, replace the profile
  scrapy doctor https://www.example.org/ --json --out /tmp/example.org.toml | jq .samples

The site is asked as in a crawl: robots.txt obeyed, one request after the other with DOWNLOAD_DELAY, nothing stored but the profile.
After 429 or 503 nothing more is asked. Read the profile before you keep it: docs/profiles.md explains its keys.

Exit codes: 0 report and profile are written, 2 bad arguments or the profile's file exists, 4 nothing could be fetched."""


class Command(ScrapyCommand):
    """Explores a site within a small number of requests and writes a site profile."""

    requires_project = False
    requires_crawler_process = False  # gets one with our settings

    def syntax(self) -> str:
        """What follows the command's name."""
        return "URL [--out FILE] [--force] [--json] [--requests N]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Find out what a news site offers, and write a site profile"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds the options of the exploration."""
        super().add_options(parser)
        parser.add_argument("--out", metavar="FILE", help="where the profile goes; else DATA_DIR/sites/DOMAIN.toml")
        parser.add_argument("--force", action="store_true", help="replace a profile that is there")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument("--requests", metavar="N", type=int, default=DEFAULT_REQUESTS, help="how many at most (default: %(default)d)")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Explores, prints the report, writes the profile."""
        with explained(self, "doctor"):
            settings = _settings(self.settings or Settings())
            url = _url(args, opts.requests, settings)
            target = _target(url, opts.out, settings)
            check_profile_target(target, registered_domain(url), force=opts.force)
            findings = _explore(url, opts.requests, settings)
            write_profile(target, draft_profile(findings))
            say(as_json(findings, str(target)) if opts.json else f"{as_text(findings)}\nProfile: {target}")


def _settings(given: BaseSettings) -> Settings:
    """Those for single pages, with the delay that a robots.txt asks for."""
    settings = fetch_settings(given)
    settings.set("EXTENSIONS", {"crawler.extensions.crawl_delay.CrawlDelay": 500}, priority="project")
    return settings


def _url(args: list[str], requests: int, settings: Settings) -> str:
    if len(args) != 1:
        raise InputError("name one URL; see scrapy doctor --help")
    if not LEAST_REQUESTS <= requests <= MOST_REQUESTS:
        raise InputError(f"--requests {requests}: not a number from {LEAST_REQUESTS} to {MOST_REQUESTS}")
    check_url_argument(args[0])
    check_hosts(args, settings)
    return args[0]


def _target(url: str, out: str | None, settings: Settings) -> Path:
    """Where the profile goes. Without a project and DATA_DIR there is no place for it: the package's own folder is none."""
    if out:
        return Path(out)
    is_given = (settings.getpriority("DATA_DIR") or 0) >= SETTINGS_PRIORITIES["cmdline"]
    if not is_given and not inside_project():
        raise InputError(f"outside of a project say where the profile goes: --out {registered_domain(url)}.toml")
    return Path(settings["DATA_DIR"]) / "sites" / f"{registered_domain(url)}.toml"


def _explore(url: str, requests: int, settings: Settings) -> Findings:
    """What the exploration finds. Raises NotFetchedError where no page of the site came."""
    found: list[Findings] = []

    async def errand(spider: AskingSpider) -> None:
        asker = Asker(spider, requests, lambda line: note(f"doctor: {one_line(line)}"))
        with WorkerPool(1, settings.getfloat("EXTRACT_TIMEOUT_S")) as pool:
            exploration = Exploration(url, asker, pool, settings["ROBOTSTXT_USER_AGENT"])
            await exploration.run()
        found.append(exploration.findings())

    error = run_errand(errand, settings)
    if found and found[0].has_pages:
        return found[0]
    if error is not None:
        raise error
    reasons = dict(found[0].failures) if found else {}
    reason = reasons.get(url) or next(iter(reasons.values()), explain_failure(None))
    raise NotFetchedError(f"nothing of {registered_domain(url)} could be fetched: {reason}")
