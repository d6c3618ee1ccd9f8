"""Links of HTML pages."""

import pytest
from lxml import html

from crawler.discovery.links import read_links
from crawler.finds import Find, Source, UrlKind

URL = "https://www.example.com/politics/"
STORY = "/news/rain-fills-the-lake"


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>A</title>{head}</head><body>{body}</body></html>".encode()


def urls_of(content: bytes, kind: UrlKind = UrlKind.SECTION, header: str | None = None) -> list[str]:
    return [find.url.removeprefix("https://www.example.com") for find in read_links(content, URL, kind, header)]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (UrlKind.FRONT, Source.FRONT_PAGE),
        (UrlKind.SECTION, Source.SECTION),
        (UrlKind.LISTING, Source.SECTION),
        (UrlKind.UNKNOWN, Source.SECTION),
    ],
)
def test_lists_give_stories_sections_and_the_next_page(kind: UrlKind, source: Source) -> None:
    """A page of links gives articles, sections, tags, the next page and what may be an article, each with its source."""
    body = f"<a href='{STORY}'>1</a><a href='/sport'>2</a><a href='/tag/x'>3</a><a href='?page=2'>4</a><a href='/a/b/c'>5</a>"
    assert read_links(page(body), URL, kind) == [
        Find("https://www.example.com/news/rain-fills-the-lake", source, UrlKind.ARTICLE),
        Find("https://www.example.com/sport", source, UrlKind.SECTION),
        Find("https://www.example.com/tag/x", source, UrlKind.LISTING),
        Find("https://www.example.com/politics/?page=2", source, UrlKind.SECTION),
        Find("https://www.example.com/a/b/c", source, UrlKind.UNKNOWN),
    ]


def test_articles_give_articles_only() -> None:
    """An article adds the stories it links to, not the menu that stands on every page."""
    body = f"<a href='{STORY}'>1</a><a href='/sport'>2</a><a href='/a/b/c'>5</a>"
    assert read_links(page(body), URL, UrlKind.ARTICLE) == [
        Find("https://www.example.com/news/rain-fills-the-lake", Source.ARTICLE_LINK, UrlKind.ARTICLE)
    ]


def test_each_page_once_in_order() -> None:
    """Tracking parameters, fragments and the scheme make no second page, and the page does not link to itself."""
    body = (
        f"<a href='{STORY}#top'>1</a><a href='{STORY}?utm_source=x'>2</a><a href='http://www.example.com{STORY}'>3</a><a href='{URL}'>4</a>"
    )
    assert urls_of(page(body)) == [STORY]


@pytest.mark.parametrize(
    "href",
    [
        "https://www.example.org/news/rain-fills-the-lake",
        "mailto:a@example.com",
        "javascript:void(0)",
        "#top",
        "/login",
        "/x.pdf",
        "http://[",
        "//user:secret@www.example.com/news/rain-fills-the-lake",
        "https://127.0.0.2/news/rain-fills-the-lake",
        "https://\\&#39;%ff.example.com/news/rain-fills-the-lake",
        "",
    ],
)
def test_links_that_are_no_finds(href: str) -> None:
    """Other sites, other schemes, useless pages and broken links are left out, and the next link is still read."""
    assert urls_of(page(f"<a href='{href}'>1</a><a>2</a><a href='{STORY}'>3</a>")) == [STORY]


def test_sister_hosts_belong_to_the_site() -> None:
    """Hosts below the same registered domain count; their front pages are sections of the site."""
    finds = read_links(page("<a href='https://sport.example.com/'>1</a>"), URL, UrlKind.FRONT)
    assert finds == [Find("https://sport.example.com/", Source.FRONT_PAGE, UrlKind.SECTION)]


@pytest.mark.parametrize("rel", ["nofollow", "noopener NOFOLLOW", "ugc", "sponsored"])
def test_links_that_ask_not_to_be_followed(rel: str) -> None:
    """A link marked nofollow, user content or advertising is not followed."""
    assert urls_of(page(f"<a rel='{rel}' href='{STORY}'>1</a>")) == []


@pytest.mark.parametrize(
    ("head", "header", "is_followed"),
    [
        ("<meta name='robots' content='index, NOFOLLOW'>", None, False),
        ("<meta name='ROBOTS' content='none'>", None, False),
        ("<meta name='reinschrift' content='nofollow'>", None, False),
        ("<meta name='otherbot' content='nofollow'>", None, True),
        ("<meta name='robots' content='noindex, follow'>", None, True),
        ("", "noindex, nofollow", False),
        ("", "otherbot: noindex, reinschrift: nofollow", False),
        ("", "otherbot: noindex, nofollow", True),
        ("", "max-snippet:-1, follow", True),
        ("", "max-snippet:-1, nofollow", False),
    ],
)
def test_pages_that_ask_not_to_follow(head: str, header: str | None, is_followed: bool) -> None:  # noqa: FBT001
    """A robots meta element or X-Robots-Tag header that says nofollow to all or to us is obeyed."""
    assert bool(urls_of(page(f"<a href='{STORY}'>1</a>", head), header=header)) is is_followed


def test_announced_feeds() -> None:
    """Feeds announced in the head are found, also on articles; those of comments and alternate languages are not."""
    head = """<link rel="alternate" type="application/rss+xml" href="/x.php?type=100">
    <link rel=alternate type="application/atom+xml" href="/atom">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed"><link rel="alternate" hreflang="fr" href="/fr/">
    <link rel="stylesheet" href="/a"><link rel="canonical" href="/news/another-story-about-rain">"""
    finds = read_links(page("", head), URL, UrlKind.ARTICLE)
    assert [(find.url, find.kind) for find in finds] == [
        ("https://www.example.com/x.php?type=100", UrlKind.FEED),
        ("https://www.example.com/atom", UrlKind.FEED),
    ]


def test_next_page_by_relation() -> None:
    """The next page of a list is a section even where its URL does not show it."""
    assert read_links(page("<a rel=next href='/a/b/c'>next</a>"), URL, UrlKind.SECTION)[0].kind is UrlKind.SECTION
    assert read_links(page("", "<link rel=next href='/a/b/c'>"), URL, UrlKind.SECTION)[0].kind is UrlKind.SECTION


def test_base_element() -> None:
    """Relative links belong to the page's base element."""
    assert urls_of(page("<a href='rain-fills-the-lake'>1</a>", "<base href='/other/'>")) == ["/other/rain-fills-the-lake"]
    assert urls_of(page("<a href='rain-fills-the-lake'>1</a>", "<base href='http://['>")) == ["/politics/rain-fills-the-lake"]


def test_tree_is_read_not_changed() -> None:
    """A tree gives the same finds as the bytes and stays as it is."""
    content = page(f"<a href='{STORY}'>1</a>", "<base href='/other/'>")
    root = html.document_fromstring(content)
    before = html.tostring(root)
    assert read_links(root, URL, UrlKind.FRONT) == read_links(content, URL, UrlKind.FRONT)
    assert html.tostring(root) == before


@pytest.mark.parametrize("content", [b"", b"   ", b"\x00\x01", b"<!-- -->", b"<html>", b"%PDF-1.7 \xff\xfe"])
def test_pages_without_links(content: bytes) -> None:
    """What is empty or no HTML has no links and is no error."""
    assert urls_of(content) == []


def test_deep_nesting() -> None:
    """A link below a thousand open elements is found."""
    assert urls_of(page("<div>" * 1000 + f"<a href='{STORY}'>1</a>")) == [STORY]
