"""Crawls of small sites that each show one rule."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from crawls import Answer, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, days_ago, listing, redirect, robots, sitemap, story

ALIAS, MAIN = "/amp/ferry-landing-of-aldorf-stays-closed", "/news/ferry-landing-of-aldorf-stays-closed"
LONELY, GONE = "/amp/ferry-landing-of-berndorf-stays-closed", "/news/ferry-landing-of-berndorf-stays-closed"
OTHER = "/news/ferry-landing-of-cellbach-stays-closed"
MOVED, OFFSITE = "/news/old-address-of-a-moved-story", "/news/story-that-leaves-for-elsewhere"
SECRET, BROKEN = "/secret/story-nobody-may-fetch-here", "/news/story-that-breaks-the-server"
LISTED = (ALIAS, LONELY, OTHER, MOVED, OFFSITE, SECRET, BROKEN)
SITE = {
    "/": listing(*LISTED),
    "/robots.txt": robots("User-agent: *", "Disallow: /secret/"),
    ALIAS: article("Aldorf", canonical=MAIN),
    MAIN: article("Aldorf", canonical=MAIN),
    LONELY: article("Berndorf", canonical=GONE),
    OTHER: article("Cellbach", canonical=MAIN),
    MOVED: redirect(story(1)),
    story(1): article("village 1"),
    OFFSITE: redirect("http://elsewhere.example/story-of-somebody-else"),
    BROKEN: Answer("<p>Sorry.</p>", 500),
    SECRET: article("Nowhere"),
}


def _verdicts(data_dir: Path) -> dict[str, str]:
    """The verdict of each URL by path, `skipped:alias` and the like."""
    log = pages(data_dir)
    names = log["verdict"].astype(str) + log["reason"].astype(object).map(lambda reason: f":{reason}" if pd.notna(reason) else "")
    return dict(zip(log["url"].str.removeprefix(f"http://{HOST}"), names, strict=True))


def test_aliases_redirects_robots_and_errors_end_as_they_should(data_dir: Path) -> None:
    """Each URL of a site full of special cases ends with its own verdict, and each story is stored once."""
    with serve({HOST: SITE, "elsewhere.example": {}}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert process.returncode == 0, process.stderr
    assert _verdicts(data_dir) == {
        "/": "skipped:listing",
        "/robots.txt": "skipped:source",
        ALIAS: "skipped:alias",  # its canonical URL was had instead
        MAIN: "stored",
        LONELY: "stored",  # its canonical URL could not be had
        GONE: "error:http_404",
        OTHER: "stored",  # its canonical URL belongs to another story
        MOVED: "skipped:alias",
        story(1): "stored",
        OFFSITE: "skipped:offsite_redirect",
        SECRET: "skipped:robots",
        BROKEN: "error:http_500",
    }
    rows = articles(data_dir).set_index("url")
    assert "canonical_conflict" in rows.loc[f"http://{HOST}{OTHER}", "quality_flags"]
    assert rows.loc[f"http://{HOST}{story(1)}", "request_url"] == f"http://{HOST}{MOVED}"
    assert rows["article_id"].is_unique
    assert not [request for request in servers.requests if "elsewhere.example" in request or "/secret/" in request]


def test_horizon_leaves_out_what_is_old_or_undated(data_dir: Path) -> None:
    """Without since= old finds are not fetched, old articles not stored, and undated ones fetched only where a listing names them."""
    old, undated, named, secretly_old = (f"/news/ferry-landing-of-{name}-stays-closed" for name in ("olddorf", "nodate", "named", "secret"))
    site = {
        "/": listing(named, secretly_old),
        "/robots.txt": robots(f"Sitemap: {FRONT}sitemap.xml"),
        "/sitemap.xml": sitemap((old, days_ago(30)), (undated, None), (named, None), (story(1), days_ago(1))),
        named: article("Named", published=None),
        secretly_old: article("Secret", published=days_ago(400)),
        story(1): article("village 1"),
    }
    with serve({HOST: site}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert process.returncode == 0, process.stderr
    verdicts = _verdicts(data_dir)
    assert [verdicts[path] for path in (old, undated, named, secretly_old, story(1))] == [
        "skipped:too_old",
        "skipped:undated",
        "stored",
        "skipped:too_old",
        "stored",
    ]
    assert not [request for request in servers.requests if "olddorf" in request or "nodate" in request]


def test_hanging_page_costs_itself_only(data_dir: Path) -> None:
    """A page that keeps its worker beyond EXTRACT_TIMEOUT_S ends as an error; the others are stored; pages= bounds the run."""
    hanging = "/news/a-page-that-hangs-its-worker"
    slow = "<!doctype html><article><h1>Slow</h1>" + "".join(f"<p>Mill {number} of the valley stands still" for number in range(219_000))
    site = {"/": listing(hanging, *map(story, range(6))), hanging: Answer(slow)} | {story(n): article(f"village {n}") for n in range(6)}
    with serve({HOST: site}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-a", "pages=5", "-s", "EXTRACT_TIMEOUT_S=2")
    verdicts = list(_verdicts(data_dir).values())
    assert process.returncode == 0, process.stderr
    assert (verdicts.count("error:timeout"), verdicts.count("stored"), verdicts.count("skipped:budget")) == (1, 4, 2)
