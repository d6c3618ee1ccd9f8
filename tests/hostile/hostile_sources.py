"""Sitemaps, feeds and robots.txt files that break readers, each with how many URLs are read from it or why none is."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crawler.discovery.feeds import read_feed
from crawler.discovery.robots import read_robots
from crawler.discovery.sitemaps import read_sitemap
from pipelines.reasons import Reason

SITE = "https://www.valleypost.example"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file with its name, and the number of its URLs or the reason why it is refused."""

    name: str
    read: Callable[..., list[Any]]
    expected: int | Reason
    make: Callable[[], bytes]
    is_large: bool = False


def url(number: int | str) -> str:
    """An entry of a sitemap."""
    return f"<url><loc>{SITE}/news/story-of-the-day-{number}</loc></url>"


def item(number: int | str, more: str = "") -> str:
    """An entry of a feed."""
    return f"<item>{more}<title>Story {number}</title><link>{SITE}/news/story-of-the-day-{number}</link></item>"


def sitemap(entries: str, start: str = '<?xml version="1.0"?>', root: str = "urlset") -> bytes:
    """A sitemap with these entries."""
    return f'{start}<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'.encode("utf-8", "surrogatepass")


def feed(entries: str, start: str = '<?xml version="1.0"?>') -> bytes:
    """An RSS feed with these entries."""
    return f'{start}<rss version="2.0"><channel><title>Valley Post</title>{entries}</channel></rss>'.encode()


GOOD, WIDE = url(1) + url(2), '<?xml version="1.0" encoding="utf-16"?>'
ITEMS = item(1) + item(2)

SITEMAPS = (
    HostileFile("laughs", read_sitemap, Reason.DOCTYPE, lambda: sitemap("<url><loc>&c;</loc></url>" + GOOD, LAUGHS)),
    HostileFile("foreign_entity", read_sitemap, Reason.DOCTYPE, lambda: sitemap(f"<url><loc>{SITE}/&c;</loc></url>", FOREIGN)),
    HostileFile("bad_locations", read_sitemap, 2, lambda: sitemap("<url><loc>nonsense</loc></url><url><loc>http://[</loc></url>" + GOOD)),
    HostileFile("cut_location", read_sitemap, 2, lambda: sitemap(GOOD)[: -len("</urlset>")] + b"<url><loc>http"),
    HostileFile("nul_gzip", read_sitemap, Reason.TOO_BIG, lambda: gzip.compress(bytes(60_000_000))),
    HostileFile("nul_40mb", read_sitemap, Reason.BROKEN_FEED, lambda: gzip.compress(bytes(40_000_000))),
    HostileFile("gzip_bomb", read_sitemap, Reason.TOO_BIG, lambda: gzip.compress(sitemap(url(1) * 700_000)), is_large=True),
    HostileFile("gzip_twice", read_sitemap, Reason.BROKEN_FEED, lambda: gzip.compress(gzip.compress(sitemap(GOOD)))),
    HostileFile("60000_urls", read_sitemap, 50_000, lambda: sitemap("".join(map(url, range(60_000)))), is_large=True),
    HostileFile("deep", read_sitemap, Reason.BROKEN_FEED, lambda: sitemap("<url>" * 100_000 + GOOD)),
    HostileFile("attributes", read_sitemap, 2, lambda: sitemap("<url " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/>" + GOOD)),
    HostileFile(
        "long_location", read_sitemap, 3, lambda: sitemap(f"<url><loc>{SITE}/{'a' * 5_000_000}</loc></url>" + GOOD)
    ),  # cut; ends as url_too_long
    HostileFile("utf16", read_sitemap, 2, lambda: sitemap(GOOD).decode().encode("utf-16")),
    HostileFile("utf16_lie", read_sitemap, 2, lambda: sitemap(GOOD, WIDE)),
    HostileFile("ascii_lie", read_sitemap, 2, lambda: sitemap(GOOD.replace("day-1", "dáy-1"), '<?xml version="1.0" encoding="us-ascii"?>')),
    HostileFile("control_character", read_sitemap, 2, lambda: sitemap(GOOD.replace("day-1", "day\x01-1"))),
    HostileFile("open_comment", read_sitemap, 2, lambda: sitemap(GOOD + "<!-- ")),
    HostileFile("error_page", read_sitemap, Reason.BROKEN_FEED, lambda: b"<!doctype html><html><body><p>Not found</body></html>"),
    HostileFile("bytes", read_sitemap, Reason.BROKEN_FEED, lambda: bytes(range(256)) * 1000),
)
FEEDS = (
    HostileFile("laughs", read_feed, Reason.DOCTYPE, lambda: feed("<item><title>&c;</title></item>" + ITEMS, LAUGHS)),
    HostileFile("foreign_entity", read_feed, Reason.DOCTYPE, lambda: feed("<item><title>&c;</title></item>", FOREIGN)),
    HostileFile("utf16_lie", read_feed, 2, lambda: feed(ITEMS, WIDE)),
    HostileFile("ascii_lie", read_feed, 2, lambda: feed(ITEMS.replace("Story 1", "Zürich"), '<?xml version="1.0" encoding="us-ascii"?>')),
    HostileFile("unknown_encoding", read_feed, 2, lambda: feed(ITEMS, '<?xml version="1.0" encoding="klingon"?>')),
    HostileFile("deep", read_feed, Reason.BROKEN_FEED, lambda: feed("<item>" * 100_000 + ITEMS)),
    HostileFile("100000_items", read_feed, 5_000, lambda: feed("".join(map(item, range(100_000)))), is_large=True),
    HostileFile("ampersands", read_feed, 2, lambda: feed(item(1, "<a>A & B &nbsp; &x</a>") + item(2))),
    HostileFile("control_character", read_feed, 2, lambda: feed(ITEMS.replace("Story 1", "Story \x0b"))),
    HostileFile("base_bracket", read_feed, 2, lambda: feed(ITEMS.replace("<item>", '<item xml:base="http://[">'))),
    HostileFile(
        "dates", read_feed, 2, lambda: feed(item(1, f"<pubDate>{'9' * 100_000}</pubDate>") + item(2, "<pubDate>99 Foo 99999</pubDate>"))
    ),
    HostileFile("cut", read_feed, 2, lambda: feed(ITEMS)[: -len("</item></channel></rss>")]),
)
MAPS = b"".join(b"Sitemap: %s/%d.xml\n" % (SITE.encode(), number) for number in range(20_000))
ROBOTS = (
    HostileFile("5mb", read_robots, 1, lambda: f"Sitemap: {SITE}/s.xml\n".encode() + b"Disallow: /*a*b*c$\n" * 260_000),
    HostileFile("one_line", read_robots, 0, lambda: b"sitemap:" + b" " * 600_000),
    HostileFile("spaces", read_robots, 0, lambda: b" \n\t" * 170_000),
    HostileFile("20000_maps", read_robots, 500, lambda: MAPS),
    HostileFile("nul", read_robots, 0, lambda: bytes(500_000)),
    HostileFile("elsewhere", read_robots, 0, lambda: b"Sitemap: http://127.0.0.1/s.xml\nSitemap: file:///etc/passwd\nSitemap: http://[\n"),
)
