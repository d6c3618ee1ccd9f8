"""The one guard: which URLs may be fetched at all, from whatever source they come. Public hosts, http and https, the two web ports.

The host is judged as a connection would use it (`pipelines.hosts`). Where parsers are known to disagree (user names, backslashes,
control characters) the URL is refused. Names are judged here by their form, and a second time by their DNS answer in `crawler.resolver`.
"""

from __future__ import annotations

import re
from enum import StrEnum

from pipelines.errors import ReinschriftError
from pipelines.hosts import address_of, is_local_name, is_public, one_host

WEB_PORTS = frozenset({80, 443})
MAX_PORT = 65_535

_DEFAULT_PORT = {"http": 80, "https": 443}
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?")


class GuardReason(StrEnum):
    """Why a URL is not fetched."""

    SCHEME = "scheme"
    USERINFO = "userinfo"
    HOST = "host"
    PORT = "port"
    LOCAL_NAME = "local_name"
    ADDRESS = "address"


class GuardError(ReinschriftError):
    """The URL leads, or may lead, to something that is not a public web server; its message ends in the URL, without user and password."""

    def __init__(self, reason: GuardReason, url: str) -> None:
        shown = url.rpartition("@")[2]  # never a password into a log, in whatever place a broken URL has it
        super().__init__(f"refused ({reason}): {shown!r}")
        self.reason = reason


def check_url(url: str, allowed: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Raise `GuardError` unless the URL leads to a public web server or to one of the allowed pairs of host and port."""
    host, port = host_and_port(url)
    if (host, port) in allowed:
        return
    address = address_of(host)
    if address is None and is_local_name(host):
        raise GuardError(GuardReason.LOCAL_NAME, url)
    if address is not None and not is_public(address):
        raise GuardError(GuardReason.ADDRESS, url)
    if port not in WEB_PORTS:
        raise GuardError(GuardReason.PORT, url)


def is_allowed(url: str, page_url: str) -> bool:
    """Whether a URL that a page claims for itself may be kept as one: public, or on the host and port that the page came from."""
    try:
        own = frozenset({host_and_port(page_url)})
    except GuardError:  # a page from a file
        own = frozenset()
    try:
        check_url(url, own)
    except GuardError:
        return False
    return True


def host_and_port(url: str) -> tuple[str, int]:
    """The host in its one form (`one_host`), and the port a connection would use.

    Raises `GuardError` where the URL is not http(s), has no host, or one that two parsers could read differently.
    """
    match = _URL.match(url)
    if match is None:
        raise GuardError(GuardReason.SCHEME, url)
    authority = match["authority"]
    if "@" in authority:
        raise GuardError(GuardReason.USERINFO, url)
    parts = _AUTHORITY.fullmatch(authority)
    port = int((parts and parts["port"]) or _DEFAULT_PORT[match["scheme"].lower()])
    if parts is None or port > MAX_PORT:
        raise GuardError(GuardReason.HOST, url)
    try:
        return one_host(parts["host"]), port
    except ValueError as error:
        raise GuardError(GuardReason.HOST, url) from error
