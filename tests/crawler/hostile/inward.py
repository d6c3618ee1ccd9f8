"""Attacks that lead inward: 127.0.0.2 in every spelling, by every way in which a site can name a URL."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from generated_stories import Story, page, story_page
from hostile.replies import redirect, reply
from hostile.server import Reply
from hostile.sites import FEED, FEED_LINK, ROBOTS, SITEMAP, Attack, alone, sitemap, trap, traps

OFFSITE, GUARD = "skipped:offsite_redirect", "error:guard"
NONE_OF_IT = "skipped:no_url or skipped:source"  # read, and nothing in it is of the site
SPELLINGS = {
    "plain": "127.0.0.2",
    "decimal": "2130706434",
    "hexadecimal": "0x7f000002",
    "hexadecimal-parts": "0x7f.0x0.0x0.0x2",
    "octal": "0177.0.0.02",
    "long-octal": "017700000002",
    "two-parts": "127.2",
    "three-parts": "127.0.2",
    "final-dot": "127.0.0.2.",
    "mapped": "[::ffff:127.0.0.2]",
    "mapped-hexadecimal": "[::ffff:7f00:2]",
    "mapped-whole": "[0:0:0:0:0:ffff:7f00:2]",
    "full-width": "１２７.０.０.２",
    "full-stop": "127。0。0。2",
    "escaped": "%31%32%37.0.0.2",
    "name": "localhost",
    "capitals": "LOCALHOST",
    "below-localhost": "news.localhost",
    "sixth": "[::1]",
    "nought": "0",
}
BY_NAME = "name-"  # how the sites begin that use a name which leads inside
INNER_NAME = "intern"  # below each site that uses it; the system's own resolver says 127.0.0.2


def inward(port: int, now: datetime) -> list[Attack]:
    """All of them; `port` is one where the stand-in listens."""
    inner = [f"http://{host}:{port}/news/what-nobody-may-read-{name}" for name, host in SPELLINGS.items()]
    inner += [url.replace(f":{port}", "") for url in inner]
    return [
        traps("redirected", {name: redirect(f"http://{host}:{port}/") for name, host in SPELLINGS.items()}, OFFSITE),
        traps("redirected-web-port", {name: redirect(f"http://{host}/", "301 Moved") for name, host in SPELLINGS.items()}, OFFSITE),
        *_ways_to_redirect(port),
        *_lists(inner, now),
        *_pages(inner, port, now),
        *_origin_files(port),
        *_by_name(port),
    ]


def _ways_to_redirect(port: int) -> list[Attack]:
    inner = f"http://127.0.0.2:{port}/"
    return [
        traps("statuses", {f"status-{code}": redirect(inner, f"{code} Moved") for code in (301, 302, 303, 307, 308)}, OFFSITE),
        traps("https-inward", {"tls": redirect(f"https://127.0.0.2:{port}/")}, OFFSITE),
        traps(
            "slashes",
            {
                "two-slashes": redirect(f"//127.0.0.2:{port}/"),
                "three-slashes": redirect(f"///127.0.0.2:{port}/"),
                "name-before": redirect(f"http://www.slashes.example@127.0.0.2:{port}/"),
            },
            OFFSITE,
        ),
        alone("refresh-header", reply("<p>Wait.</p>", Refresh=f"0; url={inner}"), "skipped:too_short"),
        alone("meta-refresh", reply(f'<meta http-equiv="refresh" content="0;url={inner}"><p>Wait.</p>'), "skipped:too_short"),
        alone(
            "content-location", reply("<p>Elsewhere.</p>", Content_Location=inner, Link=f"<{inner}>; rel=canonical"), "skipped:too_short"
        ),
        alone("proxy-status", reply(status="305 Use Proxy", Location=inner), "error:http_305"),
        alone("alternative-service", reply("<p>Elsewhere.</p>", Alt_Svc=f'http/1.1="127.0.0.2:{port}"; ma=9'), "skipped:too_short"),
    ]


def _lists(inner: list[str], now: datetime) -> list[Attack]:
    """Sitemaps, feeds and robots.txt that name nothing but what lies inside, beside one story each."""
    items = "".join(f"<item><link>{url}</link><pubDate>{format_datetime(now)}</pubDate></item>" for url in inner)
    locations = "".join(f"<url><loc>{url}</loc><lastmod>{now.isoformat()}</lastmod></url>" for url in inner)
    indexed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in inner)
    robots = "".join(f"Sitemap: {url}\n" for url in inner)
    outline = f"<rss version='2.0' xmlns:x='http://www.w3.org/1999/xlink'><channel><link>{inner[0]}</link>{items}</channel></rss>"
    return [
        Attack("in-sitemap", {SITEMAP: sitemap(f"<urlset>{locations}</urlset>")}, {SITEMAP: NONE_OF_IT}),
        Attack("in-index", {SITEMAP: sitemap(f"<sitemapindex>{indexed}</sitemapindex>")}, {SITEMAP: NONE_OF_IT}),
        Attack("in-text-sitemap", {SITEMAP: reply("\n".join(inner), kind="text/plain")}, {SITEMAP: NONE_OF_IT}),
        Attack("in-feed", {FEED: sitemap(outline)}, {FEED: NONE_OF_IT}),
        Attack("in-robots", {ROBOTS: reply(robots, kind="text/plain")}, {ROBOTS: "skipped:source"}),
        Attack("in-crawl-delay", {ROBOTS: reply(f"Host: {inner[0]}\nCrawl-delay: 1e-400\nCrawl-delay: nan\n", kind="text/plain")}),
    ]


def _pages(inner: list[str], port: int, now: datetime) -> list[Attack]:
    """Links, base, canonical and OpenGraph addresses."""
    links = "".join(f'<li><a href="{url}">A story that nobody may read</a></li>' for url in inner)
    told = Story("www.claims.example", 7, now)
    claim = f'<link rel="canonical" href="{inner[0]}"><link rel="amphtml" href="{inner[1]}"><meta property="og:url" content="{inner[2]}">'
    claiming = story_page(told).replace(f'<link rel="canonical" href="{told.url}">', claim)
    base = page("The Paper", "<a href='/news/a-story-that-nobody-may-read'>Read</a>", head=f'<base href="{inner[0]}">')
    feeds = "".join(FEED_LINK.replace(FEED, url) for url in inner)
    return [
        Attack("links", {}, front=f"<ul>{links}</ul>"),
        Attack("claims", {told.path: reply(claiming)}, {told.path: "stored"}),
        alone("base", reply(base), "skipped:too_short"),
        Attack("feed-links", {}, front=feeds),
        Attack("other-port", {}, {}, front=f'<a href="http://www.other-port.example:{port + 1}/news/a-door-beside-the-door">Door</a>'),
        Attack("forms", {}, front=f'<form action="{inner[0]}"></form><iframe src="{inner[1]}"></iframe><img src="{inner[2]}">'),
    ]


def _origin_files(port: int) -> list[Attack]:
    """The files that middlewares ask for: their redirects go another way than those of pages."""
    inner: dict[str, Reply] = {
        "plain": redirect(f"http://127.0.0.2:{port}/robots.txt"),
        "decimal": redirect(f"http://2130706434:{port}/robots.txt"),
        "mapped": redirect(f"http://[::ffff:7f00:2]:{port}/robots.txt"),
    }
    robots = [Attack(f"robots-{name}", {ROBOTS: answer}, {ROBOTS: GUARD, "/": GUARD}, good=0) for name, answer in inner.items()]
    mining = [Attack(f"tdmrep-{name}", {"/.well-known/tdmrep.json": answer}) for name, answer in inner.items()]
    return robots + mining


def _by_name(port: int) -> list[Attack]:
    """A name below the site's own that leads inside: only its answer from the resolver tells."""
    path = trap("the-inner-name")
    inside = f"http://{INNER_NAME}.name-link.example/news/the-story-behind-the-name"
    return [
        Attack("name-link", {}, front=f'<a href="{inside}">The story behind the name</a>'),
        Attack("name-redirect", {path: redirect(f"http://{INNER_NAME}.name-redirect.example{path}")}, {path: "skipped:alias"}),
        Attack("name-robots", {ROBOTS: redirect(f"http://{INNER_NAME}.name-robots.example/robots.txt")}, {ROBOTS: GUARD}, good=0),
        Attack("name-port", {}, front=f'<a href="http://{INNER_NAME}.name-port.example:{port}/news/the-story-behind-it">Port</a>'),
    ]
