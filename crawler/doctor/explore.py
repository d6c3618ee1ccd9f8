"""What is asked for, and in which order, so that few requests say most: robots.txt, the page given, sitemaps, feeds, sections, stories."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar
from urllib.parse import urljoin, urlsplit

from crawler.discovery.scope import site_of
from crawler.doctor.ask import Asker
from crawler.doctor.findings import Findings, RobotsFinding, SampleFinding, SourceFinding
from crawler.doctor.readings import SourceReading, read_sample, read_source
from crawler.doctor.robots_rules import read_rules
from crawler.doctor.url_patterns import learn_patterns
from crawler.finds import Find, UrlKind
from crawler.tdmrep import TDMREP_PATH, read_tdmrep
from pipelines.errors import PageError
from pipelines.page import Page
from pipelines.urls import registered_domain
from pipelines.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError

P = ParamSpec("P")
T = TypeVar("T")

MAX_SITEMAPS, MAX_FEEDS, MAX_SECTIONS, MAX_SAMPLES = 6, 4, 3, 6  # fetched of each, of the default budget of 25
SAMPLES_KEPT_BACK = 4  # requests: without stories the rest says little
GIVEN, GUESS = "given", "usual address"
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-news.xml", "/news-sitemap.xml")
USUAL_FEEDS = ("/feed", "/rss.xml", "/feed.xml", "/rss", "/atom.xml")


class Exploration:
    """One exploration; `run` fills it, `findings` sums it up."""

    def __init__(self, url: str, asker: Asker, pool: WorkerPool, agent: str) -> None:
        self._url, self._asker, self._pool, self._agent = url, asker, pool, agent
        self._site = registered_domain(url)
        self._robots = RobotsFinding(is_there=False)
        self._sources: list[SourceFinding] = []
        self._finds: dict[str, Find] = {}
        self._samples: list[SampleFinding] = []
        self._front_came = False
        self._has_tdm_policy = False

    async def run(self) -> None:
        """Asks for one page after the other."""
        await self._read_robots()
        await self._read_front()
        await self._read_sitemaps()
        await self._read_feeds()
        await self._read_sections()
        policy = await self._asker.ask(urljoin(self._url, TDMREP_PATH), SAMPLES_KEPT_BACK, is_guess=True)
        self._has_tdm_policy = policy is not None and any(rule.is_reserved for rule in read_tdmrep(_body(policy)))
        await self._read_samples()

    def findings(self) -> Findings:
        """What is known now."""
        stories = [find.url for find in self._finds.values() if find.kind is UrlKind.ARTICLE]
        return Findings(
            url=self._url,
            site=self._site,
            asked_at=datetime.now(UTC),
            requests=self._asker.requests,
            budget=self._asker.budget,
            robots=self._robots,
            front_came=self._front_came,
            sources=tuple(self._sources),
            patterns=learn_patterns(stories, (urlsplit(self._url).hostname or "").lower()),
            stories_named=len(stories),
            samples=tuple(self._samples),
            has_tdm_policy=self._has_tdm_policy,
            failures=tuple(self._asker.failures),
        )

    async def _read_robots(self) -> None:
        page = await self._asker.ask(urljoin(self._url, "/robots.txt"), is_guess=True)
        if page is not None:
            self._robots = read_rules(_body(page), page.url, self._site, self._agent)

    async def _read_front(self) -> None:
        """The page that was given, and the front page, if that is another one."""
        for url in dict.fromkeys((urljoin(self._url, "/"), self._url)):
            kind = UrlKind.FRONT if urlsplit(url).path in ("", "/") else UrlKind.UNKNOWN
            self._front_came = await self._read(url, kind, GIVEN if url == self._url else "front page") or self._front_came

    async def _read_sitemaps(self) -> None:
        """Those that robots.txt names, news first; of an index the newest; usual addresses where none is named."""
        usual = [(urljoin(self._url, path), GUESS) for path in USUAL_SITEMAPS]
        named = [(url, "robots.txt") for url in self._robots.sitemaps] or usual
        waiting = sorted(named, key=lambda pair: "news" not in pair[0].lower())
        for _ in range(MAX_SITEMAPS):
            if not waiting:
                return
            url, found_by = waiting.pop(0)
            known = set(self._finds)
            if await self._read(url, UrlKind.SITEMAP, found_by):
                inner = [find for key, find in self._finds.items() if key not in known and find.kind is UrlKind.SITEMAP]
                inner.sort(key=lambda find: "news" not in find.url.lower())  # the finds are newest first, and stay so
                waiting = [*((find.url, url) for find in inner), *waiting] if inner else waiting
                waiting = [pair for pair in waiting if pair[1] != GUESS]  # one that is there is enough

    async def _read_feeds(self) -> None:
        """Those that pages announce; usual addresses where none does, until one is a feed."""
        announced = [find.url for find in self._finds.values() if find.kind is UrlKind.FEED][:MAX_FEEDS]
        for url in announced:
            await self._read(url, UrlKind.FEED, "autodiscovered")
        if any(source.kind == "feed" for source in self._sources):
            return
        for path in USUAL_FEEDS[: MAX_FEEDS - len(announced)]:
            if await self._read(urljoin(self._url, path), UrlKind.FEED, GUESS):
                return

    async def _read_sections(self) -> None:
        sections = [find.url for find in self._finds.values() if find.kind is UrlKind.SECTION]
        for url in sections[:MAX_SECTIONS]:
            await self._read(url, UrlKind.SECTION, "front page")

    async def _read_samples(self) -> None:
        """Stories, the newest of each source in turn."""
        for url in list(_in_turn(self._finds.values()))[: 2 * MAX_SAMPLES]:
            if len(self._samples) == MAX_SAMPLES:
                return
            page = await self._asker.ask(url)
            sample = await self._work(page.url, read_sample, page) if page else None
            if sample is not None:
                self._samples.append(sample)

    async def _read(self, url: str, kind: UrlKind, found_by: str) -> bool:
        """Whether the source came and could be read; its finds are kept then."""
        page = await self._asker.ask(url, SAMPLES_KEPT_BACK, is_guess=found_by == GUESS)
        reading = await self._work(url, read_source, page, kind, self._site) if page else None
        if reading is None:
            return False
        self._keep(url, found_by, reading)
        return True

    def _keep(self, url: str, found_by: str, reading: SourceReading) -> None:
        self._sources.append(SourceFinding(url, reading.kind, found_by, reading.stories, reading.entries, reading.newest))
        for find in reading.finds:
            if site_of(find.url) == self._site:
                self._finds.setdefault(find.url, find)

    async def _work(self, url: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The function's answer from a worker process; None where the page holds nothing of the kind, hangs or kills it."""
        try:
            return await asyncio.wrap_future(self._pool.submit(function, *args, **kwargs))
        except (PageError, WorkerTimeoutError, WorkerDiedError) as error:
            self._asker.failures.append((url, str(error)))
            return None


def _in_turn(finds: Iterable[Find]) -> Iterable[str]:
    """URLs of stories: the first of each source, then the second of each, and so on."""
    by_source: dict[str, list[str]] = {}
    for find in finds:
        if find.kind is UrlKind.ARTICLE:
            by_source.setdefault(find.source, []).append(find.url)
    for rank in range(max(map(len, by_source.values()), default=0)):
        yield from (urls[rank] for urls in by_source.values() if rank < len(urls))


def _body(page: Page) -> bytes:
    return page.body if isinstance(page.body, bytes) else page.body.encode()
