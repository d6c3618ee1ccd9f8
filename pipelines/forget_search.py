"""Which rows `scrapy forget` means, and under which ids: found while the rows are read, articles first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipelines.urls import registered_domain, url_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants forgotten: one URL or article (by its id) or one site, or everything, where `before` bounds it in time."""

    url_id: str | None = None
    site: str | None = None
    before: datetime | None = None


@dataclass(slots=True)
class Search:
    """Finds the rows, and gathers ids while it reads the articles: of those that match, and of those that keep a row."""

    wanted: Wanted
    ids: set[str]  # of the article that was named, and of its URLs
    buried: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    urls_of: dict[str, set[str]] = field(default_factory=dict)
    sites: set[str] = field(default_factory=set)  # of the articles found, so that only their pages are looked through

    def learn_names(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds the article under whose id a page with the named URL was stored."""
        for row in rows:
            if self.wanted.site in (None, row["site"]) and not self.ids.isdisjoint(_url_ids(row)):
                self.ids.add(row["article_id"])

    def articles(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> frozenset[int]:
        """The places of the articles' rows that go."""
        found = set()
        for place, row in rows:
            if not self._is_named(row, row["article_id"]):
                continue
            if self._is_old_enough(row):
                found.add(place)
                self.urls_of.setdefault(row["article_id"], set()).update(_url_ids(row))
                self.sites.add(row["site"])
            else:
                self.kept.add(row["article_id"])
        return frozenset(found)

    def bury(self) -> None:
        """Settles which ids get a tombstone: those of articles that keep no row, or were named without a bound in time."""
        for article_id, urls in self.urls_of.items():
            if article_id not in self.kept:
                self.buried |= {article_id, *urls}
        if self.wanted.before is None:
            self.buried |= self.ids

    def pages(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> frozenset[int]:
        """The places of the decision log's rows that go."""
        return frozenset(place for place, row in rows if self._is_page_named(row) and self._is_old_enough(row))

    def matches(self, row: Mapping[str, Any]) -> bool:
        """Whether a row that waits or was refused goes; it may lack any column."""
        url = row.get("url")
        ids = {row.get("article_id"), *(_url_ids(row) if isinstance(url, str) else ())}
        if self.wanted.url_id:
            is_named = not ids.isdisjoint(self.ids | self.buried)
        else:
            is_named = self.wanted.site is None or self.wanted.site == (row.get("site") or _site_of(url))
        return is_named and self._is_old_enough(row)

    def _is_named(self, row: Mapping[str, Any], article_id: str) -> bool:
        if self.wanted.url_id:
            return article_id in self.ids
        return self.wanted.site in (None, row["site"])

    def _is_page_named(self, row: Mapping[str, Any]) -> bool:
        if not self.wanted.url_id:
            return self.wanted.site in (None, row["site"])
        may_match = not self.sites or row["site"] in (*self.sites, self.wanted.site)
        return may_match and _id_of(row["url"]) in self.ids | self.buried

    def _is_old_enough(self, row: Mapping[str, Any]) -> bool:
        if self.wanted.before is None:
            return True
        moment = row.get("fetched_at")
        try:
            moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
            return isinstance(moment, datetime) and moment < self.wanted.before
        except (ValueError, TypeError):  # no moment, or one without a zone
            return False


def _url_ids(row: Mapping[str, Any]) -> set[str]:
    urls = (row.get("url"), row.get("request_url"))
    return {found for url in urls if isinstance(url, str) and (found := _id_of(url)) is not None}


def _id_of(url: str) -> str | None:
    """The URL's id; None for one that names no page (a forgotten one has no URL any more)."""
    try:
        return url_id(url)
    except ValueError:
        return None


def _site_of(url: object) -> str | None:
    try:
        return registered_domain(url) if isinstance(url, str) else None
    except ValueError:
        return None
