"""The guard in a real crawl: what the servers were asked for is the proof."""

import pytest

NAME = "www.news.example"


@pytest.fixture
def inside(loopback):
    """A server that no crawl may reach, on an address of its own."""
    return loopback("127.0.0.2")


@pytest.fixture
def site(loopback):
    """A news site, reached by its name."""
    site = loopback("127.0.0.1")
    site.answer(f"{NAME}/robots.txt", body="User-agent: *\nDisallow: /closed")
    site.answer(f"{NAME}/story", body="a story")
    return site


def test_inside_addresses_are_never_asked(site, inside, probe) -> None:
    """Links and redirects to an inside address, in several spellings and with a name for it, reach nothing; without guard they would."""
    port = inside.server.server_address[1]
    targets = [f"http://127.0.0.2:{port}/", f"http://2130706434:{port}/", f"http://0x7f.2:{port}/", f"http://[::ffff:7f00:2]:{port}/"]
    for number, target in enumerate(targets):
        site.answer(f"{NAME}/to/{number}", 302, Location=target)
    redirects = [f"http://{NAME}/to/{number}" for number in range(len(targets))]
    ends = probe(*targets, *redirects, "file:///etc/hostname", f"http://{NAME}/story", RESOLVE=f"{NAME}={site.address}")
    assert [end.get("error") for end in ends] == ["GuardError"] * (2 * len(targets) + 1) + [None]
    assert {end["reason"] for end in ends[: 2 * len(targets)]} == {"address"}
    assert ends[-1]["body"] == "a story"
    assert inside.asked == []
    assert probe(targets[0], guard=False)[0]["status"] == 404
    assert len(inside.asked) == 2, "robots.txt and the page: the server can be reached, so the guard is what kept us away"


def test_mapped_name_keeps_its_url(site, probe) -> None:
    """A name of RESOLVE is fetched from the given address and port, robots.txt and redirects too, and keeps its plain URL and Host."""
    site.answer(f"{NAME}/old", 301, Location=f"http://{NAME}/story")
    ends = probe(f"http://{NAME}/story", f"http://{NAME}/old", f"http://{NAME}/closed/a", RESOLVE=f"{NAME}={site.address}")
    assert [end.get("url") for end in ends] == [f"http://{NAME}/story", f"http://{NAME}/story", None]
    assert ends[2]["error"] == "IgnoreRequest"
    assert site.asked == [f"{NAME}/robots.txt", f"{NAME}/story", f"{NAME}/old", f"{NAME}/story"]


def test_name_that_is_not_mapped_is_not_allowed(site, probe) -> None:
    """The exception holds for the mapped name alone: not for its address, nor for another port of it."""
    port = site.server.server_address[1]
    ends = probe(f"http://127.0.0.1:{port}/", f"http://{NAME}:{port + 1}/", "http://localhost/", RESOLVE=f"{NAME}={site.address}")
    assert [end["reason"] for end in ends] == ["address", "port", "local_name"]
    assert site.asked == []


def test_hosts_of_a_site_share_a_slot(site, probe) -> None:
    """Two hosts below one registered domain wait in one queue."""
    names = ("www.example.com", "sport.example.com")
    for name in names:
        site.answer(f"{name}/a", body="a")
    ends = probe(*(f"http://{name}/a" for name in names), RESOLVE=",".join(f"{name}={site.address}" for name in names))
    assert [end["slot"] for end in ends] == ["example.com", "example.com"]
