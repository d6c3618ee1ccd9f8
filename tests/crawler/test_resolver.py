"""RESOLVE, and DNS answers: what the operator may map, and what no answer may be."""

import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import SETTINGS_PRIORITIES, Settings
from twisted.web.client import URI

from crawler.resolver import Resolve, Target, resolve_from_settings
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
