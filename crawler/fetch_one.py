"""Pages fetched as the crawler fetches, one after the other: guard, robots.txt and limits, but no ledger or store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, Settings

from crawler.contact import add_contact
from crawler.fetch_results import page_of, verdict_on
from crawler.log_lines import show_controls_in_logs
from crawler.middlewares.robots import RobotsUnreachableError
from pipelines.errors import NotFetchedError, ReinschriftError
from pipelines.page import Page
from pipelines.urls import absolute_url, is_same_site

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SUCCESSES = range(200, 300)
_HOP_COST = 2  # a redirect may lead to another host, whose robots.txt is asked for as well

# What the project's settings hold for a whole crawl only.
_SINGLE_PAGE: dict[str, Any] = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {},
    "RETRY_ENABLED": False,  # who waits for one page tries again by hand
    "LOG_LEVEL": "CRITICAL",  # what went wrong is told in one line, not in the log
}


class StatusError(NotFetchedError):
    """The server answered, but with a status that brings no page."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answers with status {status}")
        self.status = status


class AskingSpider(Spider):
    """Runs one errand, which asks for pages; afterwards `error` is what ended it early, if anything did.

    The errand may set `limit`: how many requests may go out in all; redirects are not followed beyond.
    """

    name = "asking"

    def __init__(self, errand: Callable[[AskingSpider], Awaitable[None]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.errand = errand
        self.error: Exception | None = None
        self.limit: int | None = None

    @property
    def requests(self) -> int:
        """How many requests have gone out so far, those for robots.txt and along redirects included."""
        return int(self.crawler.stats.get_value("downloader/request_count", 0))

    async def start(self) -> AsyncIterator[Request]:
        """Fetches past the scheduler: there is nothing to schedule."""
        try:
            await self.errand(self)
        except Exception as error:  # noqa: BLE001  # raised into the engine it would only be logged
            self.error = error
        no_requests: tuple[Request, ...] = ()
        for request in no_requests:  # Scrapy wants an asynchronous generator
            yield request

    async def fetch(self, url: str) -> Page:
        """The page at the end of the redirects, which may not leave the site: the contact was given for this one.

        Raises NotFetchedError, or what the downloader raises (see `explain_failure`).
        """
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("Scrapy started the spider without an engine")
        target = url
        for _ in range(1 + self.settings.getint("REDIRECT_MAX_TIMES")):
            response = await _ask(engine, target)
            following = _redirect_target(response)
            if following is None:
                return page_of(response, request_url=url if response.url != url else None)
            if not is_same_site(following, url):
                raise NotFetchedError(f"it leads to another site, {following}")
            if self.limit is not None and self.requests + _HOP_COST > self.limit:
                raise NotFetchedError(f"it leads to {following}, and no request is left")
            target = following
        raise NotFetchedError("too many redirects")


def fetch_page(url: str, settings: Settings) -> Page:
    """The page at a URL that `check_hosts` lets through. Starts the reactor, so it works once in a process.

    Raises NotFetchedError with the reason in one line.
    """
    pages: list[Page] = []

    async def errand(spider: AskingSpider) -> None:
        pages.append(await spider.fetch(url))

    error = run_errand(errand, settings)
    if pages:
        return pages[0]
    raise NotFetchedError(f"{url} could not be fetched: {explain_failure(error)}") from error


def run_errand(errand: Callable[[AskingSpider], Awaitable[None]], settings: Settings) -> Exception | None:
    """Runs an errand to its end; gives the exception that ended it. Starts the reactor, so it works once in a process."""
    show_controls_in_logs()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(AskingSpider)
    process.crawl(crawler, errand=errand)
    process.start()
    return crawler.spider.error if isinstance(crawler.spider, AskingSpider) else None


def fetch_settings(given: BaseSettings) -> Settings:
    """The project's settings for one page, also outside the project, with CONTACT and all that stands on the command line.

    Another project's settings do not count: its robots.txt rule or its middlewares are not ours.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({**_SINGLE_PAGE, "CONTACT": given.get("CONTACT") or ""}, priority="project")
    for name in given:
        if (given.getpriority(name) or 0) >= SETTINGS_PRIORITIES["cmdline"]:
            settings.set(name, given[name], priority="cmdline")
    add_contact(settings)
    return settings


async def _ask(engine: ExecutionEngine, url: str) -> Response:
    response = await engine.download_async(Request(url, meta={"dont_redirect": True}))
    if response.status not in _SUCCESSES and _redirect_target(response) is None:
        raise StatusError(response.status)
    return response


def _redirect_target(response: Response) -> str | None:
    location = response.headers.get("Location")
    if response.status not in _REDIRECTS or not location:
        return None
    return absolute_url(response.url, location.decode("utf-8", "replace"))


def explain_failure(error: Exception | None) -> str:
    """The cause in a few words, with the reason that the crawler would give where the error itself says nothing."""
    if error is None:
        return "stopped before it came"
    if isinstance(error, RobotsUnreachableError) and isinstance(error.__cause__, Exception):
        return f"its robots.txt could not be had, {explain_failure(error.__cause__)}"
    if isinstance(error, ReinschriftError | IgnoreRequest):
        return str(error)
    return f"{verdict_on(error).reason} ({error or type(error).__name__})"
