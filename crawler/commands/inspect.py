"""`scrapy inspect`: how one page is taken apart, as a page for a person in doubt."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from crawler.command_help import add_examples, explained
from crawler.contact import check_hosts, check_url_argument
from crawler.fetch_one import fetch_page, fetch_settings
from crawler.inspect_file import check_target, slug_of_file, slug_of_url, write_page
from crawler.plan import profile_folders
from crawler.terminal import say
from pipelines.article import Article, Rejection
from pipelines.errors import InputError
from pipelines.extract import extract_article
from pipelines.jobs import file_url, read_body
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.review import render_article, render_rejection
from pipelines.sites import SiteProfile, profile_of
from pipelines.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError

EXAMPLES = """\
  scrapy inspect page.html                                           writes page.inspect.html
  scrapy inspect page.html.gz --url https://www.example.org/story    where the page came from, for its links and its id
  scrapy inspect https://www.example.org/story -s CONTACT=me@example.org
  scrapy inspect page.html -o - | less

A URL is fetched as a crawl fetches: robots.txt is obeyed, one request, no storage.
The path of the written page is printed. An earlier inspect page of that name is replaced, nothing else ever is.

Exit codes: 0 the page is written (also where it says that there is no article), 2 bad arguments or no such file,
4 the URL could not be fetched."""

STANDARD_OUTPUT = "-"


class Command(ScrapyCommand):
    """Shows every block of a page: what was kept, what was taken out, and why."""

    requires_project = False
    requires_crawler_process = False  # a file needs none; a URL gets one with our settings

    def syntax(self) -> str:
        """What follows the command's name."""
        return "URL | FILE [--url URL] [-o OUT.html]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show how a page is taken apart, as an HTML page"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --url and -o."""
        super().add_options(parser)
        parser.add_argument("--url", metavar="URL", help="where the page in FILE came from")
        parser.add_argument("-o", "--output", metavar="OUT", help="where to write; - for standard output, else named after the page")
        parser.add_argument("--no-profile", action="store_true", help="use no site profile (it is found by the domain of the URL)")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Reads or fetches the page, takes it apart, and writes what became of it."""
        with explained(self, "inspect"):
            settings = fetch_settings(self.settings or Settings())
            source = _only(args)
            target = _target(source, opts.output)
            profile = None if opts.no_profile else profile_of(opts.url or source, profile_folders(settings))
            page = _read(source, opts.url, settings)
            rendered = _render(_extract(page, profile, settings.getfloat("EXTRACT_TIMEOUT_S")))
            if target is None:
                sys.stdout.buffer.write(rendered)
            else:
                write_page(target, rendered)
                say(str(target))


def _only(args: list[str]) -> str:
    if len(args) != 1:
        raise InputError("name one URL or one FILE; see scrapy inspect --help")
    return args[0]


def _is_url(source: str) -> bool:
    return "://" in source


def _target(source: str, output: str | None) -> Path | None:
    """The file to write, checked; None for standard output."""
    if output == STANDARD_OUTPUT:
        return None
    slug = slug_of_url(source) if _is_url(source) else slug_of_file(Path(source))
    return check_target(Path(output or f"{slug}.inspect.html"))


def _read(source: str, url: str | None, settings: Settings) -> Page:
    """The page, from the network or from its file. Raises InputError where the arguments name none, NotFetchedError."""
    if url is not None:
        check_url_argument(url)
    if not _is_url(source):
        return Page(url or file_url(Path(source)), _body_of(Path(source)), datetime.now(UTC))
    if url is not None:
        raise InputError("--url names the page of a FILE")
    check_url_argument(source)
    check_hosts((source,), settings)
    return fetch_page(source, settings)


def _body_of(path: Path) -> bytes:
    try:
        return read_body(path)
    except FileNotFoundError as error:
        raise InputError(f"no such file: {path} (a URL begins with http:// or https://)") from error
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _extract(page: Page, profile: SiteProfile | None, deadline_s: float) -> Article | Rejection:
    """The outcome from a worker process: a page that hangs or kills it is a rejection too."""
    with WorkerPool(1, deadline_s) as pool:
        try:
            return pool.submit(extract_article, page, profile).result()
        except WorkerTimeoutError as error:
            return Rejection(page.url, Stage.EXTRACT, Reason.TIMEOUT, str(error))
        except WorkerDiedError as error:
            return Rejection(page.url, Stage.EXTRACT, Reason.WORKER_DIED, str(error))


def _render(outcome: Article | Rejection) -> bytes:
    page = render_article(outcome) if isinstance(outcome, Article) else render_rejection(outcome)
    return page.encode("utf-8", "replace")  # JSON may hold half a surrogate pair
