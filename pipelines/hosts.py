"""Hosts as the WHATWG URL standard reads them, so that a name is judged in the form in which a connection uses it.

`http://0x7f.1/`, `http://2130706433/` and `http://１２７。0.0.1/` are one host, the loopback address. Nothing here asks DNS.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import unquote

import idna

MAX_HOST_CHARS = 253  # RFC 1035

# Names that live only inside a network: RFC 2606, 6761, 6762, 7686, 8375, ICANN's colliding names, and what routers hand out.
LOCAL_SUFFIXES = frozenset({
    "localhost", "localdomain", "local", "internal", "intranet", "intra", "private", "corp", "home", "mail", "lan", "test", "invalid",
    "onion", "alt", "home.arpa", "in-addr.arpa", "ip6.arpa",
})  # fmt: skip

_UNCLEAR = re.compile(r"[\x00-\x20\x7f\\<>^`{|}\"]")  # parsers strip these, split at them or refuse them, each in its own way
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PUNYCODE = "xn--"

# Beside what Python's ipaddress knows, in all its versions: protocol assignments, the old 6to4 relays, Azure's host agent.
_IPV4_REFUSED = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
# Routed IPv6 unicast. What hides an IPv4 address lies outside (NAT64 64:ff9b::/96, ::a.b.c.d) or is refused by name (6to4, Teredo).
_IPV6_UNICAST = IPv6Network("2000::/3")
_IPV6_REFUSED = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


@lru_cache(maxsize=4096)
def one_host(host: str) -> str:
    """The host as a connection would use it: lower case, ASCII, without a dot at the end, addresses in their usual spelling.

    An IPv6 address stands in brackets and is given without. Raises ValueError where it is no host.
    Source: WHATWG URL standard, section 3.5, host parsing.
    """
    if host.startswith("["):
        return str(IPv6Address(host[1:-1]))
    name = ascii_host(unquote(host, errors="strict")).removesuffix(".")
    if _UNCLEAR.search(host) or len(name) > MAX_HOST_CHARS or not _NAME.fullmatch(name):
        raise ValueError(f"no host: {host!r}")
    return str(_ipv4(name)) if _NUMBER.fullmatch(name.rpartition(".")[2]) else name


def ascii_host(host: str) -> str:
    """The name in lower case and punycode; full-width digits and dots become plain ones, soft hyphens go.

    Raises ValueError for what no name may hold. Source: Unicode Technical Standard 46, non-transitional, as browsers do.
    """
    if host.isascii():
        return host.lower()
    return ".".join(map(_ascii_label, idna.uts46_remap(host, std3_rules=False).split(".")))


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host in its one form is, None where it is a name."""
    if ":" in host:
        return IPv6Address(host)
    return IPv4Address(host) if host.rpartition(".")[2].isdigit() else None


def is_local_name(host: str) -> bool:
    """Whether the name means something only inside a network: a bare name, or one below a local suffix."""
    labels = host.split(".")
    return len(labels) == 1 or any(".".join(labels[start:]) in LOCAL_SUFFIXES for start in range(len(labels)))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is routed unicast on the public internet; an IPv4-mapped IPv6 address counts as the IPv4 one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _IPV6_UNICAST or any(address in network for network in _IPV6_REFUSED):
            return False
    elif any(address in network for network in _IPV4_REFUSED):
        return False
    return address.is_global and not address.is_multicast


def _ascii_label(label: str) -> str:
    return label if label.isascii() else _PUNYCODE + label.encode("punycode").decode()


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
