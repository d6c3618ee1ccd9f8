"""What coverage-guided fuzzing calls: one function for each reader of what strangers write, which raises where a promise is broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address

from scrapy.robotstxt import ProtegoRobotParser

from crawler.discovery.feeds import read_feed
from crawler.discovery.links import read_links
from crawler.discovery.moments import read_moment
from crawler.discovery.robots import read_robots
from crawler.discovery.sitemaps import read_sitemap
from crawler.doctor.robots_rules import read_rules
from crawler.finds import Find, UrlKind
from crawler.middlewares.robots import rules_of
from crawler.tdmrep import read_tdmrep, reservation
from crawler.url_shape import judge_url
from pipelines.errors import PageError
from pipelines.guard import GuardError, check_url, host_and_port, is_local_name, is_public, one_host
from pipelines.metadata.dates import parse_date
from pipelines.metadata.json_ld import parse_json
from pipelines.urls import absolute_url, normalize_url, registered_domain, url_id

SITE = "https://www.kurier.example/"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
Target = Callable[[bytes], None]


def guard(data: bytes) -> None:
    """What the guard lets pass leads to a public host on a web port; its refusals never hold what stands before an @."""
    url = _text(data)
    try:
        check_url(url)
    except GuardError as error:
        _promise("@" not in str(error), "a refusal that may hold a password")
        return
    host, port = host_and_port(url)
    _promise(port in (80, 443), "a port that is none of the web")
    _promise(one_host(f"[{host}]" if ":" in host else host) == host, "a host with two forms")
    is_address = ":" in host or host.rpartition(".")[2].isdigit()
    _promise(is_public(ip_address(host)) if is_address else not is_local_name(host), "an address that is not public")


def urls(data: bytes) -> None:
    """A normal form is its own normal form, and a site's name fits into a file name."""
    url = _text(data)
    try:
        normal = normalize_url(url)
        domain = registered_domain(url)
    except ValueError:
        return
    _promise(normalize_url(normal) == normal and url_id(normal) == url_id(url), "a normal form that changes")
    _promise(re.fullmatch(r"[a-z0-9.:-]{1,120}", domain) is not None, "a site name with other characters")
    judge_url(url)
    absolute_url(url, url)


def robots(data: bytes) -> None:
    """A robots.txt gives rules that answer for any URL, and sitemaps of its site."""
    read_rules(data, f"{SITE}robots.txt", "kurier.example", "reinschrift")
    _of_site(read_robots(data, f"{SITE}robots.txt"))
    rules = ProtegoRobotParser(rules_of(200, data), None)
    for path in ("", "a/b-c-d-2026?x=1", "%E9/*$"):
        _promise(rules.allowed(f"{SITE}{path}", "reinschrift/1.0") in (True, False), "no answer")


def sitemap(data: bytes) -> None:
    """A sitemap gives finds of its site, or the one refusal."""
    _finds(read_sitemap, data)


def feed(data: bytes) -> None:
    """A feed gives finds of its site, or the one refusal."""
    _finds(read_feed, data)


def words(data: bytes) -> None:
    """Dates, linked data, tdmrep.json and links of pages are read, whatever they are."""
    text = _text(data)
    moments = [read_moment(text), date.moment if (date := parse_date(text, NOW)) else None]
    _promise(all(moment is None or moment.utcoffset() is not None for moment in moments), "a date without zone")
    _promise(isinstance(parse_json(text), list), "no list of values")
    reservation(read_tdmrep(data), f"{SITE}a")
    _of_site(read_links(data, f"{SITE}a", UrlKind.SECTION))


TARGETS: Mapping[str, tuple[Target, tuple[bytes, ...]]] = {  # with inputs to begin from
    "guard": (
        guard,
        (b"https://www.kurier.example/a", b"http://0x7f.1:80/", b"http://[::ffff:1.2.3.4]/", b"https://u:p@b\xc3\xbc.example:443/"),
    ),
    "urls": (urls, (b"https://www.kurier.example/a/?utm_source=x&b=%E9#c", b"HTTP://B\xc3\xbcCHER.example.:80/../a;b?page=2")),
    "robots": (robots, (b"User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 5\nSitemap: /s.xml\n",)),
    "sitemap": (
        sitemap,
        (
            b"<?xml version='1.0'?><urlset><url><loc>/a/b-c-d-1</loc><lastmod>2026-11-20</lastmod></url></urlset>",
            b"<sitemapindex><sitemap><loc>https://www.kurier.example/s-2026-11.xml</loc></sitemap></sitemapindex>",
            b"https://www.kurier.example/a/b-c-d-1\n",
        ),
    ),
    "feed": (
        feed,
        (
            b"<rss><channel><item><link>/a/b-c-d-1</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate></item></channel></rss>",
            b"<feed xml:lang='de'><entry><link href='/a/b-c-d-1'/><updated>2026-11-20T10:00:00Z</updated></entry></feed>",
        ),
    ),
    "words": (words, (b"20. November 2026, 10:00 Uhr", b'{"@type": "NewsArticle", "a": [1, "\\ud800"]}', b"<a href='/a/b-c-d-1'>x</a>")),
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _finds(read: Callable[[bytes, str], list[Find]], data: bytes) -> None:
    try:
        _of_site(read(data, f"{SITE}sitemap.xml"))
    except PageError:
        return


def _of_site(finds: list[Find]) -> None:
    _promise(all(registered_domain(find.url) == "kurier.example" for find in finds), "a find of another site")


def _promise(holds: bool, what: str) -> None:  # noqa: FBT001  # an assertion that `python -O` does not drop
    if not holds:
        raise AssertionError(what)
