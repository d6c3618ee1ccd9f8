"""The guard on URLs: strings in, verdicts out; nothing is connected to."""

from ipaddress import ip_address
from pathlib import Path

import pytest
from refused_urls import REFUSED

from pipelines.guard import GuardError, GuardReason, check_url, host_and_port, is_allowed
from pipelines.hosts import is_public

# Forms of article and section URLs, their words and numbers made up: 230 lines in some 60 languages and countries.
ORDINARY = (Path(__file__).parent / "news_urls.txt").read_text(encoding="utf-8").splitlines()

# Hosts as a WHATWG parser gives them: taken over from can-ada 3, which was asked once for these and 194,000 generated URLs.
WHATWG_HOSTS = [
    ("http://0x8.8/", "8.0.0.8"),
    ("http://0X7f.1/", "127.0.0.1"),
    ("http://017700000001/", "127.0.0.1"),
    ("http://1.2.3/", "1.2.0.3"),
    ("http://0x.0x.0/", "0.0.0.0"),  # a string
    ("http://MÜNCHEN.de./", "xn--mnchen-3ya.de"),
    ("http://faß.de/", "xn--fa-hia.de"),
    ("http://a%2eb.de/", "a.b.de"),
    ("http://%6c%6F%63alhost/", "localhost"),
    ("http://ⓛocal\u00adhost/", "localhost"),
    ("http://𝟏𝟐𝟕。０．0｡1/", "127.0.0.1"),
    ("http://ﬁ.de/", "fi.de"),
    ("http://i❤.ws/", "xn--i-7iq.ws"),
    ("http://മലയാളം.ഭാരതം/", "xn--rvc1gdlg9d.xn--rvc1e0am3e"),
    ("http://[2606:0::1]/", "2606::1"),
    ("http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1"),
]


@pytest.mark.parametrize(("reason", "url"), [(reason, url) for reason, urls in REFUSED.items() for url in urls])
def test_refuses_what_is_no_public_web_server(reason: GuardReason, url: str) -> None:
    """Each spelling of a private address, and each URL that two parsers may read differently, is refused for the right reason."""
    with pytest.raises(GuardError) as refusal:
        check_url(url)
    assert refusal.value.reason is reason


@pytest.mark.parametrize("url", ORDINARY)
def test_lets_ordinary_news_urls_pass(url: str) -> None:
    """URLs as news sites in many countries have them pass, also with strange paths, queries and fragments."""
    check_url(url)
    assert host_and_port(url)[1] in (80, 443)


def test_allows_exactly_the_given_pairs() -> None:
    """An exception holds for one host with one port, in whatever spelling, and for nothing else."""
    allowed = frozenset({("www.a.example", 8080), ("127.0.0.1", 8080), ("wiki", 80)})
    for url in ("http://WWW.a.example.:8080/x", "http://2130706433:8080/", "http://wiki/"):
        check_url(url, allowed)
    for url in ("http://www.a.example:8081/", "http://127.0.0.1/", "http://b.a.example:8080/", "http://wiki:8080/"):
        with pytest.raises(GuardError):
            check_url(url, allowed)


def test_never_quotes_a_password() -> None:
    """The message of a refused URL with user name and password holds neither: it ends in logs."""
    with pytest.raises(GuardError) as refusal:
        check_url("https://anna:geheim@www.spiegel.de/")
    assert "geheim" not in str(refusal.value)
    assert "anna" not in str(refusal.value)


@pytest.mark.parametrize(("url", "host"), WHATWG_HOSTS)
def test_one_form_of_a_host(url: str, host: str) -> None:
    """A host has one form however it is written: the one that the WHATWG standard gives, and that a connection uses."""
    assert host_and_port(url) == (host, 80)


@pytest.mark.parametrize(
    ("url", "page_url", "is_kept"),
    [
        ("https://www.kurier.example/a", "https://www.kurier.example/b", True),
        ("https://www.kurier.example:8080/a", "https://www.kurier.example/b", False),
        ("https://www.kurier.example:8080/a", "https://www.kurier.example:8080/b", True),
        ("http://wiki/a", "http://wiki/b", True),
        ("http://wiki/a", "file:///tmp/b.html", False),
        ("http://127.1/a", "https://www.kurier.example/b", False),
    ],
)
def test_what_a_page_may_claim(url: str, page_url: str, *, is_kept: bool) -> None:
    """A page names a public address as its own, or one on the host and port it came from: those the operator had allowed."""
    assert is_allowed(url, page_url) is is_kept


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.192",
        "203.0.113.9",
        "168.63.129.16",
        "192.88.99.1",
        "3fff::1",
        "64:ff9b::808:808",
        "::8.8.8.8",
        "2001:0:1::1",
        "fec0::1",
        "::ffff:10.0.0.1",
        "100::1",
        "2002:a00:1::",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    """Addresses that DNS may answer with and that are not routed unicast are told apart."""
    assert not is_public(ip_address(address))
