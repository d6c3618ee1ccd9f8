"""What was forgotten is neither fetched nor stored again, and its URL is not written down again either."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT, articles, crawl, pages, serve
from small_site import FRONT, HOST, big_site, story

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.forget_urls import forget_urls, related_ids
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, skipped
from crawler.plan import CrawlPlan
from crawler.run_result import ExitCode
from crawler.session import CrawlSession, open_session
from pipelines.article import Article, Metadata
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.forget_plan import plan_forgetting, read_target
from pipelines.forgetting import forget
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id

SITE = "kurier.example"
MAIN, AMP, PRINT = (f"https://{SITE}/{path}" for path in ("news/landing-stays-closed", "amp/landing-stays-closed", "print/landing"))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAN = CrawlPlan({"url": MAIN}, Path(), (), (SITE,), {}, Limits(since=datetime(2026, 11, 15, tzinfo=UTC)))


def _plan(data_dir: Path) -> CrawlPlan:
    return CrawlPlan({"url": MAIN}, data_dir, (), (SITE,), {}, PLAN.limits)


def _find(session: CrawlSession, *urls: str) -> None:
    session.recorder.discover([Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW) for url in urls])


def _conclude(session: CrawlSession, outcome: object) -> None:
    visit = session.ledger.queued(SITE, 1)[0]
    session.recorder.conclude(Concluded(visit, UrlKind.ARTICLE, outcome, http_status=200, fetched_at=NOW))  # type: ignore[arg-type]


def _article(url: str, canonical: str) -> Article:
    block = LabelledBlock(0, BlockLabel.BODY, "Closed.", "test", char_start=0, char_end=7)
    return Article(url, None, url_id(canonical), Metadata("Landing closed", canonical_url=canonical), "Closed.", (block,), fetched_at=NOW)


def _end(session: CrawlSession) -> dict[str, int]:
    session.recorder.settle_rest([SITE])
    return dict(close_run(session, "finished", 0.0).verdicts)


def _forget(data_dir: Path, text: str) -> None:
    with open_session(_plan(data_dir), "news") as session:
        wanted = read_target(text, None)
        related = related_ids(session.connection, wanted.url_id) if wanted.url_id else frozenset()
        plan = plan_forgetting(data_dir, session.connection, wanted, related)
        forget(data_dir, session.connection, plan, "a request", partial(forget_urls, plan=plan))
        _end(session)


@pytest.fixture
def stored(data_dir: Path) -> Path:
    """A run that stored MAIN, and left AMP to it."""
    with open_session(_plan(data_dir), "news") as session:
        _find(session, MAIN)
        _conclude(session, _article(MAIN, MAIN))
        _find(session, AMP)
        _conclude(session, _article(AMP, MAIN))
        assert _end(session) == {"stored": 1, "skipped:alias": 1}
    return data_dir


@pytest.mark.parametrize("target", [MAIN, AMP, url_id(MAIN)])
def test_ledger_holds_none_of_its_urls(stored: Path, target: str) -> None:
    """Article and alias, and the run that was asked for it by URL: all that is left are hashes."""
    _forget(stored, target)
    with closing(sqlite3.connect(stored / "state" / "ledger.sqlite3")) as connection:
        text = "\n".join(connection.iterdump())
    assert "landing" not in text.lower()
    assert url_id(MAIN) in text
    assert url_id(AMP) in text


def test_forgotten_urls_are_skipped_by_their_hash(stored: Path) -> None:
    """The next run queues neither of them, counts them as found, and records no URL."""
    _forget(stored, MAIN)
    with open_session(_plan(stored), "news") as session:
        _find(session, MAIN, AMP, f"{MAIN}?utm_source=x")
        assert session.ledger.queued(SITE, 9) == []
        assert _end(session) == {"skipped:forgotten": 2}
    log = pages(stored)
    assert sorted(log["url"]) == sorted(f"forgotten:{url_id(url)}" for url in (MAIN, AMP))
    assert set(log["reason"]) == {"forgotten"}


def test_unknown_alias_of_a_forgotten_article(stored: Path) -> None:
    """A page under another URL that says it is the forgotten article is not stored, and not fetched twice."""
    _forget(stored, MAIN)
    with open_session(_plan(stored), "news") as session:
        _find(session, PRINT)
        _conclude(session, _article(PRINT, MAIN))
        assert _end(session) == {"skipped:forgotten": 1}
    with open_session(_plan(stored), "news") as session:
        _find(session, PRINT)
        assert session.ledger.queued(SITE, 9) == []
        assert _end(session) == {"skipped:forgotten": 1}
    assert len(articles(stored)) == 0
    assert set(pages(stored)["url"]) == {f"forgotten:{url_id(PRINT)}"}


def test_forgotten_site_is_not_crawled(stored: Path) -> None:
    """Not even its robots.txt is asked for; other sites are."""
    _forget(stored, SITE)
    with open_session(_plan(stored), "news") as session:
        robots = f"https://{SITE}/robots.txt"
        session.recorder.discover([Candidate(url_id(robots), robots, SITE, UrlKind.ROBOTS, Source.SEED, 0)])
        other = "https://other.example/news/landing"
        session.recorder.discover([Candidate(url_id(other), other, "other.example", UrlKind.ARTICLE, Source.SEED, 0)])
        assert session.ledger.queued(SITE, 9) == []
        assert [visit.url for visit in session.ledger.queued("other.example", 9)] == [other]
        session.recorder.conclude(
            Concluded(session.ledger.queued("other.example", 1)[0], UrlKind.ARTICLE, skipped(Stage.PARSE, Reason.EMPTY))
        )
        assert _end(session) == {"skipped:forgotten": 1, "skipped:empty": 1}


@pytest.mark.slow
def test_crawl_honours_a_tombstone(data_dir: Path) -> None:
    """The command forgets one of three stories; the next crawl asks the server for the others alone, and `verify` finds all well."""
    url = f"http://{HOST}{story(1)}"
    with serve({HOST: big_site(3)}) as servers:
        assert crawl(data_dir, servers.resolve, "-a", f"url={FRONT}").returncode == ExitCode.DONE
        assert _scrapy(data_dir, "forget", url, "--reason", "test", "--yes").returncode == ExitCode.DONE
        servers.requests.clear()
        servers.sites[HOST] |= big_site(4)
        assert crawl(data_dir, servers.resolve, "-a", f"url={FRONT}").returncode == ExitCode.DONE
    assert f"{HOST} {story(3)}" in servers.requests
    assert f"{HOST} {story(1)}" not in servers.requests
    assert sorted(articles(data_dir)["url"]) == sorted(f"http://{HOST}{story(number)}" for number in (0, 2, 3))
    assert _scrapy(data_dir, "verify").returncode == ExitCode.DONE


def _scrapy(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments, "-s", f"DATA_DIR={data_dir}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)
