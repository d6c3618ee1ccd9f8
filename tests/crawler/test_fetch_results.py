"""From responses and exceptions to verdicts."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from scrapy import exceptions
from scrapy.http import Response

from crawler.fetch_results import answered, conditions, redirected, unanswered, validators_of
from crawler.finds import Source, UrlKind
from crawler.header_limit import HeaderTooBigError
from crawler.items import Concluded, Fetched, Validators, Verdict, Visit
from crawler.middlewares.breaker import LeftAloneError
from crawler.middlewares.compression import BadEncodingError
from crawler.middlewares.robots import RobotsUnreachableError
from pipelines.guard import GuardError, GuardReason
from pipelines.urls import url_id

URL = "https://www.kurier.example/news/a-story-of-today"
VISIT = Visit(url_id(URL), URL, "kurier.example", UrlKind.ARTICLE, Source.FEED, 1)


def _name(concluded: Fetched | Concluded) -> str:
    assert isinstance(concluded, Concluded)
    assert isinstance(concluded.outcome, Verdict)
    return concluded.outcome.name


def _unreachable(cause: Exception) -> RobotsUnreachableError:
    error = RobotsUnreachableError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), "skipped:robots"),
        (RobotsUnreachableError(), "error:robots"),
        (_unreachable(exceptions.CannotResolveHostError()), "error:dns"),
        (_unreachable(exceptions.DownloadTimeoutError()), "error:timeout"),
        (_unreachable(exceptions.DownloadConnectionRefusedError()), "error:connection"),
        (_unreachable(GuardError(GuardReason.ADDRESS, URL)), "error:guard"),
        (exceptions.IgnoreRequest("max redirections reached"), "error:redirects"),
        (exceptions.IgnoreRequest("Ignored response <200 x> because its body exceeded … during decompression."), "skipped:too_big"),
        (LeftAloneError(), "error:left_alone"),
        (_unreachable(LeftAloneError()), "error:left_alone"),
        (GuardError(GuardReason.ADDRESS, URL), "skipped:guard"),
        (exceptions.NotSupported(), "skipped:guard"),
        (exceptions.CannotResolveHostError(), "error:dns"),
        (exceptions.DownloadTimeoutError(), "error:timeout"),
        (exceptions.DownloadConnectionRefusedError(), "error:connection"),
        (exceptions.DownloadFailedError(), "error:connection"),
        (exceptions.ResponseDataLossError(), "error:truncated"),
        (exceptions.DownloadCancelledError(), "skipped:too_big"),
        (HeaderTooBigError(), "skipped:header_too_big"),
        (BadEncodingError(), "error:bad_encoding"),
        (_unreachable(HeaderTooBigError()), "error:header_too_big"),
        (_unreachable(exceptions.DownloadCancelledError()), "error:too_big"),
        (ValueError("what is this"), "error:internal_error"),
    ],
)
def test_every_exception_has_its_verdict(error: Exception, verdict: str) -> None:
    """None of them ends as another."""
    assert _name(unanswered(error, VISIT)) == verdict


def test_answer_is_a_page_with_what_its_headers_say() -> None:
    """Bytes, final URL, content type and robots header, nothing decoded."""
    headers = {"Content-Type": "text/html; charset=utf-8", "X-Robots-Tag": ["noarchive", "otherbot: noindex"]}
    fetched = answered(Response(URL, headers=headers, body=b"<p>x</p>"), VISIT)
    assert isinstance(fetched, Fetched)
    page = fetched.page
    assert (page.url, page.body, page.content_type) == (URL, b"<p>x</p>", "text/html; charset=utf-8")
    assert page.robots_header == "noarchive\notherbot: noindex"


def test_status_that_is_no_success_is_an_error_but_for_a_missing_robots_txt() -> None:
    """A robots.txt that is not there allows everything: RFC 9309."""
    robots = Visit("0" * 32, "https://www.kurier.example/robots.txt", "kurier.example", UrlKind.ROBOTS, Source.SEED, 0)
    assert _name(answered(Response(URL, status=404), VISIT)) == "error:http_404"
    assert _name(answered(Response(URL, status=304), VISIT)) == "error:http_304"
    assert _name(answered(Response(robots.url, status=404), robots)) == "skipped:source"
    assert _name(answered(Response(robots.url, status=503), robots)) == "error:http_503"


KNOWN = Validators('W/"7"', "Fri, 20 Nov 2026 12:00:00 GMT", sha256(b"<p>x</p>").hexdigest())


def test_request_names_the_version_that_was_taken_in() -> None:
    """Word by word as the server named it; nothing on a first visit."""
    assert conditions(replace(VISIT, validators=KNOWN)) == {
        "If-None-Match": 'W/"7"',
        "If-Modified-Since": "Fri, 20 Nov 2026 12:00:00 GMT",
    }
    assert conditions(VISIT) == {}


def test_answer_that_nothing_has_changed_has_its_own_verdict() -> None:
    """By status 304, or by the same bytes from a server that knows no validators; other bytes are a page to be read."""
    again = replace(VISIT, validators=KNOWN)
    not_modified, same, other = (Response(URL, status=304), Response(URL, body=b"<p>x</p>"), Response(URL, body=b"<p>y</p>"))
    assert _name(answered(not_modified, again)) == "skipped:unchanged"
    assert _name(answered(same, again)) == "skipped:unchanged"
    assert isinstance(answered(other, again), Fetched)
    assert isinstance(answered(same, VISIT), Fetched)


@pytest.mark.parametrize(
    ("headers", "etag", "last_modified"),
    [
        ({"ETag": ' "a b" ', "Last-Modified": "yesterday"}, '"a b"', "yesterday"),
        ({"ETag": b"\xff"}, None, None),
        ({"ETag": '"' + "a" * 1000}, None, None),
        ({"Last-Modified": b"Fri\x07"}, None, None),
        ({}, None, None),
    ],
)
def test_validators_are_kept_if_they_can_be_sent_back(headers: dict[str, Any], etag: str | None, last_modified: str | None) -> None:
    """Whatever they mean; not what no request could carry."""
    validators = validators_of(Response(URL, headers=headers, body=b"<p>x</p>"))
    assert validators == Validators(etag, last_modified, KNOWN.html_sha256)


def test_redirect_makes_its_target_a_url_of_its_own() -> None:
    """One hop deeper, with the URL that led there; off the site it is not followed."""
    target = "https://www.kurier.example/news/new-address"
    concluded = redirected(VISIT, target)
    assert _name(concluded) == "skipped:alias"
    [found] = concluded.candidates
    assert (found.url, found.depth, found.request_url, found.source) == (target, 2, URL, Source.FEED)
    assert _name(redirected(VISIT, "https://elsewhere.example/x")) == "skipped:offsite_redirect"
    assert redirected(VISIT, "https://elsewhere.example/x").candidates == ()
