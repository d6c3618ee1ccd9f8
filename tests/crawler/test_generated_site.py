"""A generated site with every source that names stories: all are found and stored once, and later runs fetch what changed."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from crawls import Servers, articles, crawl, serve
from generated_site import GeneratedSite, generate

from crawler.run_result import ExitCode
from pipelines.urls import url_id

MIN_PRECISION = 0.99
RUN_TIMEOUT_S = 1200  # 2,000 stories take two minutes on two idle cores
SMALL, LARGE = (4, 30, 8, 12), (20, 100, 40, 60)  # hosts, stories of each, corrections, new stories


@dataclass(frozen=True)
class Run:
    """One crawl: how it ended, what the server was asked for and sent in full, and the data set after it."""

    process: subprocess.CompletedProcess[str]
    asked: list[str]
    sent: list[str]
    rows: pd.DataFrame


@dataclass(frozen=True)
class Proof:
    """Three crawls of one site: at first, at once again, and days later after corrections and new stories."""

    site: GeneratedSite
    first_ids: set[str]
    corrected_ids: set[str]
    runs: tuple[Run, Run, Run]


@pytest.fixture(scope="module", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.slow)], ids=["small", "large"])
def proof(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """The crawls."""
    hosts, stories_per_host, corrections, new = request.param
    folder = tmp_path_factory.mktemp("generated")
    site = generate(hosts, stories_per_host)
    profiles = site.write_profiles(folder / "profiles")
    first_ids = {url_id(url) for url in site.urls}
    with serve(site.sites) as servers:
        runs = [_run(servers, folder / "data", profiles), _run(servers, folder / "data", profiles)]
        _pass_time(folder / "data", timedelta(days=4))
        now = datetime.now(UTC).replace(microsecond=0)
        corrected = {url_id(url) for url in site.correct(corrections, now)}
        site.publish(new, now)
        runs.append(_run(servers, folder / "data", profiles))
    return Proof(site, first_ids, corrected, (runs[0], runs[1], runs[2]))


def _run(servers: Servers, data_dir: Path, profiles: Path) -> Run:
    servers.requests.clear()
    servers.sent.clear()
    since = (datetime.now(UTC) - timedelta(days=7)).date().isoformat()
    arguments = ("-a", "sites=all", "-a", f"since={since}", "-s", f"SITES_DIRS={profiles}", "-s", "EXTRACT_WORKERS=2")
    process = crawl(data_dir, servers.resolve, *arguments, timeout_s=RUN_TIMEOUT_S)
    assert process.returncode == ExitCode.DONE, process.stderr
    return Run(process, list(servers.requests), list(servers.sent), articles(data_dir))


def _pass_time(data_dir: Path, time: timedelta) -> None:
    """Moves everything that the ledger remembers into the past, as if the last run had been so long ago."""
    with closing(sqlite3.connect(data_dir / "state" / "ledger.sqlite3")) as connection, connection:
        for column in ("last_check", "last_change", "next_check", "first_seen"):
            connection.execute(f"UPDATE urls SET {column} = {column} - ? WHERE {column} > 0", (time.total_seconds(),))


def _story_requests(site: GeneratedSite, requests: list[str]) -> list[str]:
    stories = site.story_requests
    return [request for request in requests if request.partition("?")[0] in stories]


def _of_able_hosts(site: GeneratedSite, requests: list[str]) -> list[str]:
    """The requests of the hosts that send validators."""
    return [request for request in requests if site.sites[request.split()[0]]["/"].headers.keys() & {"ETag", "Last-Modified"}]


def test_first_run_stores_every_story_once(proof: Proof) -> None:
    """Whatever source names it, and under how many addresses: AMP, print, tracking parameters, https."""
    ids = list(proof.runs[0].rows["article_id"])
    assert proof.first_ids - set(ids) == set()
    assert len(ids) == len(set(ids))


def test_what_is_stored_is_a_story(proof: Proof) -> None:
    """Pages with the address of a story and none in it stay out: precision of at least 99 %."""
    ids = set(proof.runs[0].rows["article_id"])
    assert len(ids & proof.first_ids) / len(ids) >= MIN_PRECISION


def test_second_run_at_once_asks_for_no_story(proof: Proof) -> None:
    """Lists alone are asked for, and where the server can tell, none of them is sent again."""
    _, second, _ = proof.runs
    assert _story_requests(proof.site, second.asked) == []
    assert len(second.rows) == len(proof.runs[0].rows)
    always_sent = ("/robots.txt", "/tdmrep.json", "/sitemap-gone.xml")  # asked for by middlewares, without validators; a 404
    assert [request for request in _of_able_hosts(proof.site, second.sent) if not request.endswith(always_sent)] == []


def test_days_later_what_changed_is_a_row(proof: Proof) -> None:
    """As many rows as there are corrections and new stories; each correction is a revision beside the first version."""
    _, second, third = proof.runs
    assert len(third.rows) - len(second.rows) == len(proof.corrected_ids) + len(proof.site.urls) - len(proof.first_ids)
    revisions = third.rows[third.rows["revision_cause"] == "publisher"]
    assert set(revisions["article_id"]) == proof.corrected_ids
    assert len(revisions) == len(proof.corrected_ids)
    assert set(third.rows["article_id"]) == {url_id(url) for url in proof.site.urls}
    assert third.rows[third.rows["article_id"].isin(proof.corrected_ids)].groupby("article_id").size().eq(2).all()


def test_days_later_only_what_changed_is_sent(proof: Proof) -> None:
    """Every story is looked at, and hosts that know validators send the changed and the new ones alone."""
    third = proof.runs[2]
    asked = set(_story_requests(proof.site, third.asked))
    assert len(asked) >= len(proof.first_ids)
    sent = _of_able_hosts(proof.site, _story_requests(proof.site, third.sent))
    changed = len(proof.corrected_ids) + len(proof.site.urls) - len(proof.first_ids)
    assert 0 < len(sent) <= 2 * changed  # twice: a new story that is named by its AMP or print address first
