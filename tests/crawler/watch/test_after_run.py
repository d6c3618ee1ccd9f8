"""Runs of one site, one after the other, in a real ledger: what becomes usual, what is raised, repeated and ended."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, Visit, failed, skipped
from crawler.plan import CrawlPlan
from crawler.run_result import ExitCode, Outcome, exit_code
from crawler.session import CrawlSession, open_session
from crawler.watch.after_run import RunEnd, judge_exit, watch_run
from pipelines.article import Article, DatePrecision, Metadata, PageDate
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.errors import StoreError
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime.now(UTC)
FRONT, FEED = f"https://www.{SITE}/", f"https://www.{SITE}/rss"
TEXT = "The ferry landing stays closed, the council said."
MENU = LabelledBlock(1, BlockLabel.NAVIGATION, "Home News Sport", "test")
BROKEN_MENU = replace(MENU, text=MENU.text * 20)


class Paper:
    """A site that is crawled again and again; each run finds new stories. Gives the lines of the alarms."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._numbers = count()

    def crawl(self, stories: int, *, broken: int = 0, menu: LabelledBlock = MENU, feed_age_h: int = 1, **arguments: str) -> list[str]:
        """One run with so many new stories, and as many that fail."""
        seed = Candidate(url_id(FRONT), FRONT, SITE, UrlKind.FRONT, Source.SEED, 0)
        plan = CrawlPlan({"site": "kurier", **arguments}, self._data_dir, (seed,), (SITE,), {}, Limits(since=NOW - timedelta(days=7)))
        with open_session(plan, "news") as session:
            session.recorder.discover([seed, self._named("known")])
            self._end(session, FRONT, skipped(Stage.PARSE, Reason.LISTING), UrlKind.FRONT)
            self._read_feed(session, feed_age_h)
            for _ in range(stories):
                self._find(session, menu)
            for _ in range(broken):
                self._find(session, None)
            session.recorder.settle_rest([SITE])
            result = close_run(session, "finished", 0.0)
            alarms, _ = watch_run(session, result, RunEnd(exit_code(result, 0.1)))
        return [alarm.line for alarm in alarms]

    def _find(self, session: CrawlSession, menu: LabelledBlock | None) -> None:
        story = self._named(f"ferry-landing-of-village-{next(self._numbers)}")
        session.recorder.discover([story])
        self._end(session, story.url, _article(story.url, menu) if menu else failed(Stage.FETCH, "http_500"), UrlKind.ARTICLE)

    def _read_feed(self, session: CrawlSession, age_h: int) -> None:
        entry = replace(self._named("known"), source=Source.FEED, dated=NOW - timedelta(hours=age_h))
        visit = Visit(url_id(FEED), FEED, SITE, UrlKind.FEED, Source.FRONT_PAGE, 1)
        session.measures.see(Concluded(visit, UrlKind.FEED, skipped(Stage.PARSE, Reason.SOURCE), (entry,), http_status=200))

    def _named(self, name: str) -> Candidate:
        url = f"https://www.{SITE}/news/{name}"
        return Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, Source.FRONT_PAGE, 1, NOW - timedelta(days=30 if name == "known" else 0))

    def _end(self, session: CrawlSession, url: str, outcome: object, kind: UrlKind) -> None:
        (visit,) = session.ledger.queued(SITE, 1)
        assert visit.url == url
        status = 200 if isinstance(outcome, Article) or kind is UrlKind.FRONT else 500
        concluded = Concluded(visit, kind, outcome, http_status=status, fetched_at=NOW)  # type: ignore[arg-type]
        session.measures.see(concluded)
        session.recorder.conclude(concluded)


def _article(url: str, menu: LabelledBlock) -> Article:
    date = PageDate(NOW, DatePrecision.INSTANT, NOW.date(), NOW.isoformat(), NOW.isoformat())
    body = LabelledBlock(0, BlockLabel.BODY, TEXT, "test", char_start=0, char_end=len(TEXT))
    metadata = Metadata(f"Story at {url}", canonical_url=url, date_published=date)
    return Article(url, None, url_id(url), metadata, TEXT, (body, menu), fetched_at=NOW)


@pytest.fixture
def paper(data_dir: Path) -> Paper:
    """A site with a first run and five usual ones of twenty stories, two of them broken."""
    paper = Paper(data_dir)
    for _ in range(6):
        assert paper.crawl(18, broken=2) == []
    return paper


def test_site_that_falls_silent(paper: Paper) -> None:
    """It is new, then goes on, then has ended; nothing else is said."""
    (new,) = paper.crawl(0)
    assert new == "kurier.example: zero_yield (new): no article in 1 run; usual are 18 a run, and none in 0 runs at most"
    (again,) = paper.crawl(0)
    assert again.startswith("kurier.example: zero_yield (again, since 20")
    assert again.endswith(" UTC, 2 runs): no article in 2 runs; usual are 18 a run, and none in 0 runs at most")
    (ended,) = paper.crawl(18)
    assert ended.startswith("kurier.example: zero_yield (ended, since 20")
    assert paper.crawl(18) == []


def test_yield_far_from_usual(paper: Paper) -> None:
    """Far less and far more than usual; a run with since= is not compared, and does not become usual."""
    assert [line.partition(" (")[0] for line in paper.crawl(1)] == ["kurier.example: low_yield"]
    assert paper.crawl(40, since="2026-01-01") == []
    assert [re.sub("since 20[0-9: -]+ UTC", "since then", line.partition(")")[0]) for line in paper.crawl(80)] == [
        "kurier.example: high_yield (new",
        "kurier.example: low_yield (ended, since then",
    ]


def test_template_that_broke(paper: Paper) -> None:
    """The menu that grows into the text is named with its share, then and usually."""
    (line,) = paper.crawl(18, menu=BROKEN_MENU)
    assert line == "kurier.example: removed_share (new): body is 14% of the text in 18 articles, usual are 77%"


def test_errors_and_failure(paper: Paper) -> None:
    """A higher error rate, at once; a site that fails, once it has failed twice, beside the exit code of the run."""
    (line,) = paper.crawl(18, broken=16)
    assert line == "kurier.example: error_rate (new): 47% of 34 pages failed, usual are 10%"
    lines = paper.crawl(8, broken=24)
    assert [line.partition(" (")[0] for line in lines] == ["site=kurier: exit_code", "kurier.example: error_rate"]
    lines = paper.crawl(8, broken=24)
    assert lines[0] == "kurier.example: site_failed (new): failed or fell silent, 2 runs in a row"


def test_feed_that_stopped(paper: Paper) -> None:
    """Its newest entry is days old, where it was an hour."""
    (line,) = paper.crawl(18, feed_age_h=200)
    assert line == f"kurier.example: stale_feed (new): the newest entry of {FEED} is 200 h old, usual are 1 h at most"


def test_fault_is_written_down_as_the_runs_end(data_dir: Path) -> None:
    """The run counts as failed, with its exit code; what was not committed is given up."""
    seed = Candidate(url_id(FRONT), FRONT, SITE, UrlKind.FRONT, Source.SEED, 0)
    plan = CrawlPlan({"url": FRONT}, data_dir, (seed,), (SITE,), {}, Limits(since=NOW))
    with open_session(plan, "news") as session:
        session.recorder.discover([seed])
        alarms, report = watch_run(session, None, RunEnd(ExitCode.STORE_FAILED, "no space"))
    assert [alarm.line for alarm in alarms] == [f"url={FRONT}: exit_code (new): exit code 7: no space"]
    assert (report["outcome"], report["exit_code"], report["message"], report["found"]) == (Outcome.FAILED, 7, "no space", 0)


def test_ledger_that_cannot_be_written(data_dir: Path) -> None:
    """After a fault the alarm goes out all the same; after a good run it is a fault."""
    seed = Candidate(url_id(FRONT), FRONT, SITE, UrlKind.FRONT, Source.SEED, 0)
    plan = CrawlPlan({"url": FRONT}, data_dir, (seed,), (SITE,), {}, Limits(since=NOW))
    with open_session(plan, "news") as session:
        result = close_run(session, "finished", 0.0)
        session.connection.execute("PRAGMA query_only = ON")
        alarms, report = watch_run(session, None, RunEnd(ExitCode.STORE_FAILED, "no space"))
        assert [alarm.line for alarm in alarms] == [f"url={FRONT}: exit_code (new): exit code 7: no space"]
        assert (report["exit_code"], len(report["alarms"])) == (7, 1)
        with pytest.raises(StoreError):
            watch_run(session, result, RunEnd(ExitCode.DONE))


@pytest.mark.parametrize(
    ("end", "alarms"),
    [
        (RunEnd(ExitCode.STOPPED_EARLY, "stopped early", limit="MEMUSAGE_LIMIT_MB"), [("memory", True)]),
        (RunEnd(ExitCode.STOPPED_EARLY, "stopped early", limit="MAX_RUN_S"), []),
        (RunEnd(ExitCode.STOPPED_EARLY, "stopped early, a signal"), []),
        (RunEnd(ExitCode.DONE), [("exit_code", False), ("memory", False)]),
        (RunEnd(ExitCode.SITES_FAILED, "too many"), [("exit_code", True), ("memory", False)]),
    ],
)
def test_alarm_about_the_run_as_a_whole(end: RunEnd, alarms: list[tuple[str, bool]]) -> None:
    """A limit of memory will be hit again and calls for somebody; a limit of time is what the operator wants."""
    assert [(judgement.kind, judgement.is_alarm) for judgement in judge_exit(end)] == alarms
