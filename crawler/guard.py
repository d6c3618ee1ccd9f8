"""Which URLs and addresses may be reached at all: public hosts, http and https, the two web ports.

The host is judged as the WHATWG URL standard reads it, so that `http://0x7f.1/` and `http://2130706433/` are the loopback address
that a connection would go to. Where parsers are known to disagree (user names, backslashes, control characters) the URL is
refused. Names are judged here by their form, and a second time by their DNS answer in `crawler.resolver`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from urllib.parse import unquote

from pipelines.errors import ReinschriftError

WEB_PORTS = frozenset({80, 443})
MAX_HOST_CHARS = 253  # RFC 1035

# Names that live only inside a network: RFC 6761, 6762, 8375, ICANN's colliding names, and what routers hand out.
LOCAL_SUFFIXES = frozenset({
    "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "in-addr.arpa", "ip6.arpa",
})  # fmt: skip

_DEFAULT_PORT = {"http": 80, "https": 443}
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
_UNCLEAR = re.compile(r"[\x00-\x20\x7f\\<>^`{|}\"]")  # parsers strip these, split at them or refuse them, each in its own way
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Routed IPv6 unicast. What hides an IPv4 address lies outside (NAT64 64:ff9b::/96, ::a.b.c.d) or is refused by name (6to4).
_IPV6_UNICAST = IPv6Network("2000::/3")
_SIX_TO_FOUR = IPv6Network("2002::/16")


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

    def __init__(self, reason: GuardReason, subject: str) -> None:
        told = subject.rpartition("@")[2]  # never a password into a log, in whatever place a broken URL has it
        super().__init__(f"refused ({reason}): {told!r}")
        self.reason = reason


def check_url(url: str, allowed: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Raise `GuardError` unless the URL leads to a public web server or to one of the allowed pairs of host and port."""
    host, port = host_and_port(url)
    if (host, port) in allowed:
        return
    address = _address(host)
    if address is None and is_local_name(host):
        raise GuardError(GuardReason.LOCAL_NAME, url)
    if address is not None and not is_public(address):
        raise GuardError(GuardReason.ADDRESS, url)
    if port not in WEB_PORTS:
        raise GuardError(GuardReason.PORT, url)


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
    if parts is None:
        raise GuardError(GuardReason.HOST, url)
    return one_host(parts["host"]), int(parts["port"] or _DEFAULT_PORT[match["scheme"].lower()])


def one_host(host: str) -> str:
    """The host as a connection would use it: lower case, ASCII, without a dot at the end, addresses in their usual spelling.

    Raises `GuardError` where it is no host. Source: WHATWG URL standard, section 3.5, host parsing.
    """
    try:
        if host.startswith("["):
            return str(IPv6Address(host[1:-1]))
        name = _ascii_name(host)
        last_label = name.rpartition(".")[2]
        return str(_ipv4(name)) if _NUMBER.fullmatch(last_label) else name
    except ValueError as error:
        raise GuardError(GuardReason.HOST, host) from error


def is_local_name(host: str) -> bool:
    """Whether the name means something only inside a network: a bare name, or one below a local suffix."""
    labels = host.split(".")
    return len(labels) == 1 or any(".".join(labels[start:]) in LOCAL_SUFFIXES for start in range(len(labels)))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is routed unicast on the public internet; an IPv4-mapped IPv6 address counts as the IPv4 one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _IPV6_UNICAST or address in _SIX_TO_FOUR:
            return False
    return address.is_global and not address.is_multicast


def _ascii_name(host: str) -> str:
    """The name percent-decoded, by nameprep (full-width digits become digits) and IDNA; ValueError where it is no name."""
    decoded = unquote(host, errors="strict")
    name = (decoded if decoded.isascii() else decoded.encode("idna").decode()).lower().removesuffix(".")
    if _UNCLEAR.search(host) or len(name) > MAX_HOST_CHARS or not _NAME.fullmatch(name):
        raise ValueError(name)
    return name


def _ipv4(name: str) -> IPv4Address:
    """The address that a name of one to four decimal, octal or hexadecimal numbers means; ValueError where it means none."""
    *upper, last = [_number(part) for part in name.split(".")]
    places = range(24, -8, -8)  # the bits that each of the first numbers is shifted by; the last one fills what remains
    if len(upper) >= len(places) or max(upper, default=0) > 0xFF or last >> 8 * (len(places) - len(upper)):  # noqa: PLR2004  # a byte
        raise ValueError(name)
    return IPv4Address(sum(part << place for part, place in zip(upper, places, strict=False)) + last)


def _number(text: str) -> int:
    """The value of one part of an IPv4 address; `0x` alone is zero, as browsers read it."""
    if text.startswith("0x"):
        return int(text[2:] or "0", 16)
    return int(text, 8) if len(text) > 1 and text.startswith("0") else int(text)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The host as an address, None where it is a name."""
    if ":" in host:
        return IPv6Address(host)
    return IPv4Address(host) if host.rpartition(".")[2].isdigit() else None
