"""Sitemaps: index, URL set, news, gzip, plain text; and what a hostile or broken one does."""

import gzip
from datetime import UTC, datetime

import pytest

from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.source_limits import SourceLimits
from crawler.finds import Find, Source, UrlKind
from pipelines.errors import PageError
from pipelines.reasons import Reason, Stage

URL = "https://www.example.com/sitemap.xml"
STORY = "https://www.example.com/news/rain-fills-the-lake"
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> {STORY} </loc><lastmod>2026-01-03</lastmod><news:news><news:publication><news:name>A</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-01-02T10:00:00+01:00</news:publication_date>
<news:title><![CDATA[Rain & more]]></news:title><news:access>Subscription</news:access></news:news></url></urlset>"""


def urls_of(body: bytes) -> list[str]:
    return [find.url for find in read_sitemap(body, URL)]


def urlset(*locations: str) -> bytes:
    entries = "".join(f"<url><loc>{location}</loc></url>" for location in locations)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def test_news_sitemap_keeps_what_it_says() -> None:
    """Date, title, language and access of a story in a news sitemap arrive."""
    assert read_sitemap(NEWS.encode(), URL) == [
        Find(
            STORY, Source.NEWS_SITEMAP, UrlKind.ARTICLE, datetime(2026, 1, 2, 9, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC),
            "Rain & more", "en", "Subscription",
        )
    ]  # fmt: skip


def test_wrong_namespaces_do_not_matter() -> None:
    """Names count without their namespaces, since real files get those wrong."""
    wrong = NEWS.replace("http://www.sitemaps.org/schemas/sitemap/0.9", "x").replace("sitemap-news/0.9", "sitemap-news/9")
    assert read_sitemap(wrong.encode(), URL) == read_sitemap(NEWS.encode(), URL)


def test_index_names_sitemaps_with_their_dates() -> None:
    """An index gives sitemaps, on sister hosts too, and leaves out those of other sites."""
    body = b"""<sitemapindex><sitemap><loc>https://www.example.com/1.xml</loc><lastmod>2026-01-02</lastmod></sitemap>
    <sitemap><loc>https://news.example.com/2.xml</loc></sitemap><sitemap><loc>https://example.org/3.xml</loc></sitemap></sitemapindex>"""
    assert read_sitemap(body, URL) == [
        Find("https://www.example.com/1.xml", Source.SITEMAP, UrlKind.SITEMAP, modified=datetime(2026, 1, 2, tzinfo=UTC)),
        Find("https://news.example.com/2.xml", Source.SITEMAP, UrlKind.SITEMAP),
    ]


def test_index_says_by_names_which_time_a_sitemap_covers() -> None:
    """A series of names that are months; each two days wider."""
    body = (
        b"<sitemapindex><sitemap><loc>/sitemap-2026-01.xml</loc></sitemap><sitemap><loc>/sitemap-2026-02.xml</loc></sitemap></sitemapindex>"
    )
    assert [(find.begin, find.end) for find in read_sitemap(body, URL)] == [
        (datetime(2025, 12, 30, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC)),
        (datetime(2026, 1, 30, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)),
    ]


def test_urlset_judges_urls_by_shape() -> None:
    """Pages of a URL set are judged by shape: media files are left out, images of a page are not pages."""
    body = b"""<urlset><url><loc>https://www.example.com/politics/</loc></url><url><loc>https://www.example.com/a/lake.jpg</loc></url>
    <url><loc>https://www.example.com/a/rain-fills-the-lake</loc><image:image><image:loc>https://www.example.com/1.png</image:loc></image:image></url></urlset>"""
    assert [(find.url, find.kind) for find in read_sitemap(body, URL)] == [
        ("https://www.example.com/politics/", UrlKind.SECTION),
        ("https://www.example.com/a/rain-fills-the-lake", UrlKind.ARTICLE),
    ]


def test_one_bad_location_costs_itself_only() -> None:
    """Locations that are no URLs, empty or of another scheme do not end the file."""
    assert urls_of(urlset(f"{STORY}-1", "nonsense", "http://[", "", "file:///etc/hostname", "http://x:99999/", f"{STORY}-2")) == [
        f"{STORY}-1",
        f"{STORY}-2",
    ]


def test_broken_xml_gives_what_can_be_read() -> None:
    """A bare ampersand, an unknown entity, a control character, a bad byte or a cut end lose no more than what they hit."""
    body = urlset(f"{STORY}?a=1&b=2", f"{STORY}-2&nbsp;", f"{STORY}-3\x01", f"{STORY}-4").replace(b"-4", b"-4\xff")
    assert urls_of(body)[1:3] == [f"{STORY}-2", f"{STORY}-3"]
    assert len(urls_of(body)) == 4
    assert urls_of(urlset(STORY, f"{STORY}-2")[:-40])[0] == STORY


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b"\n\n ", b"<br />Warning: x in y.php on line 3\n", b"\xef\xbb\xbf\n"])
def test_junk_in_front_is_stepped_over(prefix: bytes) -> None:
    """A byte order mark, blank lines or a warning of the site's software before the XML do not matter."""
    assert urls_of(prefix + NEWS.encode()) == [STORY]


def test_encodings() -> None:
    """UTF-16 is read, and a file that wrongly declares it is read too."""
    declared = NEWS.replace("UTF-8", "UTF-16")
    assert urls_of(declared.encode("utf-16")) == [STORY]
    assert urls_of(declared.encode()) == [STORY]


def test_gzip_is_unpacked_whatever_the_name() -> None:
    """A gzipped body is recognised by its first bytes; of a cut one, what can be unpacked counts."""
    packed = gzip.compress(urlset(*(f"{STORY}-{number}" for number in range(2000))))
    assert len(urls_of(packed)) == 2000
    assert 0 < len(urls_of(packed[: len(packed) // 2])) < 2000


def test_gzip_bomb_is_refused() -> None:
    """A small file that unpacks to more than 50 MB is refused before it is there."""
    with pytest.raises(PageError) as refusal:
        read_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000), URL)
    assert refusal.value.reason is Reason.TOO_BIG


def test_elements_that_are_no_entry_are_not_piled_up() -> None:
    """A sitemap of them is refused before they fill the memory; what was named before them counts."""
    tags = b"<a/>" * 20_000
    with pytest.raises(PageError) as refusal:
        read_sitemap(b"<urlset>" + tags, URL)
    assert refusal.value.reason is Reason.BROKEN_FEED
    assert urls_of(urlset(STORY).replace(b"</urlset>", tags)) == [STORY]


def test_plain_text() -> None:
    """One URL a line is a sitemap too, with Windows line ends, blank lines and a mark in front."""
    assert urls_of(f"\ufeff{STORY}\r\n\r\nnot a url\r\n{STORY}-2 ".encode()) == [STORY, f"{STORY}-2"]


def test_feed_in_place_of_a_sitemap() -> None:
    """A feed that robots.txt names as a sitemap is read as a feed."""
    finds = read_sitemap(f"<rss><channel><item><link>{STORY}</link></item></channel></rss>".encode(), URL)
    assert finds == [Find(STORY, Source.FEED, UrlKind.ARTICLE)]


def test_no_more_than_the_protocol_allows() -> None:
    """The 50,001st URL of a file is not read; an operator may want fewer, of plain text, too."""
    urls = [f"{STORY}-{number}" for number in range(50_001)]
    assert len(urls_of(urlset(*urls))) == 50_000
    few = SourceLimits(sitemap_urls=7)
    assert len(read_sitemap(urlset(*urls[:9]), URL, limits=few)) == len(read_sitemap("\n".join(urls[:9]).encode(), URL, limits=few)) == 7


@pytest.mark.parametrize(
    "body",
    [
        urlset(),
        b"<?xml version='1.0'?><sitemapindex/>",
        gzip.compress(urlset(), mtime=0),
        b"<rss><channel><title>A</title></channel></rss>",
    ],
)
def test_empty_sitemap_names_nothing(body: bytes) -> None:
    """A well-formed list without entries is what a quiet day looks like, and no error."""
    assert read_sitemap(body, URL) == []


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<urlset><url><loc>https://www.example.com/&b;</loc></url></urlset>"""
XXE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://www.example.com/&x;</loc></url></urlset>"""


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"\x1f\x8bnot gzip", b"<html><body>Not found</body></html>", b"<!DOCTYPE html><p>Not found",
             b"<urlset>", b"<urlset><url/></urlset>",
             b"<urlset><url><loc>nonsense</loc></url></urlset>", b"%PDF-1.7", bytes(range(256)) * 40],
)  # fmt: skip
def test_what_is_no_sitemap(body: bytes) -> None:
    """Error pages and entries without one readable URL are errors with a reason, never an empty list."""
    with pytest.raises(PageError) as refusal:
        read_sitemap(body, URL)
    assert (refusal.value.stage, refusal.value.reason) == (Stage.PARSE, Reason.BROKEN_FEED)


# ten levels of ten: a parser that resolves them needs 10 GB
BILLION = (
    b'<!DOCTYPE urlset [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 11))
    + b"]><urlset><url><loc>https://www.example.com/&a10;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    "body", [LAUGHS, XXE, BILLION, b'<!DOCTYPE urlset SYSTEM "http://x.example/a.dtd">' + urlset(STORY), gzip.compress(XXE, mtime=0)]
)
def test_doctype_is_refused_before_any_entity_counts(body: bytes) -> None:
    """Billion laughs, external entities and a foreign DTD: an error with a reason of its own, never an empty list."""
    with pytest.raises(PageError) as refusal:
        read_sitemap(body, URL)
    assert (refusal.value.stage, refusal.value.reason) == (Stage.PARSE, Reason.DOCTYPE)
