"""What a fetched page holds, by its kind and content."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from small_site import FRONT, article, listing, sitemap, story

from crawler.discovery.source_limits import SourceLimits
from crawler.examine import examine, is_source, sniff
from crawler.finds import Source, UrlKind
from crawler.items import Concluded, Verdict, Visit
from pipelines.article import Article
from pipelines.page import Page
from pipelines.urls import registered_domain, url_id


def _examine(body: str | bytes, kind: UrlKind, path: str = "/") -> Concluded:
    url = urljoin(FRONT, path)
    visit = Visit(url_id(url), url, registered_domain(url), kind, Source.SEED, 0)
    return examine(Page(url, body, datetime.now(UTC), "text/html; charset=utf-8", 200), visit)


def _verdict(concluded: Concluded) -> str:
    assert isinstance(concluded.outcome, Verdict)
    return concluded.outcome.name


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', UrlKind.SITEMAP),
        (b"<sm:sitemapindex >", UrlKind.SITEMAP),
        (b'<?xml version="1.0"?><rss version="2.0">', UrlKind.FEED),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', UrlKind.FEED),
        (b"<rdf:RDF >", UrlKind.FEED),
        (b"<!doctype html><html><head>", UrlKind.UNKNOWN),
        (b"", UrlKind.UNKNOWN),
    ],
)
def test_sniff(body: bytes, kind: UrlKind) -> None:
    """Sitemaps and feeds show themselves by their root element."""
    assert sniff(body) is kind


def test_story_is_an_article_with_its_links() -> None:
    """A page of unknown kind that holds a story gives it."""
    concluded = _examine(article("Aldorf").body, UrlKind.UNKNOWN, story(1))
    assert isinstance(concluded.outcome, Article)
    assert concluded.outcome.metadata.headline == "Ferry landing of Aldorf stays closed for another winter"
    assert concluded.html_sha256 == concluded.outcome.html_sha256


def test_front_page_gives_links_one_hop_deeper() -> None:
    """Each link once, as a candidate of the same site."""
    concluded = _examine(listing(story(1), story(2), story(1), "https://elsewhere.example/a-story-of-others").body, UrlKind.FRONT)
    assert _verdict(concluded) == "skipped:listing"
    assert [(found.url, found.depth) for found in concluded.candidates] == [(urljoin(FRONT, story(n)), 1) for n in (1, 2)]


def test_unknown_page_full_of_stories_becomes_a_section() -> None:
    """The next run looks at it again."""
    concluded = _examine(listing(*map(story, range(8))).body, UrlKind.UNKNOWN, "/die-lage")
    assert (concluded.kind, _verdict(concluded)) == (UrlKind.SECTION, "skipped:listing")


def test_url_that_gives_a_sitemap_is_read_as_one() -> None:
    """What a person gives as url= may be a sitemap or a feed."""
    concluded = _examine(sitemap((story(1), datetime(2026, 11, 20, tzinfo=UTC))).body, UrlKind.UNKNOWN, "/map.xml")
    assert (concluded.kind, _verdict(concluded)) == (UrlKind.SITEMAP, "skipped:source")
    assert [found.dated for found in concluded.candidates] == [datetime(2026, 11, 20, tzinfo=UTC)]


def test_empty_sitemap_is_a_source_without_finds() -> None:
    """A quiet day is no error."""
    concluded = _examine(sitemap().body, UrlKind.SITEMAP, "/sitemap.xml")
    assert (_verdict(concluded), concluded.candidates) == ("skipped:source", ())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (UrlKind.FEED, f"<rss><channel><item><link>{urljoin(FRONT, story(1))}</link></item></channel></rss>"),
        (UrlKind.SITEMAP, sitemap((story(1), None)).body),
        (UrlKind.ROBOTS, f"Sitemap: {urljoin(FRONT, story(1))}"),
    ],
)
def test_source_on_another_host_gives_the_urls_of_the_site_it_is_read_for(kind: UrlKind, body: str) -> None:
    """Feeds may be hosted by a service, sitemaps by a content delivery network."""
    url = "https://feeds.example.net/kurier"
    visit = Visit(url_id(url), url, "kurier.example", kind, Source.SEED, 0)
    concluded = examine(Page(url, body, datetime.now(UTC)), visit)
    assert [found.url for found in concluded.candidates] == [urljoin(FRONT, story(1))]


def test_header_that_forbids_following_is_obeyed() -> None:
    """X-Robots-Tag counts as the meta element does."""
    visit = Visit(url_id(FRONT), FRONT, registered_domain(FRONT), UrlKind.FRONT, Source.SEED, 0)
    page = Page(FRONT, listing(story(1)).body, datetime.now(UTC), robots_header="nofollow")
    assert examine(page, visit).candidates == ()


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (UrlKind.SITEMAP, b"", True),
        (UrlKind.ROBOTS, b"", True),
        (UrlKind.UNKNOWN, b"<urlset>", True),
        (UrlKind.UNKNOWN, b"<html>", False),
        (UrlKind.ARTICLE, b"<urlset>", False),
    ],
)
def test_sources_are_told_from_pages(kind: UrlKind, body: bytes, *, expected: bool) -> None:
    """Sources have a longer deadline; what was fetched as an article cannot claim one by its content."""
    assert is_source(Page(FRONT, body, datetime.now(UTC)), kind) is expected


def test_html_in_the_place_of_a_sitemap_is_an_error() -> None:
    """A sitemap that cannot be read is said, not taken as empty."""
    assert _verdict(_examine("<!doctype html><html><p>Sorry</p></html>", UrlKind.SITEMAP, "/sitemap.xml")) == "error:broken_feed"


FEW = SourceLimits(robots_bytes=200, sitemap_urls=3, feed_entries=3, page_links=3)
ELSEWHERE = "https://elsewhere.example/news/a-story-of-others"
RSS = "<rss><channel>{}</channel></rss>"


@pytest.mark.parametrize(
    ("kind", "body", "verdict", "candidates"),
    [
        (UrlKind.SITEMAP, f"<urlset><url><loc>{ELSEWHERE}</loc></url></urlset>", "skipped:no_url", 0),
        (UrlKind.SITEMAP, f"<urlset><url><loc>{FRONT}picture.jpg</loc></url></urlset>", "skipped:no_url", 0),
        (UrlKind.SITEMAP, ELSEWHERE, "skipped:no_url", 0),
        (UrlKind.FEED, RSS.format(f"<item><link>{ELSEWHERE}</link></item>"), "skipped:no_url", 0),
        (UrlKind.FEED, RSS.format("<title>Nothing today</title>"), "skipped:source", 0),
        (UrlKind.SITEMAP, sitemap(*((story(number), None) for number in range(3))).body, "skipped:source", 3),
        (UrlKind.SITEMAP, sitemap(*((story(number), None) for number in range(4))).body, "skipped:too_many_urls", 3),
        (UrlKind.SITEMAP, "\n".join(urljoin(FRONT, story(number)) for number in range(4)), "skipped:too_many_urls", 3),
        (UrlKind.FEED, RSS.format("".join(f"<item><link>{story(n)}</link></item>" for n in range(4))), "skipped:too_many_urls", 3),
        (UrlKind.FRONT, listing(*map(story, range(4))).body, "skipped:too_many_urls", 3),
        (UrlKind.ROBOTS, f"Sitemap: {FRONT}a.xml\n{'#' * 200}\nSitemap: {FRONT}b.xml", "skipped:truncated", 1),
        (UrlKind.SITEMAP, '<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "error:doctype", 0),
    ],
)
def test_list_that_is_not_read_whole_or_in_vain_says_so(kind: UrlKind, body: str, verdict: str, candidates: int) -> None:
    """Never an empty list in silence, nor a cut one."""
    visit = Visit(url_id(FRONT + "list"), FRONT + "list", registered_domain(FRONT), kind, Source.SEED, 0)
    concluded = examine(Page(visit.url, body, datetime.now(UTC)), visit, limits=FEW)
    assert (_verdict(concluded), len(concluded.candidates)) == (verdict, candidates)


def test_session_id_in_a_link_is_not_part_of_the_url() -> None:
    """One page, however many sessions name it."""
    body = listing(f"{story(1)}?PHPSESSID={'0a1b' * 8}", f"{story(1)};jsessionid={'2C3D' * 8}", story(1)).body
    assert [found.url for found in _examine(body, UrlKind.FRONT).candidates] == [urljoin(FRONT, story(1))]
