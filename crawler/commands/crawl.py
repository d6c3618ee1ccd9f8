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
from crawler.command_help import add_examples, complain, explain, has_log_file, in_one_line
from crawler.contact import add_contact
from crawler.metrics import check_metrics_file, metrics_of, write_metrics
from crawler.plan import CrawlPlan, read_plan
from crawler.run_limits import limit_reached, read_run_limits, why_stopped
from crawler.run_result import ExitCode, RunResult, exit_code, exit_code_of
from crawler.safeguards import secure, unused_proxies
from crawler.session import CrawlSession, open_session
from crawler.spiders.news import NewsSpider
from crawler.summary import summarize
from crawler.terminal import say
from crawler.watch.after_run import RunEnd, watch_run
from crawler.watch.alarms import Alarm, AlarmState, worth_telling
from crawler.watch.deliver import deliver, read_targets
from crawler.watch.numbers import AlarmKind
from pipelines.errors import InputError, ReinschriftError, StoreLockedError

logger = logging.getLogger(__name__)

EXAMPLES = """\
  scrapy crawl news -a url=https://www.example.org/ -s CONTACT=me@example.org
  scrapy crawl news -a site=harbourledger,zukunftsfeld -a since=2026-01-01
  scrapy crawl news -a sites=all -a pages=200
  scrapy crawl news -a site=harbourledger --full

Arguments (-a):
  url=URL          front page, section, feed, sitemap or article of one site
  site=NAME,…      sites with a profile (folders: SITES_DIRS); sites=all takes every one
  since=, until=   dates such as 2026-01-31; without since= the last 7 days, and undated pages only where listings name them
  pages=N          pages fetched of each site, in the place of PAGES_PER_SITE
  full=1           fetch what is known, too, as if nothing had been fetched before; --full says the same

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
        parser.add_argument("--full", action="store_true", help="fetch what is known, too: the same as -a full=1")
        add_examples(parser, EXAMPLES)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Reads the plan before anything starts, so that bad arguments cost one line and exit code 2."""
        super().process_options(args, opts)
        try:
            secure(self._settings())
            self._plan = self._read_plan(args, opts)
            self._targets = read_targets(self._settings())
            read_run_limits(self._settings())
            check_metrics_file(self._settings().get("METRICS_FILE"))
        except InputError as error:
            sys.exit(explain("crawl", error))
        settings = self._settings()
        if notice := unused_proxies():
            complain("crawl", notice)
        add_contact(settings)
        if sys.stderr.isatty() and not opts.loglevel and not opts.logfile:
            settings.set("LOG_LEVEL", "WARNING", priority="cmdline")  # the line of progress has the terminal to itself

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002  # read by process_options
        """Crawls, prints the summary, says what is unusual, tells those who want to know, and sets the exit code."""
        try:
            with open_session(self._plan, NewsSpider.name, lock_wait_s=self._settings().getfloat("LOCK_WAIT_S")) as session:
                result, end = self._crawl_to_end(session)
                alarms, report = watch_run(session, result, end)
        except ReinschriftError as error:
            self.exitcode = explain("crawl", error)
            if not isinstance(error, StoreLockedError):  # the other run's numbers are the ones that count
                self._measure(None)
            return
        self.exitcode = int(end.exit_code)
        self._measure(result)
        tell = worth_telling(alarms, repeats=self._targets.repeats)
        for line in (*map(_alarm_line, alarms), *deliver(report, self._targets, tell=tell), end.message):
            if line:
                complain("crawl", line)

    def _crawl_to_end(self, session: CrawlSession) -> tuple[RunResult | None, RunEnd]:
        """The run's numbers and how it ended; no numbers where a fault ended it."""
        started_s = time.monotonic()
        result: RunResult | None = None
        try:
            result = self._crawl(session, started_s)
        except ReinschriftError as error:
            code, message = exit_code_of(error), in_one_line(error)
        except Exception:
            logger.exception("the crawl ended with an exception")
            code, message = ExitCode.OUR_FAULT, REASONS[ExitCode.OUR_FAULT]
        else:
            _tell(summarize(result, self._plan.data_dir))
            code, message = self._judge(result)
        stats = self._crawler.stats
        pages, received = (int(stats.get_value(name, 0)) for name in ("response_received_count", "downloader/response_bytes"))
        limit = limit_reached(stats.get_value("finish_reason"))
        return result, RunEnd(code, message, time.monotonic() - started_s, pages, received, limit)

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
            arguments = arglist_to_dict([*opts.spargs, *(["full=1"] if opts.full else [])])
        except ValueError as error:
            raise InputError("-a takes NAME=VALUE") from error
        return read_plan(arguments, self._settings())

    def _crawl(self, session: CrawlSession, started_s: float) -> RunResult:
        """Runs the reactor until the crawl has ended, and closes the run."""
        if self.crawler_process is None:
            raise RuntimeError("Scrapy gave the command no crawler process")
        self._crawler: Crawler = self.crawler_process.create_crawler(NewsSpider)
        task = self.crawler_process.crawl(self._crawler, session=session)
        self.crawler_process.start()
        if isinstance(task, asyncio.Task) and task.done() and not task.cancelled() and (error := task.exception()):
            raise error
        return close_run(session, self._crawler.stats.get_value("finish_reason"), started_s)

    def _judge(self, result: RunResult) -> tuple[ExitCode, str]:
        """The exit code, and the line that says why it is not 0."""
        if self._crawler.stats.get_value("spider_exceptions/count", 0):
            code = ExitCode.OUR_FAULT
        else:
            code = exit_code(result, self._settings().getfloat("MAX_FAILED_SITES"))
        if code is ExitCode.DONE:
            return code, ""
        if code is ExitCode.STOPPED_EARLY:
            return code, REASONS[code].format(why_stopped(self._crawler.stats.get_value("finish_reason")))
        failed = ", ".join(site.site for site in result.failed_sites)
        return code, f"{REASONS[code]}{f': {failed}' if failed else ''}"


def _alarm_line(alarm: Alarm) -> str:
    """The alarm in a line; a new one about the exit code needs none, since the last line says it."""
    is_said = alarm.kind is AlarmKind.EXIT_CODE and alarm.state is AlarmState.NEW
    return "" if is_said else f"alarm: {alarm.line}"


def _tell(summary: str) -> None:
    """Prints the summary, and puts it into the log file where there is one."""
    say(summary)
    if has_log_file():
        logger.info("%s", summary)


REASONS = {
    ExitCode.OUR_FAULT: "an exception in our code, see the log",
    ExitCode.NOTHING_FETCHED: "nothing could be fetched",
    ExitCode.SITES_FAILED: "too many sites failed or fell silent",
    ExitCode.STOPPED_EARLY: "stopped early, {}; the next run goes on where this one stopped",
}
