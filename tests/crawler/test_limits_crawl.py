"""One crawl of a site whose every other answer is an attack: each ends in its verdict, and the stories between them are stored."""

from __future__ import annotations

import gzip
from pathlib import Path

from crawls import Answer, articles, crawl, pages, serve
from hostile_wire import Attack, attacks, serve_raw
from small_site import FRONT, HOST, TODAY, XML, article, listing, robots, story
from trap_site import STORIES as STORIES_OF_TRAP_SITE
from trap_site import TrapSite

from crawler.run_result import ExitCode

STORIES = 10
NAMES = [f"host-{number}.kurier.example" for number in range(10)]
PARTS = [f"/part-{number}.xml" for number in range(30)]
CUT = 2083 - len(FRONT) + 1  # of what the log keeps of a URL that is too long
TIMEOUT_S = 4  # long enough for an honest answer on a busy machine
SETTINGS = {
    "DOWNLOAD_TIMEOUT": TIMEOUT_S,
    "RETRY_TIMES": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "SITEMAP_MAX_URLS": 32,
    "SOURCES_PER_SITE": 12,
    "HOSTS_PER_SITE": 3,
}
VERDICTS = {
    "header-lines-without-end": "skipped:header_too_big",
    "short-header-lines-without-end": "skipped:header_too_big",
    "header-line-without-end": "skipped:header_too_big",
    "answers-before-the-answer": "skipped:header_too_big",
    "body-without-any-end": "skipped:too_big",
    "header-drop-by-drop": "error:timeout",
    "body-drop-by-drop": "error:timeout",
    "nothing-but-long-silence": "error:timeout",
    "body-that-is-cut-off": "error:truncated",
    "bomb-packed-as-gzip": "skipped:too_big",
    "bomb-packed-as-deflate": "skipped:too_big",
    "bomb-packed-as-brotli": "skipped:too_big",
    "bomb-packed-as-zstd": "skipped:too_big",
    "bomb-packed-as-gzip-twice": "skipped:too_big",
    "round-and-round-we-go": "error:redirects",
    "sent-on-and-on-0": "skipped:alias",
    "sent-on-and-on-5": "skipped:too_deep",
    f"/news/{'a' * 2100}"[:CUT]: "skipped:url_too_long",
    "/bomb.xml.gz": "skipped:too_big",
    "/laughs.xml": "error:doctype",
    "/elsewhere.xml": "skipped:no_url",
    "/many.xml": "skipped:too_many_urls",
    "/index-1.xml": "skipped:source",
    "/index-4.xml": "skipped:too_deep",
    "http://host-0.kurier.example/a-page-of-its-own": "error:http_404",
    "http://host-9.kurier.example/a-page-of-its-own": "skipped:too_many_hosts",
}


def _xml(body: str | bytes) -> Answer:
    return Answer(body, headers=XML)


def _index(first: str, *paths: str) -> Answer:
    """The first has a date of today, and so goes before the others."""
    others = "".join(f"<sitemap><loc>{FRONT[:-1]}{path}</loc></sitemap>" for path in paths)
    today = f"<lastmod>{TODAY.isoformat()}</lastmod>"
    return _xml(f"<sitemapindex><sitemap><loc>{FRONT[:-1]}{first}</loc>{today}</sitemap>{others}</sitemapindex>")


def _sources() -> dict[str, Answer]:
    named = ["/bomb.xml.gz", "/laughs.xml", "/elsewhere.xml", "/many.xml", "/index-1.xml"]
    urls = "".join(f"<url><loc>{FRONT}old/story-number-{number}-of-the-year</loc></url>" for number in range(33))
    return {
        "/robots.txt": robots("User-agent: *", "Allow: /", *(f"Sitemap: {FRONT[:-1]}{path}" for path in named)),
        "/bomb.xml.gz": Answer(gzip.compress(b"<urlset>" + bytes(60_000_000)), headers={"Content-Type": "application/gzip"}),
        "/laughs.xml": _xml('<!DOCTYPE urlset [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'),
        "/elsewhere.xml": _xml("<urlset><url><loc>https://another.example/news/a-story-of-another</loc></url></urlset>"),
        "/many.xml": _xml(f"<urlset>{urls}</urlset>"),
        **{f"/index-{depth}.xml": _index(f"/index-{depth + 1}.xml") for depth in (1, 3)},
        "/index-2.xml": _index("/index-3.xml", *PARTS),
        **{part: _xml("<urlset/>") for part in PARTS},
    }


def _site() -> dict[str, Answer | Attack]:
    stories = {story(number): article(f"village {number}") for number in range(STORIES)}
    wire = {f"/wire/{name}": attack for name, attack in attacks().items()}
    hosts = [f"http://{name}/a-page-of-its-own" for name in NAMES]
    hops = {f"/wire/sent-on-and-on-{n}": _moved(f"/wire/sent-on-and-on-{n + 1}") for n in range(9)}
    loop = {"/wire/round-and-round-we-go": _moved("/wire/round-and-round-we-go")}
    links = (*stories, *wire, *loop, "/wire/sent-on-and-on-0", f"/news/{'a' * 2100}", *hosts)
    return {"/": listing(*links), **stories, **wire, **hops, **loop, **_sources()}


def _moved(path: str) -> Answer:
    return Answer(status=302, headers={"Location": path})


def test_each_attack_on_a_limit_ends_in_its_verdict(data_dir: Path) -> None:
    """Headers, bodies, silences, bombs, redirects, lists: the reason names the limit, and nothing of it costs a story."""
    with serve_raw(_site()) as port:
        settings = [option for name, value in SETTINGS.items() for option in ("-s", f"{name}={value}")]
        resolve = ",".join(f"{name}=127.0.0.1:{port}" for name in (HOST, *NAMES))
        process = crawl(data_dir, resolve, "-a", f"url={FRONT}", *settings, timeout_s=90)
    assert process.returncode in (ExitCode.DONE, ExitCode.SITES_FAILED), process.stderr[-3000:]
    log = pages(data_dir)
    names = (f"{verdict}:{reason}" for verdict, reason in zip(log.verdict, log.reason, strict=True))
    said = dict(zip(log.url.str.removeprefix(FRONT[:-1]).str.removeprefix("/wire/"), names, strict=True))
    assert {url: said.get(url) for url in VERDICTS} == VERDICTS
    assert list(said.values()).count("skipped:too_many_sources") == len(PARTS) + 7 - SETTINGS["SOURCES_PER_SITE"]
    assert not log.duplicated("url").any()
    assert len(articles(data_dir)) == STORIES


def test_traps_end_within_the_budget_and_cost_no_story(data_dir: Path) -> None:
    """Calendars, session ids, repeating paths, permutations: all stories are stored, each once, and the run ends by itself."""
    with serve({HOST: TrapSite()}) as servers:
        arguments = ("-a", f"url={FRONT}", "-a", "pages=400", "-s", "MAX_PAGES_IN_VAIN=10")
        process = crawl(data_dir, servers.resolve, *arguments, "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
    assert process.returncode == ExitCode.DONE, process.stderr[-3000:]
    log = pages(data_dir)
    reasons = log.reason.value_counts()
    assert {"calendar", "repeating_path", "no_new_text", "too_old"} <= set(reasons.index)
    assert "budget" not in reasons.index
    assert len(servers.requests) < 400
    stored = articles(data_dir)
    assert sorted(url.removeprefix(FRONT[:-1]) for url in stored.url if "/news/" in url) == sorted(map(story, range(STORIES_OF_TRAP_SITE)))
    assert not any("sess" in url.lower() or "sid=" in url for url in log.url)
