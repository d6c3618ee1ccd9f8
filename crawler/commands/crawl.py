"""`scrapy crawl news`: one run, with an exit code that means something. Takes the place of Scrapy's command of this name."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.conf import arglist_to_dict

from crawler.closing import close_run
from crawler.command_help import add_examples, complain, explain, has_log_file
from crawler.contact import add_contact
from crawler.metrics import check_metrics_file, metrics_of, write_metrics
from crawler.plan import CrawlPlan, read_plan
from crawler.run_result import ExitCode, RunResult, exit_code
from crawler.session import CrawlSession, open_session
from crawler.spiders.news import NewsSpider
from crawler.summary import summarize
from pipelines.errors import InputError, ReinschriftError, StoreLockedError

logger = logging.getLogger(__name__)

EXAMPLES = """\
  scrapy crawl news -a url=https://www.example.org/ -s CONTACT=me@example.org
  scrapy crawl news -a site=harbourledger,zukunftsfeld -a since=2026-01-01
  scrapy crawl news -a sites=all -a pages=200

Arguments (-a):
  url=URL          front page, section, feed, sitemap or article of one site
  site=NAME,…      sites with a profile (folders: SITES_DIRS); sites=all takes every one
  since=, until=   dates such as 2026-01-31; without since= the last 7 days, and undated pages only where listings name them
  pages=N          pages fetched of each site, in the place of PAGES_PER_SITE

Exit codes: 0 done, 1 our fault, 2 bad arguments, 3 another run holds DATA_DIR, 4 nothing could be fetched,
5 too many sites failed or fell silent, 6 stopped early (the next run goes on), 7 disk or store."""


class Command(ScrapyCommand):
    """Fetches what is new on news sites and stores the articles."""

    requires_project = True

    def syntax(self) -> str:
        """What follows the command's name."""
        return "news -a url=… | -a site=NAME[,NAME] | -a sites=all [options]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Fetch what is new on news sites into the data set"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's global options and -a."""
        super().add_options(parser)
        parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="what to crawl, and how far")
        add_examples(parser, EXAMPLES)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Reads the plan before anything starts, so that bad arguments cost one line and exit code 2."""
        super().process_options(args, opts)
        try:
            self._plan = self._read_plan(args, opts)
            check_metrics_file(self._settings().get("METRICS_FILE"))
        except InputError as error:
            sys.exit(explain("crawl", error))
        settings = self._settings()
        add_contact(settings)
        if sys.stderr.isatty() and not opts.loglevel and not opts.logfile:
            settings.set("LOG_LEVEL", "WARNING", priority="cmdline")  # the line of progress has the terminal to itself

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # read by process_options
        """Crawls, prints the summary and sets the exit code."""
        try:
            with open_session(self._plan, NewsSpider.name, lock_wait_s=self._settings().getfloat("LOCK_WAIT_S")) as session:
                result = self._crawl(session)
                _tell(summarize(result, self._plan.data_dir))
                self.exitcode = self._judge(result)
                self._measure(result)
        except ReinschriftError as error:
            self.exitcode = explain("crawl", error)
            if not isinstance(error, StoreLockedError):  # the other run's numbers are the ones that count
                self._measure(None)

    def _measure(self, result: RunResult | None) -> None:
        """Writes the numbers for Prometheus, where somebody wants them; a run has not failed because they cannot be written."""
        if path := self._settings().get("METRICS_FILE"):
            try:
                write_metrics(Path(path), metrics_of(ExitCode(self.exitcode), datetime.now(UTC), self._plan.data_dir, result))
            except OSError as error:
                complain("crawl", f"METRICS_FILE could not be written: {error}")

    def _settings(self) -> Settings:
        if self.settings is None:
            raise RuntimeError("Scrapy gave the command no settings")
        return self.settings

    def _read_plan(self, args: list[str], opts: argparse.Namespace) -> CrawlPlan:
        if args != [NewsSpider.name]:
            raise InputError(f"name the spider {NewsSpider.name!r}, and nothing else, not {' '.join(args) or 'nothing'}")
        try:
            arguments = arglist_to_dict(opts.spargs)
        except ValueError as error:
            raise InputError("-a takes NAME=VALUE") from error
        return read_plan(arguments, self._settings())

    def _crawl(self, session: CrawlSession) -> RunResult:
        """Runs the reactor until the crawl has ended, and closes the run."""
        if self.crawler_process is None:
            raise RuntimeError("Scrapy gave the command no crawler process")
        started_s = time.monotonic()
        self._crawler: Crawler = self.crawler_process.create_crawler(NewsSpider)
        task = self.crawler_process.crawl(self._crawler, session=session)
        self.crawler_process.start()
        if isinstance(task, asyncio.Task) and task.done() and not task.cancelled() and (error := task.exception()):
            raise error
        return close_run(session, self._crawler.stats.get_value("finish_reason"), started_s)

    def _judge(self, result: RunResult) -> int:
        """The exit code; where it is not 0, a line on standard error says why."""
        if self._crawler.stats.get_value("spider_exceptions/count", 0):
            code = ExitCode.OUR_FAULT
        else:
            code = exit_code(result, self._settings().getfloat("MAX_FAILED_SITES"))
        if code is not ExitCode.DONE:
            failed = ", ".join(site.site for site in result.failed_sites)
            complain("crawl", f"{REASONS[code]}{f': {failed}' if failed else ''}")
        return int(code)


def _tell(summary: str) -> None:
    """Prints the summary, and puts it into the log file where there is one."""
    sys.stdout.write(summary + "\n")
    if has_log_file():
        logger.info("%s", summary)


REASONS = {
    ExitCode.OUR_FAULT: "an exception in our code, see the log",
    ExitCode.NOTHING_FETCHED: "nothing could be fetched",
    ExitCode.SITES_FAILED: "too many sites failed or fell silent",
    ExitCode.STOPPED_EARLY: "stopped early; the next run goes on where this one stopped",
}
