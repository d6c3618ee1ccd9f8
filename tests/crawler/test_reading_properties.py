"""What strangers write is read or refused by name: any robots.txt, sitemap, feed, tdmrep.json, page of links, linked data or date."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime

import lxml.html
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strange_urls import ANY_URL

from crawler.discovery.feeds import read_feed
from crawler.discovery.links import read_links
from crawler.discovery.moments import read_moment
from crawler.discovery.robots import read_robots
from crawler.discovery.sitemaps import read_sitemap
from crawler.doctor.robots_rules import read_rules
from crawler.finds import Find, UrlKind
from crawler.tdmrep import read_tdmrep, reservation
from pipelines.directives import read_directives
from pipelines.errors import PageError
from pipelines.metadata.dates import parse_date
from pipelines.metadata.json_ld import parse_json, read_json_ld
from pipelines.urls import registered_domain

SOME = settings(max_examples=120, derandomize=True, deadline=None, database=None)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SITE = "https://www.kurier.example/"

XML_PARTS = (
    '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="x"?>',
    "<urlset>", "</urlset>", "<sitemapindex>", "<sitemap>", "</sitemap>", "<url>", "</url>", "<loc>", "</loc>",
    "https://www.kurier.example/a-b-c-d", "nonsense", "http://[", "<lastmod>2026-11-20</lastmod>",
    "<lastmod>9999-99-99T99:99</lastmod>", "<news:news>", "<news:title>", "<rss>", "<channel>", "<item>", "</item>", "<link>",
    "</link>", "<guid>", "<link href='/a/b-c-d-1' rel='alternate'/>", "<entry>", "</entry>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<pubDate>Fri, 20 Nov 2026 25:61:00 +9999</pubDate>",
    "<!DOCTYPE a [<!ENTITY e 'x'>]>", "&e;", "&#0;", "&amp", "<![CDATA[", "]]>", "<!--", "-->", "\x00", "\ufeff",
    "<rdf:RDF xmlns:rdf='r'>", "<item rdf:about='/x/y-z-1-2026'>", "xml:base='http://['", "<a xml:lang='\x7f'>", "<>", "<?a", "é",
)  # fmt: skip
ANY_BYTES = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from(XML_PARTS), max_size=15).map(lambda parts: "".join(parts).encode()),
    st.lists(st.sampled_from(XML_PARTS), max_size=10).map(lambda parts: "".join(parts).encode("utf-16")),
    st.lists(st.sampled_from(XML_PARTS), max_size=10).map(lambda parts: gzip.compress("".join(parts).encode(), mtime=0)[: len(parts) * 12]),
)


@pytest.mark.parametrize("read", [read_sitemap, read_feed])
@SOME
@given(body=ANY_BYTES)
def test_any_bytes_are_read_as_a_list_of_urls(read, body: bytes) -> None:
    """A sitemap or feed gives finds of its site, or the one named refusal."""
    try:
        finds = read(body, f"{SITE}sitemap.xml")
    except PageError:
        return
    assert all(isinstance(find, Find) and registered_domain(find.url) == "kurier.example" for find in finds)


ROBOTS_LINES = st.sampled_from((
    b"User-agent: *", b"user-agent:reinschrift", b"Disallow: /a", b"Disallow", b"Allow: *$", b"Crawl-delay: 1e999", b"crawl-delay: nan",
    b"Sitemap: /s.xml", b"Sitemap: http://[", b"SITEMAP : https://www.kurier.example/s.xml", b"\xff\xfe", b"\x00", b"# x", b":", b"a:b:c",
))  # fmt: skip


@SOME
@given(st.one_of(st.binary(max_size=80), st.lists(st.one_of(ROBOTS_LINES, st.binary(max_size=9)), max_size=12).map(b"\n".join)))
def test_any_bytes_are_read_as_robots(body: bytes) -> None:
    """The sitemaps and rules of a robots.txt can always be told."""
    assert all(find.url.startswith("http") for find in read_robots(body, f"{SITE}robots.txt"))
    assert read_rules(body, f"{SITE}robots.txt", "kurier.example", "reinschrift").is_there


@SOME
@given(st.one_of(ANY_BYTES, st.binary(max_size=60)), st.text(max_size=20))
@example(b'[{"location": "*$", "tdm-reservation": true}]', "/%")
@example(b"[" * 5000, "/")
def test_any_bytes_are_read_as_tdmrep(body: bytes, path: str) -> None:
    """A tdmrep.json gives rules that answer for any URL."""
    assert reservation(read_tdmrep(body), f"{SITE}{path.replace('[', '')}") in (True, False, None)


@SOME
@given(
    st.one_of(
        ANY_BYTES,
        st.lists(ANY_URL, max_size=5).map(lambda urls: "".join(f"<a href='{url}'>x</a>" for url in urls).encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_read_for_links(body: bytes) -> None:
    """The links of whatever a page is made of are of its site."""
    assert all(registered_domain(find.url) == "kurier.example" for find in read_links(body, f"{SITE}a", UrlKind.SECTION))


DATES = st.one_of(
    st.text(max_size=30),
    st.from_regex(
        r"\A[0-9]{1,5}[-/. ][0-9]{1,3}[-/. ][0-9]{1,5}([T ,]{0,2}[0-9]{1,3}:[0-9]{1,3}(:[0-9]{1,3})?)? ?([+-][0-9]{2}:?[0-9]{2}|Z|PM)?\Z"
    ),
    st.from_regex(r"\A(Mon|Fri)?,? ?[0-9]{1,3} (Jan|November|Mai|xyz) [0-9]{1,6} [0-9:]{0,9} ?([+-][0-9]{0,6}|GMT)?\Z"),
    st.integers().map(str),
    st.floats().map(str),
)


@SOME
@given(DATES)
def test_any_text_is_read_as_a_date(text: str) -> None:
    """It is an aware moment in UTC, or none."""
    moment, date = read_moment(text), parse_date(text, NOW)
    assert moment is None or moment.utcoffset().total_seconds() == 0
    assert date is None or date.moment.utcoffset().total_seconds() == 0
    assert read_directives(text) is not None


JSON_PARTS = st.sampled_from(
    (*'{}[]",:\\\n', "null", "1e999", '"@type"', '"NewsArticle"', '"@graph"', '"@id"', "\\ud800", "\x00", "/*", "<!--")
)


@SOME
@given(st.one_of(st.text(max_size=40), st.lists(JSON_PARTS, max_size=25).map("".join)))
@example("[" * 20_000)
@example('{"a":' * 20_000)
def test_any_text_is_read_as_linked_data(text: str) -> None:
    """Whatever a script says is some list of values, and a page with it has nodes or none."""
    assert isinstance(parse_json(text), list)
    root = lxml.html.fromstring("<html><body><script type='application/ld+json'></script></body></html>")
    next(root.iter("script")).text = re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd]", "", text)
    assert all(isinstance(node, dict) for node in read_json_ld(root).top)
