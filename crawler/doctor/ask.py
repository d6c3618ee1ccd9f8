"""One page more, while the budget of requests lasts and the site has not asked for fewer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from crawler.fetch_one import AskingSpider, StatusError, explain_failure
from pipelines.page import Page

_ENOUGH = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_ABSENT = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Asker:
    """Asks for pages of one site in turn; each URL once. `failures` are the URLs that gave nothing, with the reason."""

    def __init__(self, spider: AskingSpider, budget: int, tell: Callable[[str], None]) -> None:
        self.budget = budget
        self.failures: list[tuple[str, str]] = []
        self._spider = spider
        spider.limit = budget
        self._tell = tell
        self._asked: set[str] = set()
        self._hosts: set[str] = set()
        self._is_stopped = False

    @property
    def requests(self) -> int:
        """Requests that have gone out."""
        return self._spider.requests

    def can_ask(self, url: str, reserve: int = 0) -> bool:
        """Whether the URL was not asked for, and a request is left for it when `reserve` ones are kept back."""
        cost = 1 if urlsplit(url).netloc in self._hosts or url.endswith("/robots.txt") else 2  # a new host: its robots.txt as well
        return not self._is_stopped and url not in self._asked and self.requests + cost + reserve <= self.budget

    async def ask(self, url: str, reserve: int = 0, *, is_guess: bool = False) -> Page | None:
        """The page at a URL, None where it did not come or may not be asked for any more. A guess that is not there is no failure."""
        if not self.can_ask(url, reserve):
            return None
        self._asked.add(url)
        if not url.endswith("/robots.txt"):
            self._hosts.add(urlsplit(url).netloc)
        try:
            page = await self._spider.fetch(url)
        except Exception as error:  # noqa: BLE001  # whatever kept the page away is a finding
            status = error.status if isinstance(error, StatusError) else None
            self._is_stopped = status in _ENOUGH
            self._tell(f"{self.requests}/{self.budget} {url}: {explain_failure(error)}")
            if not (is_guess and status in _ABSENT):
                self.failures.append((url, explain_failure(error)))
            return None
        self._asked.add(page.url)
        self._tell(f"{self.requests}/{self.budget} {url}")
        return page
