"""RESOLVE, and DNS answers: what the operator may map, and what no answer may be."""

import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.resolver import HostResolution
from scrapy.settings import SETTINGS_PRIORITIES, Settings
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.web.client import URI

from crawler.resolver import GuardedNames, Resolve, Target, resolve_from_settings
from pipelines.errors import InputError
from pipelines.guard import check_url, host_and_port

NEWS_URLS = (Path(__file__).parents[1] / "pipelines" / "news_urls.txt").read_text(encoding="utf-8").splitlines()

ASK = """
from scrapy.settings import SETTINGS_PRIORITIES, Settings
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory
from crawler.resolver import GuardedResolver
from types import SimpleNamespace
settings = Settings()
settings.set("RESOLVE", "www.a.example=127.0.0.1:9", priority="cmdline")
GuardedResolver.from_crawler(SimpleNamespace(settings=settings), reactor).install_on_reactor()

def say(result):
    print(name, getattr(getattr(result, "value", None), "args", result), flush=True)

async def ask():
    global name
    for name in ("localhost", "127.0.0.1", "www.a.example"):
        await HostnameEndpoint(reactor, name, 80).connect(Factory()).addErrback(say)
    reactor.stop()

from twisted.internet.defer import Deferred
reactor.callWhenRunning(lambda: Deferred.fromCoroutine(ask()))
reactor.run()
"""


def test_refuses_answers_that_are_not_public() -> None:
    """A name or literal that the system answers with a loopback address has no address for us; a mapped name is connected to."""
    answers = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()
    assert [answer.split()[0] for answer in answers] == ["localhost", "127.0.0.1", "www.a.example"]
    assert "no results for hostname lookup" in answers[0]
    assert "no results for hostname lookup" in answers[1]
    assert "refused" in answers[2].lower()


def test_parses_names_addresses_and_ports() -> None:
    """Several entries, IPv6 in brackets, a port left to the URL, and names in any spelling are understood."""
    resolve = Resolve.parse("WWW.A.example.=127.0.0.1:8080, b.example=[::1]:81,wiki=10.0.0.7,")
    assert resolve.targets == {
        "www.a.example": Target(ip_address("127.0.0.1"), 8080),
        "b.example": Target(ip_address("::1"), 81),
        "wiki": Target(ip_address("10.0.0.7")),
    }
    assert ("www.a.example", 8080) in resolve.allowed
    assert {port for name, port in resolve.allowed if name == "wiki"} == {80, 443}


@pytest.mark.parametrize(
    "text",
    ["a.example", "a.example=", "=127.0.0.1:80", "a=b:80", "a=127.0.0.1:x", "a=127.0.0.1:0", "a=1.2.3.4:65536", "a=::1:80", "a@b=1.2.3.4"],
)
def test_bad_entry_is_quoted(text: str) -> None:
    """An entry that cannot be read is an error that shows it."""
    with pytest.raises(InputError, match="RESOLVE") as refusal:
        Resolve.parse(f"ok.example=127.0.0.1:80,{text}")
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize(("priority", "is_taken"), [(name, name == "cmdline") for name in SETTINGS_PRIORITIES])
def test_counts_only_from_the_command_line(priority: str, is_taken: bool) -> None:  # noqa: FBT001
    """No settings file, add-on or spider opens a way into the operator's network."""
    settings = Settings()
    settings.set("RESOLVE", "a.example=127.0.0.1:80", priority=priority)
    if is_taken:
        assert set(resolve_from_settings(settings).targets) == {"a.example"}
    else:
        with pytest.raises(InputError, match="only on the command line"):
            resolve_from_settings(settings)
    assert resolve_from_settings(Settings()) == Resolve()


@pytest.mark.parametrize("url", [*NEWS_URLS, "http://a_b.example.:80/", "http://MÜNCHEN.example:443/x"])
def test_the_host_judged_is_the_host_asked(url: str) -> None:
    """Scrapy's request and Twisted's connection read the same host and port in a URL that passes, as the guard does."""
    asked = Request(url).url
    check_url(asked)
    connection = URI.fromBytes(asked.encode())
    assert (connection.host.decode().strip("[]").lower().removesuffix("."), connection.port) == host_and_port(asked)


class Answers:
    """What DNS says: the same addresses to every question."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, *_: object) -> HostResolution:  # noqa: N802, N803
        """Tell all of them."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for address in self._addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


class Heard:
    """Whoever asked for a name, and what came."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.is_complete = False

    def resolutionBegan(self, resolution: HostResolution) -> None:  # noqa: N802
        """Nothing to hear yet."""

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802
        """One address."""
        self.addresses.append(f"{address.host} {address.port}")

    def resolutionComplete(self) -> None:  # noqa: N802
        """The end."""
        self.is_complete = True


@pytest.mark.parametrize(
    ("answer", "public"),
    [
        (["93.184.215.14"], ["93.184.215.14 80"]),
        (["127.0.0.1", "93.184.215.14", "10.0.0.1"], ["93.184.215.14 80"]),
        (["2606:4700:4700::1111", "::1", "fe80::1%eth0", "fd00::1"], ["2606:4700:4700::1111 80"]),
        (["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::1", "::127.0.0.1"], []),
        (["169.254.169.254", "168.63.129.16", "100.64.0.1", "224.0.0.1", "0.0.0.0", "255.255.255.255"], []),  # answers
        ([], []),
    ],
)
def test_of_an_answer_only_public_addresses_remain(answer: list[str], public: list[str]) -> None:
    """IPv4 and IPv6, alone or mixed: what is not public is not handed to the connection."""
    heard = Heard()
    GuardedNames(Answers(*answer), Resolve()).resolveHostName(heard, "www.kurier.example", 80)
    assert (heard.addresses, heard.is_complete) == (public, True)


@pytest.mark.parametrize(
    ("name", "port", "addresses"),
    [
        ("www.kurier.example", 80, ["127.0.0.1 8080"]),
        ("WWW.Kurier.example.", 443, ["127.0.0.1 8080"]),
        ("www.kurier.example", 8080, ["127.0.0.1 8080"]),
        ("www.kurier.example", 22, []),  # not one of its ports
        ("kurier.example", 80, []),
        ("sub.www.kurier.example", 80, []),
        ("127.0.0.1", 8080, []),
        ("six.example", 80, ["::1 80"]),
    ],
)
def test_the_mapping_holds_for_its_names_and_ports(name: str, port: int, addresses: list[str]) -> None:
    """A mapped name leads to its target on the web ports and the mapped one; all else is judged by its answer."""
    heard = Heard()
    mapping = Resolve.parse("www.kurier.example=127.0.0.1:8080,six.example=[::1]")
    GuardedNames(Answers("127.0.0.1", "::1"), mapping).resolveHostName(heard, name, port)
    assert heard.addresses == addresses


UNGUARDED = """
import asyncio
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from crawler.safeguards import require_guarded
settings = Settings()
settings.setmodule("crawler.settings", priority="project")
require_guarded(settings)
"""


def test_a_script_without_the_resolver_fetches_nothing() -> None:
    """A process that resolves names in its own way is told so by the spider before its first request."""
    done = subprocess.run([sys.executable, "-c", UNGUARDED], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.splitlines()[-1].startswith("pipelines.errors.InputError: names are resolved unguarded here")
