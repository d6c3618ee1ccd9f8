"""Runs of one site hours apart, for tests of what a run makes of what former runs found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, Validators, Verdict, Visit, skipped
from crawler.plan import CrawlPlan
from crawler.recall import recall
from crawler.session import CrawlSession, open_session
from pipelines.article import Article, DatePrecision, Metadata, PageDate
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime.now(UTC).replace(microsecond=0)
WEEK = Limits(since=NOW - timedelta(days=7))
YEAR = Limits(since=NOW - timedelta(days=365), dated_only=False)
MAIN, AMP, FEED = (f"https://{SITE}/{path}" for path in ("news/landing-stays-closed", "amp/landing-stays-closed", "feed.xml"))
TAG = Validators('"one"', "Fri, 20 Nov 2026 12:00:00 GMT", "0" * 64)
UNCHANGED, READ = skipped(Stage.FETCH, Reason.UNCHANGED), skipped(Stage.PARSE, Reason.SOURCE)
Run = Callable[..., AbstractContextManager[CrawlSession]]


@contextmanager
def open_run(data_dir: Path, limits: Limits = WEEK, *, after_h: float = 0) -> Iterator[CrawlSession]:
    """Opens a run after some hours, and ends it as finished, with its sums checked."""
    with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, limits), "news") as session:
        for column in ("last_check", "last_change", "next_check", "first_seen"):
            session.connection.execute(f"UPDATE urls SET {column} = {column} - ? WHERE {column} > 0", (int(after_h * 3600),))
        yield session
        session.recorder.settle_rest([SITE])
        assert close_run(session, "finished", 0.0).outcome == "finished"


def found(url: str = MAIN, kind: UrlKind = UrlKind.ARTICLE, modified: datetime | None = None) -> Candidate:
    """A URL that a feed of this hour names."""
    return Candidate(url_id(url), url, SITE, kind, Source.FEED, 1, NOW, modified=modified)


def article_of(url: str = MAIN, canonical: str = MAIN, headline: str = "Landing stays closed", body: str = "They said so.") -> Article:
    """The story of a page, published this hour."""
    date = PageDate(NOW, DatePrecision.INSTANT, NOW.date(), NOW.isoformat(), NOW.isoformat())
    block = LabelledBlock(0, BlockLabel.BODY, body, "test", char_start=0, char_end=len(body))
    metadata = Metadata(headline, canonical_url=canonical, date_published=date)
    return Article(url, None, url_id(canonical), metadata, body, (block,), fetched_at=datetime.now(UTC))


def end_next(session: CrawlSession, outcome: Article | Verdict, named: tuple[Candidate, ...] = (), kind: UrlKind | None = None) -> Visit:
    """Ends the next visit of the queue; gives it."""
    visit = session.ledger.queued(SITE, 1)[0]
    moment = datetime.now(UTC)
    session.recorder.conclude(Concluded(visit, kind or visit.kind, outcome, named, http_status=200, fetched_at=moment, validators=TAG))
    return visit


def recall_due(session: CrawlSession, limits: Limits = WEEK) -> list[str]:
    """Enters what is due again, without anybody naming it; gives the URLs."""
    due = tuple(recall(session.ledger, SITE, limits, datetime.now(UTC)))
    session.recorder.discover(due)
    return [candidate.url for candidate in due]


def state_of(session: CrawlSession, url: str = MAIN) -> str:
    """State and reason of a URL in the ledger."""
    row = session.ledger.get(url_id(url))
    assert row is not None
    return f"{row.state}:{row.reason}" if row.reason else str(row.state)


def store_article(run: Run) -> None:
    """A first run that stores the article."""
    with run() as session:
        session.recorder.discover([found()])
        end_next(session, article_of())
