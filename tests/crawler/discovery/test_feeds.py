"""Feeds: RSS 2.0, RSS 1.0, Atom; links, dates, languages, and what a broken one does."""

from datetime import UTC, datetime

import pytest

from crawler.discovery.feeds import read_feed
from crawler.discovery.source_limits import SourceLimits
from crawler.finds import Find, Source, UrlKind
from pipelines.errors import PageError
from pipelines.reasons import Reason

URL = "https://www.example.com/feed"
STORY = "https://www.example.com/news/rain-fills-the-lake"
NINE = datetime(2026, 1, 2, 9, tzinfo=UTC)


def item(inner: str, channel: str = "") -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel>
    <title>A</title>{channel}<item>{inner}</item></channel></rss>""".encode()


def links_of(body: bytes) -> list[str]:
    return [find.url for find in read_feed(body, URL)]


def test_rss_2() -> None:
    """Title, link, RFC 822 date and the channel's language of an RSS item arrive."""
    inner = f"<title><![CDATA[Rain & <b>more</b>]]></title><link>\n{STORY}\n</link><pubDate>Fri, 02 Jan 2026 10:00:00 +0100</pubDate>"
    assert read_feed(item(inner, "<language>de-DE</language>"), URL) == [
        Find(STORY, Source.FEED, UrlKind.ARTICLE, published=NINE, title="Rain & <b>more</b>", language="de-DE")
    ]


def test_rss_1() -> None:
    """Items of RSS 1.0 stand beside the channel, with Dublin Core dates and their URL in `about` too."""
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><link>https://www.example.com/</link><dc:language>ja</dc:language>
    </channel><item rdf:about="{STORY}"><title>Rain</title><dc:date>2026-01-02T10:00:00+01:00</dc:date></item></rdf:RDF>"""
    assert read_feed(body.encode(), URL) == [Find(STORY, Source.FEED, UrlKind.ARTICLE, published=NINE, title="Rain", language="ja")]


def test_atom() -> None:
    """The alternate link of an Atom entry counts, whatever stands around it, relative to xml:base; both dates arrive."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://www.example.com/x/"><link rel="self" href="/feed"/>
    <entry xml:base="y/"><title type="html">Pluie</title><link rel="self" href="s"/><link rel="edit" href="e"/>
    <link rel="enclosure" type="audio/mpeg" href="a.mp3"/><link rel="replies" href="r"/>
    <link rel="alternate" type="application/atom+xml" href="f"/><link href="la-pluie-remplit-le-lac"/>
    <published>2026-01-02T09:00:00Z</published><updated>2026-01-02</updated></entry></feed>"""
    assert read_feed(body.encode(), URL) == [
        Find(
            "https://www.example.com/x/y/la-pluie-remplit-le-lac", Source.FEED, UrlKind.ARTICLE, NINE, datetime(2026, 1, 2, tzinfo=UTC),
            "Pluie", "fr",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inner", "link"),
    [
        ("<link>/news/rain-fills-the-lake</link>", STORY),
        (f"<guid>{STORY}</guid>", STORY),
        (f"<link></link><guid isPermaLink='true'>{STORY}</guid>", STORY),
        (f"<link>https://feeds.example.net/~r/1</link><feedburner:origLink>{STORY}</feedburner:origLink>", STORY),
        (f"<atom:link rel='self' href='/self'/><link>{STORY}</link>", STORY),
        (f"<link>{STORY}#ref=rss</link>", STORY),
        ("<link>/kurz</link>", "https://www.example.com/kurz"),
    ],
)
def test_where_the_link_of_an_item_stands(inner: str, link: str) -> None:
    """The story's address is found in each of its usual places; relative ones belong to the channel's link."""
    assert links_of(item(inner, "<link>https://www.example.com/</link><atom:link rel='self' href='https://www.example.com/feed'/>")) == [
        link
    ]


@pytest.mark.parametrize(
    "inner",
    [
        "<link>https://www.example.org/news/rain-fills-the-lake</link>",
        "<link>https://www.example.com/podcast/episode-12.mp3</link>",
        "<link>https://www.example.com/</link>",
        "<link>mailto:a@example.com</link>",
        "<guid isPermaLink='false'>https://www.example.com/x</guid>",
        "<guid>123456</guid>",
        "<title>only a title</title>",
    ],
)
def test_entries_without_a_story_of_the_site_are_left_out(inner: str) -> None:
    """Other sites, media files, the front page and ids that are no links give no find, and no error."""
    assert links_of(item(inner)) == []


def test_site_may_be_named() -> None:
    """A feed that a service hosts gives the stories of the site it is read for."""
    finds = read_feed(item(f"<link>{STORY}</link>"), "https://feeds.example.net/a", site="example.com")
    assert [find.url for find in finds] == [STORY]


def test_broken_feed_gives_what_can_be_read() -> None:
    """Bare ampersands, HTML entities and a bad date cost nothing but themselves."""
    assert read_feed(item(f"<title>R&D &eacute;</title><link>{STORY}</link><pubDate>gestern +99:99</pubDate>"), URL)[0].url == STORY
    assert links_of(item(f"<link>{STORY}</link>")[:-20]) == [STORY]


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"<html><body>Not found</body></html>", b"<rss><channel>", b"<urlset><url/></urlset>", b"<html/>"],
)  # fmt: skip
def test_what_is_no_feed(body: bytes) -> None:
    """An error page or a feed that is cut before its first entry is an error with a reason, never an empty list."""
    with pytest.raises(PageError) as refusal:
        read_feed(body, URL)
    assert refusal.value.reason is Reason.BROKEN_FEED


@pytest.mark.parametrize(
    "body",
    [b"<rss><channel><title>A</title></channel></rss>", b'<feed xmlns="http://www.w3.org/2005/Atom"/>', b"\n<?xml version='1.0'?><rss/>"],
)
def test_empty_feed_names_nothing(body: bytes) -> None:
    """A well-formed feed without entries is no error."""
    assert read_feed(body, URL) == []


def test_doctype_of_a_feed_is_refused() -> None:
    """It may declare entities; the reason says so."""
    with pytest.raises(PageError) as refusal:
        read_feed(b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + item(f"<link>{STORY}</link>").partition(b"?>")[2], URL)
    assert refusal.value.reason is Reason.DOCTYPE


def test_no_more_entries_than_the_limit() -> None:
    """The first ones of a feed are taken."""
    body = item(f"<link>{STORY}-1</link>").replace(b"</item>", f"</item><item><link>{STORY}-2</link></item>".encode())
    assert [find.url for find in read_feed(body, URL, limits=SourceLimits(feed_entries=1))] == [f"{STORY}-1"]
