"""Credentials in the settings go to the host they are for, and to nobody a redirect leads to."""

from __future__ import annotations

from collections.abc import Callable

from conftest import LoopbackSite, Probe

from crawler import settings as project

HOME, OTHER = "www.a.example", "www.b.example"
HEADERS = ("Authorization", "Cookie", "Proxy-Authorization", "Referer")


def test_a_redirect_to_another_host_takes_no_credentials_along(loopback: Callable[[str], LoopbackSite], probe: Probe) -> None:
    """Home gets the password on each request; the other host gets none, nor where we came from. Cookies go nowhere."""
    home, other = loopback("127.0.0.1"), loopback("127.0.0.1")
    home.answer(f"{HOME}/robots.txt", 301, Location=f"http://{OTHER}/robots.txt", Set_Cookie="sid=geheim")
    home.answer(f"{HOME}/moved", 302, Location=f"http://{OTHER}/page", Set_Cookie="sid=geheim; Domain=example")
    home.answer(f"{HOME}/inside", 302, Location="/page")
    for site, host in ((home, HOME), (other, OTHER)):
        site.answer(f"{host}/page", body="here")
    ends = probe(
        f"http://{HOME}/moved",
        f"http://{HOME}/inside",
        RESOLVE=f"{HOME}={home.address},{OTHER}={other.address}",
        HTTPAUTH_USER="anna",
        HTTPAUTH_PASS="geheim",
        HTTPAUTH_DOMAIN=HOME,
        COOKIES_ENABLED=project.COOKIES_ENABLED,
        REFERRER_POLICY=project.REFERRER_POLICY,
    )
    assert [end["url"] for end in ends] == [f"http://{OTHER}/page", f"http://{HOME}/page"]
    assert {headers["Authorization"] for headers in home.headers} == {"Basic YW5uYTpnZWhlaW0="}
    assert "/robots.txt" in "".join(other.asked)
    assert [name for headers in other.headers for name in HEADERS if name in headers] == []
    assert [headers for headers in home.headers if "Cookie" in headers] == []
