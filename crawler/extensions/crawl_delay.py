"""Crawl-delay of robots.txt is obeyed, for the whole site, up to a limit; so is the delay of a site's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

DEFAULT_MAX_S = 60.0  # some sites write 3600 to keep crawlers out; Disallow is the word for that


class CrawlDelay:
    """Raises the delay of a site's download slot to what its robots.txt asks for, and keeps AutoThrottle from lowering it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delays_s: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, listening."""
        extension = cls(crawler)
        crawler.signals.connect(extension.engine_started, signal=signals.engine_started)
        crawler.signals.connect(extension.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(extension.request_reached_downloader, signal=signals.request_reached_downloader)
        return extension

    def engine_started(self) -> None:
        """Take the delays of the site profiles of a crawl."""
        session = getattr(self._crawler.spider, "session", None)
        for profile in session.plan.profiles.values() if session else ():
            self._slow_down(profile.domain, profile.delay_s or 0.0)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the delay that the rules name for us, where it is longer than the one of the settings."""
        settings = self._crawler.settings
        asked_s = robotparser.crawl_delay(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]) or 0.0
        delay_s = min(asked_s, settings.getfloat("CRAWL_DELAY_MAX_S", DEFAULT_MAX_S))
        if self._crawler.engine is not None:
            self._slow_down(self._crawler.engine.downloader.get_slot_key(request), delay_s)

    def _slow_down(self, key: str, delay_s: float) -> None:
        """Give a site this delay, unless it has a longer one: nothing is ever made less polite than the settings."""
        engine = self._crawler.engine
        if engine is None or not delay_s > self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        downloader = engine.downloader
        self._delays_s[key] = max(delay_s, self._delays_s.get(key, 0.0))
        # Slots without requests are dropped after a minute and made again from these settings.
        downloader.per_slot_settings.setdefault(key, {}).update(delay=self._delays_s[key], jitter=0.0)
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = self._delays_s[key], 0.0  # jitter would make half of the gaps shorter than asked for

    def request_reached_downloader(self, request: Request) -> None:
        """Mark the requests of sites with a delay of their own: AutoThrottle would bring it down to what the site can bear."""
        request.meta["autothrottle_dont_adjust_delay"] = request.meta.get("download_slot") in self._delays_s
