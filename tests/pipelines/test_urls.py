"""URLs as names: what is one page to a reader has one id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.urls import absolute_url, is_front_page, is_same_site, is_tracking, normalize_url, registered_domain, url_id

HOST = "https://news.example"


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        # scheme, host, port
        ("http://news.example/a", f"{HOST}/a"),
        ("HTTP://NEWS.Example/A", f"{HOST}/A"),
        ("https://news.example./a", f"{HOST}/a"),
        ("https://news.example:443/a", f"{HOST}/a"),
        ("http://news.example:80/a", f"{HOST}/a"),
        ("http://news.example:8080/a", f"{HOST}:8080/a"),
        ("//news.example/a", f"{HOST}/a"),
        ("  https://news.example/a\n", f"{HOST}/a"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://xn--mnchen-3ya.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://anna:x@Straße.испытание:8080/a", "https://xn--strae-oqa.xn--80akhbyknj4f:8080/a"),
        ("http://[2001:DB8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("https://reader:secret@news.example/a", f"{HOST}/a"),
        # path
        ("https://news.example", f"{HOST}/"),
        ("https://news.example/?", f"{HOST}/"),
        ("https://news.example/a/", f"{HOST}/a/"),
        ("https://news.example/a", f"{HOST}/a"),
        ("https://news.example/a//b", f"{HOST}/a//b"),
        ("https://news.example/a/../b", f"{HOST}/b"),
        ("https://news.example/a%2fb", f"{HOST}/a%2Fb"),
        ("https://news.example/%7Eanna", f"{HOST}/~anna"),
        ("https://news.example/café", f"{HOST}/caf%C3%A9"),
        ("https://news.example/caf%c3%a9", f"{HOST}/caf%C3%A9"),
        ("https://news.example/a b", f"{HOST}/a%20b"),
        ("https://news.example/index.html", f"{HOST}/index.html"),
        ("https://news.example/a;id=1", f"{HOST}/a;id=1"),
        # fragment
        ("https://news.example/a#comments", f"{HOST}/a"),
        ("https://news.example/a?id=7#top", f"{HOST}/a?id=7"),
        # query
        ("https://news.example/a?b=2&a=1", f"{HOST}/a?a=1&b=2"),
        ("https://news.example/a?a=2&a=1", f"{HOST}/a?a=1&a=2"),
        ("https://news.example/a?page=2", f"{HOST}/a?page=2"),
        ("https://news.example/a?q=", f"{HOST}/a?q="),
        ("https://news.example/a?q", f"{HOST}/a?q="),
        ("https://news.example/?q=a%20b", f"{HOST}/?q=a+b"),
        ("https://news.example/?q=%2B", f"{HOST}/?q=%2B"),
        ("https://news.example/?q=é", f"{HOST}/?q=%C3%A9"),
        ("https://news.example/?q=%e9", f"{HOST}/?q=%E9"),
        ("https://news.example/?u=https%3A%2F%2Fa.example%2F%3Fb%3D1", f"{HOST}/?u=https%3A%2F%2Fa.example%2F%3Fb%3D1"),
        ("https://bücher.example../a", "https://xn--bcher-kva.example/a"),  # w3lib leaves such a host as it is
        ("feed://news.example/a;", f"{HOST}/a"),  # as of http: urllib knows parameters of some schemes only
        # tracking
        ("https://news.example/a?utm_source=x&utm_medium=y", f"{HOST}/a"),
        ("https://news.example/a?UTM_Campaign=x", f"{HOST}/a"),
        ("https://news.example/a?fbclid=1&id=7&gclid=2", f"{HOST}/a?id=7"),
        ("https://news.example/a?xtor=RSS-1", f"{HOST}/a"),
        ("https://news.example/a?mc_cid=1&mc_eid=2&wt_zmc=3", f"{HOST}/a"),
        ("https://news.example/a?id=7&ref=front", f"{HOST}/a?id=7"),
        ("https://news.example/a?reference=7", f"{HOST}/a?reference=7"),
    ],
)
def test_normalize_url(url: str, normal: str) -> None:
    """N(u), by example."""
    assert normalize_url(url) == normal


@pytest.mark.parametrize("url", ["", "https:///a", "news.example/a", "mailto:a@news.example", "http://[::1/a"])
def test_url_without_host_has_no_normal_form(url: str) -> None:
    """What names no host cannot name a page."""
    with pytest.raises(ValueError, match=r".+"):
        normalize_url(url)


@given(st.from_regex(r"https?://[a-z]{1,8}\.example(/[a-zA-Z0-9%;é ~.-]{0,6}){0,3}(\?[a-z%&=+;é]{0,12})?(#[a-z]{0,3})?", fullmatch=True))
def test_normal_form_is_stable(url: str) -> None:
    """The normal form of a normal form is itself."""
    assert normalize_url(normalize_url(url)) == normalize_url(url)


def test_id_is_stable_over_releases() -> None:
    """The id of an article never changes within one version of the rule."""
    assert url_id("http://NEWS.example/a?utm_source=x#b") == "95bbca1f9b4bae7d73e89dc2c1be3dbe"


def test_pages_of_latin_1_escapes_have_ids_of_their_own() -> None:
    """Escapes that are not UTF-8 are kept, so that two searches of an old site do not become one page."""
    assert url_id(f"{HOST}/?q=%E9") != url_id(f"{HOST}/?q=%E8")


@pytest.mark.parametrize(("name", "tracks"), [("utm_x", True), ("FBCLID", True), ("at_medium", True), ("id", False), ("q", False)])
def test_is_tracking(name: str, *, tracks: bool) -> None:
    """Whole families of tracking parameters are known by their prefix, others by name."""
    assert is_tracking(name) is tracks


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example/a", "news.example"),
        ("https://a.b.news.example", "news.example"),
        ("www.kurier.example", "kurier.example"),
        ("https://news.bbc.co.uk/x", "bbc.co.uk"),
        ("http://kurier.com.au/", "kurier.com.au"),
        ("WWW.Spiegel.DE", "spiegel.de"),
        ("spiegel.de.", "spiegel.de"),
        ("https://www.münchen.de/", "xn--mnchen-3ya.de"),
        ("https://anna.github.io/blog", "anna.github.io"),
        ("https://reader@news.example:8080/", "news.example"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("localhost", "localhost"),
    ],
)
def test_registered_domain(url: str, domain: str) -> None:
    """A site is the registered domain; blogs on one host are sites of their own, an address is its own site."""
    assert registered_domain(url) == domain


@pytest.mark.parametrize("url", ["", "https:///a", "https://under_score.example/", f"https://{'a' * 130}.example/", "http://a'b.example/"])
def test_no_site_from_a_bad_host(url: str) -> None:
    """A host that cannot be a partition or file name names no site."""
    with pytest.raises(ValueError, match="no site name"):
        registered_domain(url)


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("https://www.news.example/a", "http://m.news.example/b", True),
        ("https://a.github.io/", "https://b.github.io/", False),
        ("https://news.example/", "https://news.example.evil.example/", False),
        ("", "https://news.example/", False),
    ],
)
def test_is_same_site(url: str, other: str, *, same: bool) -> None:
    """Sites are compared by registered domain, and a broken URL is on none."""
    assert is_same_site(url, other) is same


@pytest.mark.parametrize(
    ("path", "front"),
    [("", True), ("/", True), ("/index.html", True), ("/Index.PHP", True), ("/?utm_source=x", True), ("/?p=7", False), ("/a", False)],
)
def test_is_front_page(path: str, *, front: bool) -> None:
    """A front page has no path but an index file, and no query that says something."""
    assert is_front_page(HOST + path) is front


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a#b", f"{HOST}/a"),
        ("b", f"{HOST}/s/b"),
        ("?page=2", f"{HOST}/s/t?page=2"),
        (" /a \n", f"{HOST}/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("http://other.example", "http://other.example"),
        ("https://reader:secret@news.example/a", f"{HOST}/a"),
        ("https://reader@news.example:8080/a", f"{HOST}:8080/a"),
        ("//:secret@news.example/a@b", f"{HOST}/a@b"),
        ("http://news.example@127.0.0.1/", "http://127.0.0.1/"),
        ("http://Straße.example/", "http://xn--strae-oqa.example/"),
        ("http://пример.испытание:8080/ё", "http://xn--e1afmkfd.xn--80akhbyknj4f:8080/ё"),
    ],
)
def test_absolute_url(link: str, url: str) -> None:
    """A link is read as a browser reads it, without its fragment, user name and password."""
    assert absolute_url(f"{HOST}/s/t", link) == url


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "mailto:a@news.example",
        "tel:110",
        "data:text/html,x",
        "file:///etc/hostname",
        "ftp://news.example/a",
        "http://news.example\\@evil.example/",
        "http://[",
        "http://news.example:99999/",
        "http://news.example:port/",
        "http:/a",
        "/" + "a" * 2083,
    ],
)
def test_link_that_leads_to_no_page(link: str | None) -> None:
    """Other schemes, broken addresses, those that parsers read differently and endless ones are no links."""
    assert absolute_url(f"{HOST}/s/t", link) is None


@pytest.mark.parametrize("host", ["a..b", ".b", "..", "a\0b", "a b", "a_b.example", "%2e%2e", "a" * 300 + ".example", "\ud800.example"])
def test_no_site_name_that_a_file_could_not_have(host):
    """Profiles and rows are named by the site: a host with empty labels, controls or more than 120 characters names none."""
    with pytest.raises(ValueError, match=r"no site name|not allowed"):
        registered_domain(f"https://{host}/")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a\x1b[2J\u202e\x9b", "https://a.example/a%1B[2J%E2%80%AE%C2%9B"),
        ("/a\n\tb", "https://a.example/ab"),
        ("/\ud800", None),
        ("/Ärger/東京?q=é", "https://a.example/Ärger/東京?q=é"),
    ],
)
def test_link_with_controls(link, url):
    """A link keeps its meaning without what steers a terminal; half a surrogate pair names nothing."""
    assert absolute_url("https://a.example/", link) == url


def test_escaping_controls_does_not_change_the_id():
    """The escaped link is the same page."""
    assert url_id("https://a.example/a%1B%E2%80%AE") == url_id("https://a.example/a\x1b\u202e")
