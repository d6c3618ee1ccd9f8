"""Attacks by files for machines: robots.txt, sitemaps and feeds; and by sites without an end."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from itertools import pairwise

from generated_stories import Story, story_page
from hostile.replies import drip, reply
from hostile.server import Reply
from hostile.sites import FEED, ROBOTS, SITEMAP, Attack, alone, sitemap, trap

SIDS = 8
SOURCE, BAD = "skipped:source", "error:broken_feed"
CUT_RULES = f"skipped:truncated or {SOURCE}"  # its first 512 KiB count
ENTITIES = f"error:doctype or {BAD}"
LAUGHS = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))


def lists(port: int, now: datetime) -> list[Attack]:
    """All of them; `port` is one where the stand-in listens."""
    return [*_robots(), *_xml(port, now), *_sitemaps(now), *_feeds(now), *_endless(), *_mojibake(now)]


def _robots() -> list[Attack]:
    def rules(name: str, body: str | bytes, kind: str = "text/plain", verdict: str = SOURCE) -> Attack:
        return Attack(name, {ROBOTS: reply(body, kind=kind)}, {ROBOTS: verdict})

    many = "User-agent: *\n" + "".join(f"Disallow: /closed/{number}/*/x*y$\n" for number in range(160_000))
    stars = "User-agent: *\nDisallow: /" + "*a" * 4000 + "\n"
    return [
        rules("robots-5mb", many, verdict=CUT_RULES),
        rules("robots-stars", stars),
        rules("robots-binary", bytes(range(256)) * 200),
        rules("robots-page", story_page(Story("www.robots-page.example", 3, datetime.now().astimezone())), "text/html"),
        rules("robots-delay", "User-agent: *\nCrawl-delay: -5\nCrawl-delay: inf\nCrawl-delay: 1e999\nRequest-rate: 0/0\n"),
        rules("robots-one-line", "User-agent: *" + " " * 2_000_000, verdict=CUT_RULES),
        Attack("robots-503", {ROBOTS: reply(status="503 No")}, {ROBOTS: "error:http_503", "/": "error:robots"}, good=0),
    ]


def _xml(port: int, now: datetime) -> list[Attack]:
    """Entities that grow, that read files, and that call inside."""
    inner = f"http://127.0.0.2:{port}"
    heads = {
        "laughs": f'<!DOCTYPE r [<!ENTITY e0 "ha">{LAUGHS}]>',
        "file": '<!DOCTYPE r [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>',
        "call": f'<!DOCTYPE r [<!ENTITY e9 SYSTEM "{inner}/entity">]>',
        "definitions": f'<!DOCTYPE r SYSTEM "{inner}/definitions.dtd">',
        "parameter": f'<!DOCTYPE r [<!ENTITY % all SYSTEM "{inner}/all.ent"> %all;]>',
    }
    maps = [_entity_sitemap(name, head, now) for name, head in heads.items()]
    return maps + [_entity_feed(name, head, now) for name, head in heads.items()] + [_schema_sitemap(inner, now)]


def _entity_sitemap(name: str, head: str, now: datetime) -> Attack:
    site = f"xml-{name}"
    body = f"<urlset><url><loc>http://www.{site}.example/news/&e9;</loc><lastmod>{now.isoformat()}</lastmod></url></urlset>"
    return Attack(site, {SITEMAP: sitemap(f"<?xml version='1.0'?>{head}{body}")}, {SITEMAP: ENTITIES})


def _entity_feed(name: str, head: str, now: datetime) -> Attack:
    site = f"feed-{name}"
    item = f"<item><title>&e9;</title><link>http://www.{site}.example/news/&e9;</link><pubDate>{format_datetime(now)}</pubDate></item>"
    return Attack(site, {FEED: sitemap(f"<?xml version='1.0'?>{head}<rss><channel>{item}</channel></rss>")}, {FEED: ENTITIES})


def _schema_sitemap(inner: str, now: datetime) -> Attack:
    """A style sheet, a schema and an inclusion, none of which is asked for."""
    site = "xml-schema"
    head = f'<?xml version="1.0"?><?xml-stylesheet href="{inner}/style.xsl" type="text/xsl"?>'
    names = (
        f'xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:s="http://www.w3.org/2001/XMLSchema-instance" s:schemaLocation="a {inner}/a.xsd"'
    )
    entry = f'<xi:include href="{inner}/more.xml"/><url><loc>http://www.{site}.example/</loc><lastmod>{now.isoformat()}</lastmod></url>'
    return Attack(site, {SITEMAP: sitemap(f"{head}<urlset {names}>{entry}</urlset>")}, {SITEMAP: SOURCE})


def _sitemaps(now: datetime) -> list[Attack]:
    told = Story("www.bad-location.example", 5, now)
    good = f"<url><loc>{told.url}</loc><lastmod>{now.isoformat()}</lastmod></url>"
    bad = "".join(
        f"<url><loc>{loc}</loc></url>" for loc in ("nonsense", "", "http", "http://[", "http://", "javascript:1", "\u202e/x", "//")
    )
    cut = f"<urlset>{good.replace('bad-location', 'cut-sitemap')}<url><loc>http"
    old = "<lastmod>2001-01-01</lastmod>"
    many = "".join(f"<url><loc>http://www.many-urls.example/news/an-old-story-of-day-{number}</loc>{old}</url>" for number in range(3_000))
    sid = {f"{SITEMAP}?sid={number}": _index_of_itself(number) for number in range(SIDS * SIDS + SIDS + 1)}
    return [
        Attack("bad-location", {SITEMAP: sitemap(f"<urlset>{bad}{good}</urlset>"), told.path: reply(story_page(told))},
               {SITEMAP: SOURCE, told.path: "stored"}),
        Attack("many-urls", {SITEMAP: sitemap(f"<urlset>{many}</urlset>")}, {SITEMAP: SOURCE}),
        Attack("sid", {SITEMAP: _index_of_itself(0), **sid}, {SITEMAP: SOURCE}),
        Attack("cut-sitemap", {SITEMAP: sitemap(cut)}, {SITEMAP: SOURCE}),
        Attack("nul-sitemap", {SITEMAP: sitemap(bytes(2_000_000))}, {SITEMAP: BAD}),
        Attack("tags-sitemap", {SITEMAP: sitemap("<urlset>" + "<a/>" * 300_000)}, {SITEMAP: BAD}),
        Attack("deep-sitemap", {SITEMAP: sitemap("<a>" * 200_000)}, {SITEMAP: BAD}),
        Attack("page-as-sitemap", {SITEMAP: reply("<html><body><p>No sitemap.</p></body></html>")}, {SITEMAP: BAD}),
    ]  # fmt: skip


def _index_of_itself(number: int) -> bytes:
    """An index that names itself under further session ids, and each of those names others."""
    names = range(SIDS * number + 1, SIDS * number + SIDS + 1)
    return sitemap(f"<sitemapindex>{''.join(f'<sitemap><loc>{SITEMAP}?sid={name}</loc></sitemap>' for name in names)}</sitemapindex>")


def _feeds(now: datetime) -> list[Attack]:
    moment = format_datetime(now)
    item = "<item><title>{0}</title><link>http://www.{1}.example/tag/{0}</link><pubDate>{2}</pubDate></item>"
    many = "".join(item.format(number, "many-items", "Sat, 01 Jan 2000 00:00:00 GMT") for number in range(6_000))
    base = "http://127.0.0.2/"
    relative = f'<feed xml:base="{base}"><entry xml:base="{base}"><link href="news/a-story-that-lies-inside"/></entry></feed>'
    return [
        Attack("many-items", {FEED: sitemap(f"<rss><channel>{many}</channel></rss>")}, {FEED: f"skipped:too_many_urls or {SOURCE}"}),
        Attack("feed-base", {FEED: sitemap(relative)}, {FEED: f"skipped:no_url or {SOURCE}"}),
        Attack("slow-feed", {FEED: drip(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" ")}, {FEED: "error:timeout"}),
        Attack(
            "feed-encoding",
            {FEED: sitemap(f"<?xml version='1.0' encoding='idna'?><rss><channel>{item.format(1, 'feed-encoding', moment)}")},
        ),
        Attack("feed-is-binary", {FEED: sitemap(bytes(range(256)) * 999)}, {FEED: BAD}),
    ]


def _endless() -> list[Attack]:
    """Pages that always know one more page: each path is answered, since a server need not have the pages that it shows."""

    def links(name: str, step: str) -> dict[str, Reply]:
        paths = [f"/news{step * number}/the-story-after-that" for number in range(1, 60)]
        return {path: reply(f'<html><body><a href="{after}">On</a></body></html>') for path, after in pairwise(paths)}

    return [Attack("repeated", links("repeated", "/again")), Attack("growing", links("growing", "/a1"))]


def _mojibake(now: datetime) -> list[Attack]:
    """Stories in the wrong dress: the header names another encoding or another type than what comes."""

    def told(name: str, kind: str) -> Attack:
        story = Story(f"www.{name}.example", 9, now)
        return Attack(name, {story.path: reply(story_page(story), kind=kind)}, {story.path: "stored"})

    document = b"%PDF-1.7\n" + bytes(range(256)) * 40
    return [
        told("charset-utf16", "text/html; charset=utf-16"),
        told("charset-utf7", "text/html; charset=utf-7"),
        told("charset-none", "text/html; charset=x-nonsense"),
        told("type-plain", "text/plain"),
        alone("pdf", reply(document), "skipped:not_html"),
        alone("picture", reply(b"\x89PNG\r\n\x1a\n" + bytes(999)), "skipped:not_html"),
        alone("program", reply(b"\x7fELF" + bytes(range(256)) * 9, kind="application/octet-stream"), "skipped:not_html"),
        Attack("on-path", {trap("nul"): reply("<p>\0</p>")}, {trap("nul"): "skipped:no_story"}),
    ]
