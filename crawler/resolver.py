"""Names to addresses: passes on no address that is not public, IPv4 or IPv6, and maps the names of `RESOLVE`.

An address checked here is the one connected to, so a name cannot change its answer between check and connection. Mapping below
the HTTP client keeps URL, Host header and TLS name as they are; only the connection goes elsewhere, as with curl's `--resolve`.
An HTTP proxy would resolve names itself, so a crawl that uses one does not start: see `crawler.safeguards`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Protocol, Self, cast

from scrapy.resolver import CachingThreadedResolver, HostResolution
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.internet import address as endpoint

from pipelines.errors import InputError
from pipelines.guard import MAX_PORT, WEB_PORTS
from pipelines.hosts import is_public, one_host

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.interfaces import IAddress, IHostnameResolver

_ENTRY = re.compile(r"(?P<name>[^=]+)=(?P<address>[0-9.]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the connections of a mapped name go; port None keeps the port of the URL."""

    address: IPv4Address | IPv6Address
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Resolve:
    """The host names that the operator mapped to addresses, and so allowed."""

    targets: Mapping[str, Target] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `name=address:port[,…]`; IPv6 addresses stand in brackets, and without a port the URL's own is kept.

        Raises InputError that quotes the entry.
        """
        return cls(dict(_parse_entry(entry.strip()) for entry in text.split(",") if entry.strip()))

    @property
    def allowed(self) -> frozenset[tuple[str, int]]:
        """The pairs of host and port that the guard lets through: each name with the web ports and with its mapped port."""
        return frozenset((name, port) for name, target in self.targets.items() for port in {*WEB_PORTS, target.port} if port)


def resolve_from_settings(settings: BaseSettings) -> Resolve:
    """The mapping of the setting RESOLVE; InputError where it is malformed or was not given on the command line.

    A settings file, a spider or an add-on cannot open a way into the operator's network: only the operator can.
    """
    text = settings.get("RESOLVE")
    if not text:
        return Resolve()
    if (settings.getpriority("RESOLVE") or 0) < SETTINGS_PRIORITIES["cmdline"]:
        raise InputError("RESOLVE counts only on the command line: -s RESOLVE=name=127.0.0.1:8080")
    return Resolve.parse(str(text))


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4, cached, with DNS_TIMEOUT) behind `GuardedNames`, through which every connection goes."""

    resolve = Resolve()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """The resolver of a crawl process, with its mapping."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.resolve = resolve_from_settings(crawler.settings)
        return resolver

    def install_on_reactor(self) -> None:
        """Make the reactor use this resolver, and the guard in front of it."""
        super().install_on_reactor()
        others = cast("_NameResolver", self.reactor.nameResolver)
        self.reactor.installNameResolver(cast("IHostnameResolver", GuardedNames(others, self.resolve)))


class _Receiver(Protocol):
    """Twisted's IResolutionReceiver, as a type that a checker understands."""

    def resolutionBegan(self, resolution: HostResolution) -> None: ...  # noqa: N802
    def addressResolved(self, address: endpoint.IPv4Address | endpoint.IPv6Address) -> None: ...  # noqa: N802
    def resolutionComplete(self) -> None: ...  # noqa: N802


class _NameResolver(Protocol):
    """Twisted's IHostnameResolver."""

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: _Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> HostResolution: ...


class GuardedNames:
    """Answers for the mapped names and ports; of what others answer for all other names, passes on the public addresses alone.

    So a name without a public address has none, and of a mixed answer only the public part is connected to. Addresses that stand in the
    URL come this way, too.
    """

    def __init__(self, others: _NameResolver, resolve: Resolve) -> None:
        self._others = others
        self._targets = resolve.targets
        self._allowed = resolve.allowed

    def resolveHostName(  # noqa: N802  # Twisted calls it by these names
        self,
        resolutionReceiver: _Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> HostResolution:
        """Tell the receiver the mapped address and port of a name, or its public addresses."""
        name = hostName.lower().removesuffix(".")
        target = self._targets.get(name) if (name, portNumber) in self._allowed else None
        if target is None:
            public = _PublicOnly(resolutionReceiver)
            return self._others.resolveHostName(public, hostName, portNumber, addressTypes, transportSemantics)
        resolution = HostResolution(hostName)
        kind = endpoint.IPv4Address if isinstance(target.address, IPv4Address) else endpoint.IPv6Address
        resolutionReceiver.resolutionBegan(resolution)
        resolutionReceiver.addressResolved(kind("TCP", str(target.address), target.port or portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


class _PublicOnly:
    """Hands on the public addresses of an answer."""

    def __init__(self, receiver: _Receiver) -> None:
        self._receiver = receiver

    def resolutionBegan(self, resolution: HostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: endpoint.IPv4Address | endpoint.IPv6Address) -> None:  # noqa: N802
        if is_public(ip_address(address.host)):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


def _parse_entry(entry: str) -> tuple[str, Target]:
    """One `name=address:port`, as a pair of name and target."""
    match = _ENTRY.fullmatch(entry)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or (port is not None and not 0 < port <= MAX_PORT):
        raise InputError(f"RESOLVE takes name=address:port[,…], not {entry!r}")
    try:
        return one_host(match["name"]), Target(ip_address(match["address"].strip("[]")), port)
    except ValueError as error:
        raise InputError(f"RESOLVE: no host name or no address in {entry!r}") from error
