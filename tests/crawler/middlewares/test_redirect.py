"""Redirects: what is a web address is followed, without user name and password; everything else is refused."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.redirect import GuardedRedirectMiddleware
from pipelines.guard import GuardError, GuardReason

URL = "http://www.kurier.example/news/a"


def answer_to(location: bytes) -> Request | Response:
    """What the middleware makes of a redirect to this target."""
    middleware = GuardedRedirectMiddleware.from_crawler(get_crawler())
    return middleware.process_response(Request(URL), Response(URL, status=302, headers={"Location": location}))


@pytest.mark.parametrize(
    ("location", "url"),
    [
        (b"/news/b", "http://www.kurier.example/news/b"),
        (b"https://www.kurier.example/b?x=1", "https://www.kurier.example/b?x=1"),
        (b"//other.example/b", "http://other.example/b"),
        ("/straße".encode(), "http://www.kurier.example/stra%C3%9Fe"),
        (b"/stra\xdfe", "http://www.kurier.example/stra%DFe"),
        (b"http://anna:geheim@www.kurier.example/b", "http://www.kurier.example/b"),
        (b"//anna@www.kurier.example:8080/b@c", "http://www.kurier.example:8080/b@c"),
    ],
)
def test_web_address_is_followed(location: bytes, url: str) -> None:
    """As Scrapy does, but without what stands before an `@` in the host."""
    request = answer_to(location)
    assert isinstance(request, Request)
    assert request.url == url


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (b"http://[", GuardReason.HOST),
        (b"https://[::1", GuardReason.HOST),
        (b"http://x:99999/", GuardReason.HOST),
        (b"http://..", GuardReason.HOST),
        (b"file:///etc/hostname", GuardReason.SCHEME),
        (b"data:text/html,x", GuardReason.SCHEME),
        (b"javascript:alert(1)", GuardReason.SCHEME),
        (b"ftp://www.kurier.example/x", GuardReason.SCHEME),
    ],
)
def test_what_is_no_web_address_is_refused(location: bytes, reason: GuardReason) -> None:
    """As the guard refuses it anywhere else: an exception of ours, not one that Scrapy dies of."""
    with pytest.raises(GuardError) as refusal:
        answer_to(location)
    assert refusal.value.reason is reason


def test_answer_without_a_target_stays_one() -> None:
    """Nothing to follow: the status is the page's end."""
    middleware = GuardedRedirectMiddleware.from_crawler(get_crawler())
    response = Response(URL, status=302)
    assert middleware.process_response(Request(URL), response) is response
