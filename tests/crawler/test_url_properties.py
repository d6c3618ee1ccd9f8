"""What holds for any string that is given as a URL."""

from __future__ import annotations

import re
from ipaddress import ip_address

from hypothesis import assume, given, settings
from strange_urls import ANY_URL

from crawler.discovery.periods import periods_of
from crawler.finds import UrlKind
from crawler.url_shape import is_further_page, judge_url
from pipelines.guard import GuardError, GuardReason, check_url, host_and_port, is_local_name, is_public, one_host
from pipelines.urls import absolute_url, is_front_page, is_same_site, normalize_url, registered_domain, url_id

MANY = settings(max_examples=500, derandomize=True, deadline=None, database=None)
SOME = settings(MANY, max_examples=120)


@MANY
@given(ANY_URL)
def test_guard_judges_any_string(url: str) -> None:
    """The guard lets pass or refuses with its reason; what passes leads to a public host by http or https on a web port."""
    error = refusal(url)
    if error is not None:
        assert error.reason in GuardReason
        assert "secret" not in str(error)
        return
    host, port = host_and_port(url)
    assert port in (80, 443)
    assert one_host(f"[{host}]" if ":" in host else host) == host
    assert not is_local_name(host) or is_public(ip_address(host))
    assert re.match(r"https?://[^@\s/?#\\]+(?=[/?#]|\Z)", url, re.IGNORECASE)


def refusal(url: str) -> GuardError | None:
    """The guard's refusal, None where it lets the URL pass."""
    try:
        check_url(url)
    except GuardError as error:
        return error
    return None


@MANY
@given(ANY_URL)
def test_normal_form_is_its_own_normal_form(url: str) -> None:
    """N(N(u)) is N(u), an id does not change with the form, and a URL without a host is refused as such."""
    try:
        normal = normalize_url(url)
    except ValueError:
        return
    assert normalize_url(normal) == normal
    assert url_id(normal) == url_id(url)
    assert re.fullmatch(r"[0-9a-f]{32}", url_id(url))
    normal.encode()


@SOME
@given(ANY_URL, ANY_URL)
def test_any_link_is_judged(base: str, link: str) -> None:
    """Links of pages are made absolute or dropped; what is left is http(s) with a host, and each question about it has an answer."""
    assume(normal_or_none(base) is not None)
    url = absolute_url(base, link)
    if url is None:
        return
    assert url.startswith(("http://", "https://"))
    assert judge_url(url) in (None, *UrlKind)
    assert is_further_page(url, url) in (True, False)
    assert is_same_site(url, base) in (True, False)
    assert len(periods_of([url, base])) == 2
    if normal_or_none(url) is not None:
        assert is_front_page(url) in (True, False)


def normal_or_none(url: str) -> str | None:
    """N(u), None where the URL has no host."""
    try:
        return normalize_url(url)
    except ValueError:
        return None


@SOME
@given(ANY_URL)
def test_site_name_is_safe_for_a_file(url: str) -> None:
    """A registered domain is short and of letters, digits, dots and hyphens (an address also has colons), or there is none."""
    try:
        domain = registered_domain(url)
    except ValueError:
        return
    assert re.fullmatch(r"[a-z0-9.:-]{1,120}", domain)
