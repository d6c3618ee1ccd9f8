"""How a crawl treats a site, by the log of its servers: who asks, how often, how many at once, and what happens to a host that fails."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from crawls import Answer, Exchange, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, listing, redirect, robots

SPORT, OLD = "sport.kurier.example", "archiv.kurier.example"  # further hosts of the same site
DELAY_S, BUSY_S = 0.2, 0.3
STORIES = [f"/news/ferry-landing-of-village-{number}-stays-closed" for number in range(4)]
MOVED = "/news/old-address-of-a-moved-story"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """A crawl of a site of two hosts, with redirects between them, by two at a time and with a delay."""
    stories = {path: article(path[6:-14]) for path in STORIES}
    front = listing(*STORIES, MOVED, *(f"http://{SPORT}{path}x" for path in STORIES))
    sites = {
        HOST: {"/": front, MOVED: redirect(f"http://{SPORT}{STORIES[0]}x"), **stories},
        SPORT: {f"{path}x": answer for path, answer in stories.items()},
    }
    options = (f"DOWNLOAD_DELAY={DELAY_S}", "DOWNLOAD_DELAY_JITTER=0", "CONTACT=mailto:desk@kurier.example")
    with serve(sites, BUSY_S) as servers:
        settings = [part for option in options for part in ("-s", option)]
        process = crawl(tmp_path_factory.mktemp("data"), servers.resolve, "-a", f"url={FRONT}", *settings)
    assert process.returncode == 0, process.stderr
    assert len(servers.log) == len(servers.requests)
    return sorted(servers.log, key=lambda exchange: exchange.began_s)


def test_delay_holds_over_all_hosts_of_a_site(log: list[Exchange]) -> None:
    """Between any two requests to the site lies the delay, whichever host they go to: pages, redirects, robots.txt and tdmrep.json."""
    gaps_s = [after.began_s - before.began_s for before, after in pairwise(log)]
    assert min(gaps_s) >= DELAY_S - 0.03
    assert {(before.host, after.host) for before, after in pairwise(log)} >= {(HOST, SPORT), (SPORT, SPORT)}


def test_no_more_than_two_at_once(log: list[Exchange]) -> None:
    """While one request is answered, there is one other at most; and there is one, since the servers are slower than the delay."""
    at_once = [sum(other.began_s <= exchange.began_s < other.ended_s for other in log) for exchange in log]
    assert set(at_once) == {1, 2}


def test_each_file_is_asked_for_once(log: list[Exchange]) -> None:
    """robots.txt and tdmrep.json once for each host, though the crawl reads robots.txt for its sitemaps, too."""
    asked = Counter((exchange.host, exchange.path) for exchange in log)
    assert set(asked.values()) == {1}
    assert {(host, path) for host in (HOST, SPORT) for path in ("/robots.txt", "/.well-known/tdmrep.json")} <= asked.keys()


def test_user_agent_says_whom_to_write_to(log: list[Exchange]) -> None:
    """Every request carries our name and the contact."""
    [agent] = {exchange.agent for exchange in log}
    assert agent.startswith("reinschrift/")
    assert agent.endswith(" (+mailto:desk@kurier.example)")


def test_host_that_fails_is_left_alone(data_dir: Path) -> None:
    """After four failed attempts in a row a host is asked for nothing more, its other URLs have their own reason, the rest is stored."""
    failing = [f"http://{OLD}/news/story-of-the-broken-host-number-{number}" for number in range(20)]
    sites = {
        HOST: {"/": listing(*STORIES, *failing), **{path: article(path[6:-14]) for path in STORIES}},
        OLD: {"/robots.txt": robots("User-agent: *", "Allow: /")} | {url.removeprefix(f"http://{OLD}"): Answer("", 500) for url in failing},
    }
    with serve(sites) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "BREAKER_FAILURES=4")
    asked = [exchange for exchange in servers.log if exchange.host == OLD and exchange.path.startswith("/news/")]
    assert len(asked) in (4, 5)  # one more may have been under way
    verdicts = Counter(pages(data_dir).query("url in @failing")["reason"])
    assert set(verdicts) <= {"left_alone", "http_500"}
    assert verdicts["left_alone"] >= 17
    assert len(articles(data_dir)) == len(STORIES)
    assert process.returncode == 5, "more pages of the site failed than came"
    assert "left_alone" in process.stdout
