"""A news site of any size, generated with everything known about it: which stories there are, where each is named, what is no story.

Each host names each of its stories by one source alone, in turn by every source that a crawler has to know: whoever finds them all
reads them all. Benchmarks serve it, too: `generate(hosts=20, stories_per_host=100)`, then `crawls.serve(site.sites)`.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

from crawls import Answer, Site
from generated_stories import Story, other_pages, page, story_page

PER_PAGE = 2  # stories on one page of a section
TRACKING = "?utm_source=rss"
CHAIN = 2  # stories that are linked from stories only, one from the other
HTML, XML, TEXT = "text/html; charset=utf-8", "application/xml", "text/plain; charset=utf-8"
NEWS_SPACE = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass
class GeneratedSite:
    """The hosts with their stories; `sites` is what a server shows, and follows each change."""

    stories: list[Story]
    hosts: tuple[str, ...]
    sites: dict[str, Site] = field(default_factory=dict)

    @property
    def urls(self) -> set[str]:
        """The canonical URL of every story: the ground truth."""
        return {story.url for story in self.stories}

    @property
    def story_requests(self) -> set[str]:
        """The requests for a story, under its own address or another one."""
        return {f"{story.host} {path}" for story in self.stories for path in (story.path, f"/amp{story.path}", f"/print{story.path}")}

    def publish(self, number: int, now: datetime) -> None:
        """Adds new stories, dealt out over the hosts."""
        counts = {host: sum(story.host == host for story in self.stories) for host in self.hosts}
        for index in range(number):
            host = self.hosts[index % len(self.hosts)]
            self.stories.append(Story(host, counts[host], now - timedelta(minutes=30)))
            counts[host] += 1
        self.build()

    def correct(self, number: int, now: datetime) -> set[str]:
        """Corrects stories of all hosts and sources; gives their URLs."""
        step = len(self.stories) / number
        chosen = {int(index * step) for index in range(number)}
        for index in chosen:
            story = self.stories[index]
            self.stories[index] = replace(story, corrections=story.corrections + 1, modified=now)
        self.build()
        return {self.stories[index].url for index in chosen}

    def build(self) -> None:
        """Renders every host anew; what did not change keeps its tag and its date."""
        for number, host in enumerate(self.hosts):
            mine = [story for story in self.stories if story.host == host]
            self.sites[host] = _with_validators(_Host(host, mine).answers(), number)

    def write_profiles(self, folder: Path) -> Path:
        """One site profile for each host, which names the front page and the feed that no page announces."""
        folder.mkdir(parents=True, exist_ok=True)
        for host in self.hosts:
            name = host.split(".")[1]
            text = f'name = "{name}"\ndomain = "{name}.example"\nstart = ["http://{host}/"]\nfeeds = ["http://{host}/atom.xml"]\n'
            (folder / f"{name}.example.toml").write_text(text, encoding="utf-8")
        return folder


def generate(hosts: int, stories_per_host: int, now: datetime | None = None) -> GeneratedSite:
    """A site of so many hosts and stories, all published on the last two days before `now`."""
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    names = tuple(f"www.blatt{number:02d}.example" for number in range(hosts))
    stories = [Story(host, number, now - timedelta(minutes=30 + 20 * number)) for number in range(stories_per_host) for host in names]
    site = GeneratedSite(stories, names)
    site.build()
    return site


@dataclass(frozen=True)
class _Host:
    """One host: its stories dealt out to the sources, and a page for each source."""

    name: str
    stories: list[Story]

    def answers(self) -> Site:
        """Everything the host shows, by path."""
        site = {path: _html(text) for path, text in other_pages().items()}
        for index, build in enumerate(SOURCES):
            site |= build(self, self.stories[index :: len(SOURCES)])
        chained = self._of(_linked)
        follows = {story.path: (later.path,) for story, later in pairwise(chained) if chained.index(later) % CHAIN}
        for story in self.stories:
            site[story.path] = _html(story_page(story, follows.get(story.path, ())))
        tracked = {f"{story.path}{TRACKING}": site[story.path] for story in self._of(_announced_feed)}
        amp = {f"/amp{path}": answer for path, answer in tracked.items()}
        printed = {f"/print{story.path}": _html(story_page(story)) for story in self._of(_sections)}
        return site | tracked | amp | printed | {"/": self._front(), "/robots.txt": self._robots()}

    def _of(self, source: Callable[[_Host, list[Story]], Site]) -> list[Story]:
        return self.stories[SOURCES.index(source) :: len(SOURCES)]

    def _front(self) -> Answer:
        links = ["/town/", "/region/", *other_pages(), *(story.path for story in self._of(_linked)[::CHAIN])]
        feed = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        return _html(page("The Paper", _list(links), head=feed))

    def _robots(self) -> Answer:
        names = ("index.xml", "news.xml", "urls.txt", "broken.xml", "feed-as-sitemap.xml", "gone.xml")
        return Answer("".join(f"Sitemap: http://{self.name}/sitemap-{name}\n" for name in names), headers={"Content-Type": TEXT})


def _gzipped_index(host: _Host, stories: list[Story]) -> Site:
    """An index that names a gzipped URL set, besides one that lies before every horizon."""
    index = "".join(f"<sitemap><loc>http://{host.name}/{name}</loc></sitemap>" for name in ("sitemap-1.xml.gz", "sitemap-2009-05.xml"))
    packed = gzip.compress(_urlset(_entry(story.url, story.changed) for story in stories).encode(), mtime=0)
    return {
        "/sitemap-index.xml": _xml(f"<sitemapindex>{index}</sitemapindex>"),
        "/sitemap-1.xml.gz": Answer(packed, headers={"Content-Type": "application/gzip"}),
    }


def _news_sitemap(_: _Host, stories: list[Story]) -> Site:
    """Addresses as CDATA, a namespace that is not that of news sitemaps."""
    entries = (
        f"<url><loc><![CDATA[ {story.url} ]]></loc><n:news xmlns:n='{NEWS_SPACE}x'><n:publication_date>"
        f"{story.published.isoformat()}</n:publication_date><n:title>{story.headline}</n:title></n:news></url>"
        for story in stories
    )
    return {"/sitemap-news.xml": _xml(_urlset(entries))}


def _plain_text(_: _Host, stories: list[Story]) -> Site:
    return {"/sitemap-urls.txt": Answer("\r\n".join(story.url for story in stories), headers={"Content-Type": TEXT})}


def _broken_sitemap(_: _Host, stories: list[Story]) -> Site:
    """A wrong namespace, and bad entries between the good ones."""
    bad = ("<url><loc>nonsense</loc></url>", "<url><loc>http://[</loc></url>", "<url><loc></loc></url>", "<url><loc>a?b=1&c=2</loc></url>")
    entries = (_entry(story.url, story.changed) + bad[index % len(bad)] for index, story in enumerate(stories))
    return {"/sitemap-broken.xml": _xml(_urlset(entries, "https://www.sitemaps.org/schemas/sitemap/9.9"))}


def _feed_as_sitemap(host: _Host, stories: list[Story]) -> Site:
    return {"/sitemap-feed-as-sitemap.xml": _rss(host, [(story, story.url) for story in stories])}


def _announced_feed(host: _Host, stories: list[Story]) -> Site:
    """RSS that only the front page announces; it names each story with a tracking parameter, every second by its AMP address."""
    named = [(story, f"http://{host.name}{'/amp' * (index % 2)}{story.path}{TRACKING}") for index, story in enumerate(stories)]
    return {"/rss": _rss(host, named)}


def _profiled_feed(host: _Host, stories: list[Story]) -> Site:
    """Atom that only the profile names."""
    entries = "".join(
        f"<entry><title>{story.headline}</title><link href='{story.path}#top'/><published>{story.published.isoformat()}</published>"
        f"<updated>{story.changed.isoformat()}</updated></entry>"
        for story in stories
    )
    return {"/atom.xml": _xml(f"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://{host.name}/'>{entries}</feed>")}


def _sections(host: _Host, stories: list[Story]) -> Site:
    """Pages that lead from one to the next; every story also under its print address and its https address."""
    pages = [stories[begin : begin + PER_PAGE] for begin in range(0, len(stories), PER_PAGE)] or [[]]
    site = {}
    for number, shown in enumerate(pages, start=1):
        forms = [form for story in shown for form in (f"/print{story.path}", story.path, f"https://{host.name}{story.path}?print=1")]
        further = [f"/town/page/{number + 1}/"] * (number < len(pages))
        site["/town/" if number == 1 else f"/town/page/{number}/"] = _html(page("Town", _list([*forms, *further])))
    return site


def _second_section(_: _Host, stories: list[Story]) -> Site:
    """A section with its pages in the query."""
    pages = [stories[begin : begin + PER_PAGE] for begin in range(0, len(stories), PER_PAGE)] or [[]]
    site = {}
    for number, shown in enumerate(pages, start=1):
        further = [f"/region/?page={number + 1}"] * (number < len(pages))
        site["/region/" if number == 1 else f"/region/?page={number}"] = _html(page("Region", _list([s.path for s in shown] + further)))
    return site


def _linked(_: _Host, stories: list[Story]) -> Site:
    """Linked from the front page, or from another story only: no page of its own."""
    del stories
    return {}


SOURCES = (
    _gzipped_index,
    _news_sitemap,
    _plain_text,
    _broken_sitemap,
    _feed_as_sitemap,
    _announced_feed,
    _profiled_feed,
    _sections,
    _second_section,
    _linked,
)


def _with_validators(site: Site, number: int) -> Site:
    """The same answers with a tag, a date, both or neither, by host."""
    kinds = ("ETag", "Last-Modified", "both", "none")
    kind = kinds[number % len(kinds)]
    return {path: replace(answer, headers={**answer.headers, **_validators(answer, kind)}) for path, answer in site.items()}


def _validators(answer: Answer, kind: str) -> dict[str, str]:
    """A date that changes with the body, as a tag does: what counts is that it differs."""
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    digest = hashlib.sha256(body).hexdigest()
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=int(digest[:7], 16) % 150_000_000)
    values = {"ETag": f'W/"{digest[:16]}"', "Last-Modified": format_datetime(moment, usegmt=True)}
    return {name: value for name, value in values.items() if kind in (name, "both")}


def _html(text: str) -> Answer:
    return Answer(text, headers={"Content-Type": HTML})


def _xml(text: str) -> Answer:
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', headers={"Content-Type": XML})


def _list(links: list[str]) -> str:
    names = (link.strip("/").rpartition("/")[2].replace("-", " ") for link in links)
    items = (f'<li><a href="{link}">{name}</a></li>' for link, name in zip(links, names, strict=True))
    return f"<ul>{''.join(items)}</ul>"


def _entry(url: str, modified: datetime) -> str:
    return f"<url><loc>{url}</loc><lastmod>{modified.isoformat()}</lastmod></url>"


def _urlset(entries: object, namespace: str = "http://www.sitemaps.org/schemas/sitemap/0.9") -> str:
    return f'<urlset xmlns="{namespace}">{"".join(entries)}</urlset>'  # type: ignore[arg-type]


def _rss(host: _Host, named: list[tuple[Story, str]]) -> Answer:
    items = "".join(
        f"<item><title>{story.headline}</title><link>{url}</link><pubDate>{format_datetime(story.published)}</pubDate></item>"
        for story, url in named
    )
    return _xml(f"<rss version='2.0'><channel><title>The Paper</title><link>http://{host.name}/</link>{items}</channel></rss>")
