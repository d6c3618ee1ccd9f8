"""Which URL patterns of a site have stopped to give new texts: what a trap makes differs in its URLs, not in what they say.

Kept for one run and in memory. A pattern that gave stories may go without one for longer, by as many pages as it gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.finds import UrlKind
from crawler.frontier import MACHINE_KINDS, WANTED_SOURCES
from crawler.items import Candidate, Concluded, UrlState, Validators, Verdict, Visit
from pipelines.article import Article
from pipelines.text import squeeze

LIST_PATIENCE = 2  # times that of pages: on a quiet day most sections name nothing new
_LISTS = frozenset({UrlKind.SECTION, UrlKind.LISTING})
_STORIES = frozenset({UrlKind.ARTICLE, UrlKind.UNKNOWN})
_ANSWERED = range(200, 300)


@dataclass(slots=True)
class _Yield:
    """Pages of a pattern: those that gave something new, and those since the last one that did."""

    new: int = 0
    in_vain: int = 0


@dataclass(slots=True)
class PatternWatch:
    """Counts by site and pattern. `max_in_vain` pages in a row without a new text end a pattern; 0 switches it off.

    `max_hosts` is the number of host names of one site from which on further ones are left out.
    """

    max_in_vain: int = 100
    max_hosts: int = 100
    _yields: dict[str, _Yield] = field(default_factory=dict)
    _texts: set[int] = field(default_factory=set)
    _hosts: dict[str, set[str]] = field(default_factory=dict)

    def is_spent(self, url: Candidate | Visit) -> bool:
        """Whether the URL's pattern gives no new texts; never of what somebody asked for."""
        if not self.max_in_vain or _is_exempt(url):
            return False
        seen = self._yields.get(_key(url.site, url.url, url.kind))
        return seen is not None and seen.in_vain >= self._patience(url.kind) + seen.new

    def has_room(self, url: Candidate) -> bool:
        """Whether the URL's host is one of the first of its site; one that has room is counted."""
        hosts = self._hosts.setdefault(url.site, set())
        host = urlsplit(url.url).netloc.lower()
        if host not in hosts and self.max_hosts and len(hosts) >= self.max_hosts:
            return False
        hosts.add(host)
        return True

    def see(self, concluded: Concluded, named_new: Iterable[Candidate]) -> None:
        """Counts a page that came. `named_new` are the URLs it named that nobody had named before."""
        visit = concluded.visit
        if _is_exempt(visit) or not _says_something(concluded):
            return
        key = _key(visit.site, visit.url, visit.kind)
        seen = self._yields.setdefault(key, _Yield())
        if self._gave_new(concluded, key, named_new):
            seen.new, seen.in_vain = seen.new + 1, 0
        else:
            seen.in_vain += 1

    def _gave_new(self, concluded: Concluded, key: str, named_new: Iterable[Candidate]) -> bool:
        """A story whose text no other page of the run had; of a list, also a link to what may be one, by another pattern than its own."""
        if isinstance(concluded.outcome, Article):
            text = hash((concluded.visit.site, squeeze(concluded.outcome.body)))
            is_new = text not in self._texts
            self._texts.add(text)
            return is_new
        if concluded.visit.kind not in _LISTS:
            return False
        links = (candidate for candidate in named_new if candidate.kind in _STORIES)
        return any(_key(link.site, link.url, link.kind) != key and not self.is_spent(link) for link in links)

    def _patience(self, kind: UrlKind) -> int:
        return self.max_in_vain * (LIST_PATIENCE if kind in _LISTS else 1)


def _is_exempt(url: Candidate | Visit) -> bool:
    """Whether no pattern counts: somebody asked for the URL, it is read by machines, or an earlier run took it in already."""
    was_taken_in = isinstance(url, Visit) and url.validators != Validators()
    return was_taken_in or url.source in WANTED_SOURCES or url.kind in MACHINE_KINDS or url.kind is UrlKind.FRONT


def _says_something(concluded: Concluded) -> bool:
    """Whether a page came and could be read: what fails, for whatever reason, says nothing about its neighbours."""
    outcome = concluded.outcome
    return concluded.http_status in _ANSWERED and not (isinstance(outcome, Verdict) and outcome.state is UrlState.ERROR)


def pattern_of(url: str) -> str:
    """The URL's form: its first folder, the number of those below it, and whether it has a query.

    Numbers are `#`, and a folder that looks drawn by lot is `@`, since a trap may stand anywhere in the path.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    first = [_first(segments[0])] if len(segments) > 1 else []
    rest = ["#" if segment.isdigit() else "*" for segment in segments[len(first) :]]
    return "/" + "/".join([*first, *rest]) + ("?" if parts.query else "")


def _first(segment: str) -> str:
    if segment.isdigit():
        return "#"
    return "@" if sum(letter.isdigit() for letter in segment) > 2 else segment.lower()  # noqa: PLR2004  # `g20` and `formel1` are names


def _key(site: str, url: str, kind: UrlKind) -> str:
    return f"{site} {'list' if kind in _LISTS else 'page'} {pattern_of(url)}"
