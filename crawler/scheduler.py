"""Scrapy's scheduler on top of the ledger: a URL stays queued there until its verdict is committed, so that no kill loses one."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.fetch_results import redirected
from crawler.frontier import MACHINE_KINDS, WANTED_SOURCES, budget_of
from crawler.items import Concluded, Visit, skipped
from crawler.resting import is_resting
from crawler.session import CrawlSession
from crawler.session_ids import without_session_id
from pipelines.disk import disk_faults
from pipelines.errors import ReinschriftError
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id, without_userinfo

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

READ_AHEAD = 8  # visits of a site read from the ledger at once; small, since better ones may be found meanwhile
READ_MANY = 500  # the same, while a trap's URLs are sorted out


class LedgerScheduler(BaseScheduler):
    """Hands out one visit after the other: sites in turn, never more than the per-site concurrency in flight, best URL first.

    A site that has long to wait (Crawl-delay, Retry-After) is passed over until its time comes.
    The engine asks again whenever a visit ends. A visit is in flight until it is recorded, so there is always one to end while
    URLs are left, and `has_pending_requests` need not count the sites that are at their limit.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider = cast("NewsSpider", crawler.spider)
        self._session: CrawlSession = self._spider.session
        self._in_flight_limit = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._open_sites: deque[str] = deque()
        self._ahead: dict[str, deque[Visit]] = {}
        self._spent: Counter[tuple[str, bool]] = Counter()
        self._reissued: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The scheduler of a crawl by `NewsSpider`."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether a request could be handed out now."""
        if self._session.failure is not None:
            return False
        self._open_touched()
        return bool(self._reissued) or any(self._has_room(site) for site in self._open_sites)

    def enqueue_request(self, request: Request) -> bool:
        """Takes back what Scrapy issues again: a retry, or a redirect that names the same page (http to https).

        A redirect to another page ends the visit: that page becomes a URL of its own. One that leaves the site is not followed.
        User name and password in a redirect are neither used nor kept.
        """
        visit: Visit = request.cb_kwargs["visit"]
        target = without_userinfo(request.url)
        if url_id(without_session_id(target)) == visit.id:
            self._reissued.append(request if target == request.url else request.replace(url=target))
            return True
        self._session.recorder.conclude(redirected(visit, target))
        self._session.leases.release(visit)
        return False

    def next_request(self) -> Request | None:
        """The next request, None while every site with queued URLs has its share in flight."""
        if self._session.failure is not None:
            return None
        for request in self._reissued:
            if not self._is_resting(request.cb_kwargs["visit"].site):
                self._reissued.remove(request)
                return request
        try:
            return self._next_by_site()
        except ReinschriftError as error:  # raised into the engine it would be logged, and the crawl would wait for ever
            self._session.failure = error
            return None

    def _next_by_site(self) -> Request | None:
        """The best URL of the next site that has room."""
        self._open_touched()
        for _ in range(len(self._open_sites)):
            site = self._open_sites[0]
            self._open_sites.rotate(-1)
            if not self._has_room(site) or self._is_resting(site):
                continue
            visit = self._next_visit(site)
            if visit is not None:
                self._session.leases.take(visit)
                return self._spider.request_for(visit)
            self._open_sites.remove(site)
            self._ahead.pop(site, None)
        return None

    def _has_room(self, site: str) -> bool:
        profile = self._session.plan.profiles.get(site)
        asked = profile.concurrency if profile and profile.concurrency else self._in_flight_limit
        return self._session.leases.of_site(site) < min(asked, self._in_flight_limit)  # never less polite than the settings

    def _is_resting(self, site: str) -> bool:
        """Whether the site is to be left alone for now; it counts as pending all the same, and the engine asks again."""
        engine = self._crawler.engine
        return engine is not None and is_resting(engine.downloader.slots.get(site), time.monotonic())

    def _open_touched(self) -> None:
        """Opens the sites that got new work since the last call."""
        touched = self._session.recorder.touched
        if touched:
            self._open_sites.extend(sorted(touched.difference(self._open_sites)))
            touched.clear()

    def _next_visit(self, site: str) -> Visit | None:
        """The site's best URL within its budget; None where none is left, or only what is over the budget."""
        while True:
            ahead = self._ahead.get(site) or self._read_ahead(site)
            if not ahead:
                return None
            visit = ahead[0]
            if self._session.recorder.watch.is_spent(visit):
                self._ahead.pop(site)
                continue
            if self._take_from_budget(visit):
                return ahead.popleft()
            if visit.kind not in MACHINE_KINDS:
                return None  # only pages are left, and they cost the same budget: `settle_rest` ends them
            verdict = skipped(Stage.DISCOVER, Reason.TOO_MANY_SOURCES)
            self._session.recorder.conclude(Concluded(ahead.popleft(), visit.kind, verdict))

    def _read_ahead(self, site: str) -> deque[Visit]:
        """The site's next visits; those of a pattern that gives no new texts any more get their verdict on the way."""
        limit = READ_AHEAD + self._session.leases.of_site(site)
        watch = self._session.recorder.watch
        while True:
            with disk_faults(self._session.plan.data_dir):
                visits = [visit for visit in self._session.ledger.queued(site, limit) if visit.id not in self._session.leases]
            spent = [visit for visit in visits if watch.is_spent(visit)]
            if not spent:
                self._ahead[site] = deque(visits)
                return self._ahead[site]
            self._session.recorder.leave_queued(spent, Reason.NO_NEW_TEXT)
            limit = READ_MANY

    def _take_from_budget(self, visit: Visit) -> bool:
        """Whether the site may have one more fetch of this family, counted; what was asked for by name is free."""
        if visit.source in WANTED_SOURCES or visit.accept_alias:
            return True
        family = (visit.site, visit.kind in MACHINE_KINDS)
        if self._spent[family] >= budget_of(visit.kind, self._session.plan.limits_of(visit.site)):
            return False
        self._spent[family] += 1
        return True
