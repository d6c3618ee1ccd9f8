"""What a run makes of what former runs found, against a real ledger and store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawls import articles

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, UrlState, Validators, Verdict, Visit, failed, skipped
from crawler.plan import CrawlPlan
from crawler.recall import recall
from crawler.recheck import SOURCE_GRACE
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


@pytest.fixture
def run(data_dir: Path) -> Run:
    """Opens a run after some hours, and ends it as finished, with its sums checked."""

    @contextmanager
    def opened(limits: Limits = WEEK, *, after_h: float = 0) -> Iterator[CrawlSession]:
        with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, limits), "news") as session:
            for column in ("last_check", "last_change", "next_check", "first_seen"):
                session.connection.execute(f"UPDATE urls SET {column} = {column} - ? WHERE {column} > 0", (int(after_h * 3600),))
            yield session
            session.recorder.settle_rest([SITE])
            assert close_run(session, "finished", 0.0).outcome == "finished"

    return opened


def _found(url: str = MAIN, kind: UrlKind = UrlKind.ARTICLE, modified: datetime | None = None) -> Candidate:
    return Candidate(url_id(url), url, SITE, kind, Source.FEED, 1, NOW, modified=modified)


def _article(url: str = MAIN, canonical: str = MAIN, headline: str = "Landing stays closed", body: str = "They said so.") -> Article:
    date = PageDate(NOW, DatePrecision.INSTANT, NOW.date(), NOW.isoformat(), NOW.isoformat())
    block = LabelledBlock(0, BlockLabel.BODY, body, "test", char_start=0, char_end=len(body))
    metadata = Metadata(headline, canonical_url=canonical, date_published=date)
    return Article(url, None, url_id(canonical), metadata, body, (block,), fetched_at=datetime.now(UTC))


def _end(session: CrawlSession, outcome: Article | Verdict, named: tuple[Candidate, ...] = (), kind: UrlKind | None = None) -> Visit:
    """Ends the next visit of the queue; gives it."""
    visit = session.ledger.queued(SITE, 1)[0]
    moment = datetime.now(UTC)
    session.recorder.conclude(Concluded(visit, kind or visit.kind, outcome, named, http_status=200, fetched_at=moment, validators=TAG))
    return visit


def _recall(session: CrawlSession, limits: Limits = WEEK) -> list[str]:
    due = tuple(recall(session.ledger, SITE, limits, datetime.now(UTC)))
    session.recorder.discover(due)
    return [candidate.url for candidate in due]


def _state(session: CrawlSession, url: str = MAIN) -> str:
    row = session.ledger.get(url_id(url))
    assert row is not None
    return f"{row.state}:{row.reason}" if row.reason else str(row.state)


def _store(run: Run) -> None:
    """A first run that stores the article."""
    with run() as session:
        session.recorder.discover([_found()])
        _end(session, _article())


def test_stored_article_is_asked_for_with_its_validators_when_due(run: Run, data_dir: Path) -> None:
    """An hour after it was published, though nobody names it; unchanged it adds no row."""
    _store(run)
    with run(after_h=0.5) as session:
        assert _recall(session) == []
    with run(after_h=0.6) as session:
        assert _recall(session) == [MAIN]
        assert _end(session, UNCHANGED).validators == TAG
        assert _state(session) == "skipped:unchanged"
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert (row.memory.checks, row.memory.changes, row.settled) == (2, 0, UrlState.STORED)
    assert len(articles(data_dir)) == 1


def test_changed_article_becomes_a_revision_and_the_old_row_stays(run: Run, data_dir: Path) -> None:
    """Two rows of one article, the second caused by the publisher."""
    _store(run)
    with run(after_h=2) as session:
        _recall(session)
        _end(session, _article(body="They did not say so."))
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert (row.memory.checks, row.memory.changes) == (2, 1)
    rows = articles(data_dir).sort_values("fetched_at")
    assert list(rows["revision_cause"]) == ["first", "publisher"]
    assert list(rows["body"]) == ["They said so.", "They did not say so."]


def test_source_that_dates_a_change_makes_its_article_due(run: Run) -> None:
    """At once, whatever the schedule says; else the article is known."""
    _store(run)
    with run() as session:
        session.recorder.discover([_found(modified=NOW - timedelta(hours=1))])
        assert _state(session) == "skipped:known"
    with run() as session:
        session.recorder.discover([_found(modified=NOW + timedelta(minutes=9))])
        assert _state(session) == "queued"
        _end(session, UNCHANGED)


def test_stored_article_older_than_the_horizon_gets_its_revision(run: Run, data_dir: Path) -> None:
    """The horizon keeps out what is not known."""
    _store(run)
    with run(Limits(since=NOW + timedelta(days=1)), after_h=2) as session:
        _recall(session)
        _end(session, _article(body="They did not say so."))
    assert len(articles(data_dir)) == 2


def test_page_that_failed_is_recalled_though_its_list_has_not_changed(run: Run) -> None:
    """In the next run, and after a second failure an hour later."""
    with run() as session:
        session.recorder.discover([_found()])
        _end(session, failed(Stage.FETCH, "http_500"))
    for after_h, recalled in ((0, [MAIN]), (0.5, []), (1, [MAIN])):
        with run(after_h=after_h) as session:
            assert _recall(session) == recalled
            if recalled:
                _end(session, failed(Stage.FETCH, "http_500"))
            else:
                session.recorder.discover([_found()])
                assert _state(session) == "skipped:not_due"


def test_page_over_the_budget_is_recalled(run: Run) -> None:
    """By the next run, whether or not somebody names it again."""
    with run() as session:
        session.recorder.discover([_found()])
    with run() as session:
        assert _recall(session) == [MAIN]
        _end(session, _article())


def test_silent_feed_rests_and_is_recalled(run: Run) -> None:
    """After eight hours without news a feed rests for one."""
    with run() as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        _end(session, READ, (_found(),))
        _end(session, _article())
    with run(after_h=8) as session:
        _recall(session)
        assert _end(session, READ, (_found(),)).validators == TAG
    with run(after_h=0.9) as session:
        assert FEED not in _recall(session)
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        assert _state(session, FEED) == "skipped:not_due"
    with run(after_h=0.2) as session:
        assert FEED in _recall(session)
        _end(session, UNCHANGED)


def test_dead_feed_is_retired_and_revisited(run: Run) -> None:
    """After three runs in which it was gone it rests for an hour, even where it is named."""
    for _ in range(SOURCE_GRACE):
        with run() as session:
            session.recorder.discover([_found(FEED, UrlKind.FEED)])
            _end(session, failed(Stage.FETCH, "http_410"))
    with run() as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        assert _state(session, FEED) == "skipped:retired"
    with run(after_h=1) as session:
        assert _recall(session) == [FEED]
        _end(session, READ)
    with run() as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        assert _state(session, FEED) == "queued"
        _end(session, READ)


def test_source_read_for_a_nearer_horizon_is_read_whole_for_a_wider_one(run: Run) -> None:
    """Without validators, though it rests: an answer that it has not changed would hide what was too old before."""
    with run(WEEK) as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        _end(session, READ)
    with run(YEAR) as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        assert _end(session, READ).validators == Validators()
    with run(WEEK) as session:
        session.recorder.discover([_found(FEED, UrlKind.FEED)])
        assert _end(session, UNCHANGED).validators == TAG


def test_full_run_ignores_the_memory(run: Run, data_dir: Path) -> None:
    """What is stored is fetched whole, and adds no row where it is the same."""
    _store(run)
    with run(replace(WEEK, full=True)) as session:
        session.recorder.discover([_found()])
        assert _end(session, _article()).validators == Validators()
        assert _state(session) == "skipped:known"
    assert len(articles(data_dir)) == 1


def test_alias_with_a_corrected_headline_has_its_canonical_url_looked_at(run: Run, data_dir: Path) -> None:
    """The headline was corrected on both pages: the article gets a revision, and the AMP page is no story of its own."""
    _store(run)
    with run() as session:
        session.recorder.discover([_found(AMP)])
        _end(session, _article(AMP, headline="Landing to stay closed"))
        assert _end(session, _article(headline="Landing to stay closed")).url == MAIN
        assert [_state(session, url) for url in (AMP, MAIN)] == ["skipped:alias", "stored"]
    assert articles(data_dir)["article_id"].nunique() == 1


def test_alias_beside_an_article_that_rests_is_left_to_the_next_run(run: Run) -> None:
    """Named after its canonical URL got its verdict: that one is due in the next run, and the AMP page is not settled."""
    _store(run)
    with run() as session:
        session.recorder.discover([_found(), _found(AMP)])
        _end(session, _article(AMP, headline="Landing to stay closed"))
        assert [_state(session, url) for url in (MAIN, AMP)] == ["skipped:known", "skipped:alias"]
    with run() as session:
        assert _recall(session) == [MAIN]
        session.recorder.discover([_found(AMP)])
        assert _state(session, AMP) == "queued"
        _end(session, _article(AMP, headline="Landing to stay closed"))
        _end(session, _article(headline="Landing to stay closed"))
        assert [_state(session, url) for url in (MAIN, AMP)] == ["stored", "skipped:alias"]


def test_feed_that_the_run_was_started_with_never_rests(run: Run) -> None:
    """However silent it was; a feed that a profile names may rest."""
    asked_for = replace(_found(FEED, UrlKind.UNKNOWN), source=Source.SEED)
    with run() as session:
        session.recorder.discover([asked_for])
        _end(session, READ, kind=UrlKind.FEED)
    with run(after_h=80) as session:
        session.recorder.discover([asked_for])
        _end(session, UNCHANGED)
    with run() as session:
        session.recorder.discover([asked_for])
        assert _state(session, FEED) == "queued"
        _end(session, UNCHANGED)
    with run() as session:
        session.recorder.discover([replace(asked_for, kind=UrlKind.FEED)])
        assert _state(session, FEED) == "skipped:not_due"


def test_other_story_beside_an_unchanged_canonical_url_is_stored_as_its_own(run: Run, data_dir: Path) -> None:
    """The canonical URL was asked and has not changed: the claim is wrong."""
    _store(run)
    with run() as session:
        session.recorder.discover([_found(AMP)])
        _end(session, _article(AMP, headline="School roof repaired"))
        _end(session, UNCHANGED)
        _end(session, _article(AMP, headline="School roof repaired"))
        assert _state(session, AMP) == "stored"
    assert articles(data_dir)["article_id"].nunique() == 2


def test_removed_article_stays_stored(run: Run) -> None:
    """A page without a story in its place later does not make it unknown."""
    _store(run)
    with run(after_h=2) as session:
        _recall(session)
        _end(session, skipped(Stage.ASSEMBLE, Reason.SOFT_404))
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert row.settled == UrlState.STORED


def test_list_without_news_is_not_followed_to_its_further_pages(run: Run) -> None:
    """They were read when what they name was new."""
    section, second = f"https://{SITE}/town/", f"https://{SITE}/town/page/2/"
    named = (_found(), replace(_found(second, UrlKind.SECTION), is_further=True))
    with run() as session:
        session.recorder.discover([_found(section, UrlKind.SECTION)])
        _end(session, skipped(Stage.PARSE, Reason.LISTING), named)
        assert _state(session, second) == "queued"
        _end(session, skipped(Stage.PARSE, Reason.LISTING))
        _end(session, _article())
    with run() as session:
        session.recorder.discover([_found(section, UrlKind.SECTION)])
        _end(session, skipped(Stage.PARSE, Reason.LISTING), named)
        assert _state(session, second) == "skipped:not_due"
