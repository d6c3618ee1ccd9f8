"""How a crawl treats a site, by the log of its servers: who asks, how often, how many at once, and what happens to a host that fails."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from crawls import Answer, Exchange, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, listing, redirect, robots

SPORT, OLD = "sport.kurier.example", "archiv.kurier.example"  # further hosts of the same site
DELAY_S, BUSY_S = 0.25, 0.5
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
    assert min(gaps_s) >= 0.6 * DELAY_S  # a busy machine takes the one request later than the other
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


@pytest.mark.slow
def test_slow_site_does_not_hold_up_the_others(tmp_path: Path) -> None:
    """While a site with a Crawl-delay rests, all pages of another are fetched, though only two requests may be under way."""
    hosts = ("www.slow.example", "www.fast.example")
    sites = {host: {"/": listing(*STORIES), **{path: article(path[6:-14]) for path in STORIES}} for host in hosts}
    sites[hosts[0]]["/robots.txt"] = robots("User-agent: *", "Crawl-delay: 7")
    (tmp_path / "sites").mkdir()
    for host in hosts:
        name = host.split(".")[1]
        (tmp_path / "sites" / f"{name}.example.toml").write_text(
            f'name = "{name}"\ndomain = "{name}.example"\nstart = ["http://{host}/"]\n'
        )
    with serve(sites) as servers:
        options = ("-a", "sites=all", "-s", f"SITES_DIRS={tmp_path / 'sites'}", "-s", "CONCURRENT_REQUESTS=2")
        process = crawl(tmp_path / "data", servers.resolve, *options)
    assert process.returncode == 0, process.stderr
    assert len(articles(tmp_path / "data")) == 2 * len(STORIES)
    slow, fast = ([exchange for exchange in servers.log if exchange.host == host] for host in hosts)
    assert min(after.began_s - before.began_s for before, after in pairwise(slow)) >= 6.9
    assert max(after.began_s - before.began_s for before, after in pairwise(slow)) < 9, "its turn comes in time"
    assert max(exchange.ended_s for exchange in fast) < slow[2].began_s


@pytest.mark.slow
def test_site_that_answers_slowly_is_asked_less_often(data_dir: Path) -> None:
    """AutoThrottle brings the distance between requests up to the time that an answer takes; DOWNLOAD_DELAY is its least."""
    paths = [f"/news/ferry-landing-of-hamlet-{number}-stays-closed" for number in range(12)]
    site = {"/": listing(*paths), **{path: article(path[6:-14]) for path in paths}}
    options = ("AUTOTHROTTLE_ENABLED=True", "AUTOTHROTTLE_START_DELAY=0.1", "DOWNLOAD_DELAY=0.1", "DOWNLOAD_DELAY_JITTER=0")
    with serve({HOST: site}, delay_s=0.8) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *(part for option in options for part in ("-s", option)))
    assert process.returncode == 0, process.stderr
    gaps_s = [after.began_s - before.began_s for before, after in pairwise(sorted(servers.log, key=lambda exchange: exchange.began_s))]
    assert min(gaps_s) >= 0.07
    assert min(gaps_s[-6:]) >= 0.7, "two at a time would be 0.4 s apart"
