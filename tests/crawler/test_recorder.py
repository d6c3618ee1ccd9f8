"""The record of a run, against a real ledger and store: verdicts, what is known from before, and pages that name other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from crawls import articles

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded, UrlState, Visit, failed, skipped
from crawler.plan import CrawlPlan
from crawler.run_result import Outcome
from crawler.session import CrawlSession, open_session
from pipelines.article import Article, DatePrecision, Metadata, PageDate
from pipelines.article_row import RevisionCause, article_row
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.reasons import Reason, Stage
from pipelines.store import MAX_REVISIONS_A_DAY, Receipt
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIMITS = Limits(since=datetime(2026, 11, 15, tzinfo=UTC))
AMP, MAIN, PRINT = (f"https://{SITE}/{path}" for path in ("amp/landing-stays-closed", "news/landing-stays-closed", "print/landing"))
Open = Callable[[], AbstractContextManager[CrawlSession]]


@pytest.fixture
def run(data_dir: Path) -> Open:
    """Opens a run on one data directory, and ends it as finished, with its sums checked."""

    @contextmanager
    def opened() -> Iterator[CrawlSession]:
        with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, LIMITS), "news") as session:
            yield session
            session.recorder.settle_rest([SITE])
            assert close_run(session, "finished", 0.0).outcome is Outcome.FINISHED

    return opened


def _found(url: str, source: Source = Source.FEED, kind: UrlKind = UrlKind.ARTICLE, dated: datetime | None = NOW) -> Candidate:
    return Candidate(url_id(url), url, SITE, kind, source, 1, dated)


def _next(session: CrawlSession) -> Visit:
    return session.ledger.queued(SITE, 1)[0]


def _article(url: str, canonical: str | None = None, headline: str = "Landing stays closed", published: datetime = NOW) -> Article:
    text = f"{headline}, the council said."
    date = PageDate(published, DatePrecision.INSTANT, published.date(), published.isoformat(), published.isoformat())
    block = LabelledBlock(0, BlockLabel.BODY, text, "test", char_start=0, char_end=len(text))
    named = canonical or url
    return Article(url, None, url_id(named), Metadata(headline, canonical_url=named, date_published=date), text, (block,), fetched_at=NOW)


def _end(session: CrawlSession, outcome: object, kind: UrlKind = UrlKind.ARTICLE) -> None:
    visit = _next(session)
    session.recorder.conclude(Concluded(visit, kind, outcome, http_status=200, fetched_at=datetime.now(UTC)))  # type: ignore[arg-type]


def _state(session: CrawlSession, url: str) -> str:
    row = session.ledger.get(url_id(url))
    assert row is not None
    return f"{row.state}:{row.reason}" if row.reason else str(row.state)


def test_stored_and_rejected_pages_are_known_to_the_next_run(run: Open) -> None:
    """What was stored or judged by its content is not queued again; an error is."""
    rejected, broken = f"https://{SITE}/about", f"https://{SITE}/broken-page-of-the-day"
    with run() as session:
        session.recorder.discover([_found(MAIN)])
        _end(session, _article(MAIN))
        session.recorder.discover([_found(rejected)])
        _end(session, skipped(Stage.ASSEMBLE, Reason.NOT_ARTICLE))
        session.recorder.discover([_found(broken)])
        _end(session, failed(Stage.FETCH, "http_500"))
    with run() as session:
        session.recorder.discover([_found(MAIN), _found(rejected), _found(broken)])
        assert [_state(session, url) for url in (MAIN, rejected, broken)] == ["skipped:known", "skipped:known", "queued"]
        _end(session, failed(Stage.FETCH, "http_500"))


def test_url_found_twice_in_a_run_counts_once(run: Open) -> None:
    """However often and however spelled it is named."""
    with run() as session:
        session.recorder.discover([_found(MAIN), _found(f"{MAIN}?utm_source=x"), _found(MAIN, Source.SITEMAP)])
        assert session.recorder.tally["found"] == 1
        _end(session, _article(MAIN))


def test_undated_url_of_a_sitemap_is_fetched_once_a_listing_names_it(run: Open) -> None:
    """It waits until the end of the run for somebody to call it new."""
    other = f"https://{SITE}/news/other-story-without-date"
    with run() as session:
        session.recorder.discover([_found(MAIN, Source.SITEMAP, dated=None), _found(other, Source.SITEMAP, dated=None)])
        assert session.ledger.queued(SITE, 9) == []
        session.recorder.discover([_found(MAIN, Source.FRONT_PAGE, dated=None)])
        _end(session, _article(MAIN))
        session.recorder.settle_rest([SITE])
        assert [_state(session, url) for url in (MAIN, other)] == ["stored", "skipped:undated"]


def test_article_older_than_the_horizon_is_not_stored_and_its_date_is_remembered(run: Open) -> None:
    """The page's own date counts, and the next run need not fetch the page to know it."""
    with run() as session:
        session.recorder.discover([_found(MAIN, Source.FRONT_PAGE, dated=None)])
        _end(session, _article(MAIN, published=datetime(2025, 1, 1, tzinfo=UTC)))
        assert _state(session, MAIN) == "skipped:too_old"
    with run() as session:
        session.recorder.discover([_found(MAIN, Source.FRONT_PAGE, dated=None)])
        assert _state(session, MAIN) == "skipped:too_old"


def test_alias_waits_for_its_canonical_url_and_is_left_to_it(run: Open) -> None:
    """The canonical URL is queued; once it is stored, the alias is skipped."""
    with run() as session:
        session.recorder.discover([_found(AMP)])
        _end(session, _article(AMP, MAIN))
        assert (_state(session, AMP), _next(session).url) == ("queued", MAIN)
        _end(session, _article(MAIN))
        assert [_state(session, url) for url in (AMP, MAIN)] == ["skipped:alias", "stored"]


def test_alias_is_stored_where_its_canonical_url_cannot_be_had(run: Open) -> None:
    """It is fetched again, and stored under the id of the canonical URL; a second alias is not."""
    with run() as session:
        session.recorder.discover([_found(AMP)])
        _end(session, _article(AMP, MAIN))
        _end(session, failed(Stage.FETCH, "http_404"))
        assert _next(session) == Visit(url_id(AMP), AMP, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW, accept_alias=True)
        _end(session, _article(AMP, MAIN))
        session.recorder.discover([_found(PRINT)])
        _end(session, _article(PRINT, MAIN))
        assert [_state(session, url) for url in (AMP, MAIN, PRINT)] == ["stored", "error:http_404", "skipped:alias"]
        latest = session.store.latest(url_id(MAIN))
        assert latest is not None
        assert latest.url == AMP


def test_other_story_under_the_same_canonical_url_is_stored_as_its_own(run: Open) -> None:
    """A headline that differs shows that the claim is wrong."""
    with run() as session:
        session.recorder.discover([_found(MAIN)])
        _end(session, _article(MAIN))
        session.recorder.discover([_found(PRINT)])
        _end(session, _article(PRINT, MAIN, headline="School roof repaired"))
        assert _state(session, PRINT) == "stored"
        assert session.store.latest(url_id(PRINT)) is not None


def test_article_that_has_its_revisions_of_the_day_is_left_for_the_next(run: Open) -> None:
    """Beyond them it is skipped for the budget, and not taken as settled."""
    with run() as session:
        session.recorder.discover([_found(MAIN)])
        for number in range(MAX_REVISIONS_A_DAY):
            row = article_row(
                _article(MAIN, headline=f"Version {number}"), spider="news", run_id="r", revision_cause=RevisionCause.PUBLISHER
            )
            assert session.store.add_article(row) is Receipt.ACCEPTED
        _end(session, _article(MAIN))
        assert _state(session, MAIN) == "skipped:budget"
        known = session.ledger.get(url_id(MAIN))
        assert known is not None
        assert known.settled is None


@pytest.mark.parametrize(("keep", "text"), [(False, f"sha256:{sha256(b'Nice.').hexdigest()[:16]} chars:5"), (True, "Nice.")])
def test_comments_are_stored_as_the_plan_says(data_dir: Path, text: str, *, keep: bool) -> None:
    """Without KEEP_COMMENT_TEXT a comment's text never reaches the data set."""
    comment = LabelledBlock(1, BlockLabel.COMMENTS, "Nice.", "test")
    with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, LIMITS, keep_comment_text=keep), "news") as session:
        session.recorder.discover([_found(MAIN)])
        article = _article(MAIN)
        _end(session, replace(article, blocks=(*article.blocks, comment)))
        close_run(session, "finished", 0.0)
    assert [block["text"] for block in articles(data_dir)["blocks"][0]] == [None, text]


def test_pages_that_name_each_other_do_not_wait_for_ever(run: Open) -> None:
    """One of the two is stored, the other left to it."""
    with run() as session:
        session.recorder.discover([_found(AMP)])
        _end(session, _article(AMP, MAIN))
        _end(session, _article(MAIN, AMP))
        assert [_state(session, url) for url in (AMP, MAIN)] == ["skipped:alias", "stored"]


def test_killed_run_leaves_its_urls_to_the_next(data_dir: Path, run: Open) -> None:
    """What was queued is found by the next run, and the killed one is marked."""
    with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, LIMITS), "news") as session:
        session.recorder.discover([_found(MAIN)])
        session.recorder.commit()
        killed = session.run_id
    with run() as session:
        assert _next(session).url == MAIN
        outcome = session.connection.execute("SELECT outcome FROM runs WHERE id = ?", (killed,)).fetchone()
        assert outcome == ("killed",)
        _end(session, _article(MAIN))


def test_failing_page_leaves_nothing_behind(run: Open) -> None:
    """An exception in the middle of a page takes back the URLs that it named."""
    nonsense = Concluded(Visit("1" * 32, AMP, SITE, UrlKind.ARTICLE, Source.FEED, 1), UrlKind.ARTICLE, "no outcome", (_found(MAIN),))  # type: ignore[arg-type]
    with run() as session:
        with pytest.raises(AttributeError):
            session.recorder.conclude(nonsense)
        assert session.ledger.get(url_id(MAIN)) is None
        assert session.recorder.tally["found"] == 0


def test_listing_found_out_by_its_content_is_fetched_in_every_run(run: Open) -> None:
    """A page that turned out to be a section stays one."""
    with run() as session:
        session.recorder.discover([_found(MAIN, kind=UrlKind.UNKNOWN)])
        _end(session, skipped(Stage.PARSE, Reason.LISTING), kind=UrlKind.SECTION)
    with run() as session:
        session.recorder.discover([_found(MAIN, kind=UrlKind.UNKNOWN)])
        assert (_state(session, MAIN), _next(session).kind) == (UrlState.QUEUED, UrlKind.SECTION)
        _end(session, skipped(Stage.PARSE, Reason.LISTING), kind=UrlKind.SECTION)


def test_long_url_is_cut_in_the_log(run: Open) -> None:
    """Its verdict says why, and the ledger does not hold eight kilobytes for it."""
    long = f"{MAIN}?a={'1' * 5000}"
    with run() as session:
        session.recorder.discover([_found(long)])
        assert _state(session, long) == "skipped:url_too_long"
        row = session.ledger.get(url_id(long))
        assert row is not None
        assert row.url == long[:2083]


def test_site_that_names_more_urls_than_the_ledger_is_to_hold(data_dir: Path) -> None:
    """Further ones are not entered, and the list that names them says so; what is known stays known."""
    urls = [f"https://{SITE}/news/story-of-day-{number}" for number in range(5)]
    limits = replace(LIMITS, urls_per_site=3)
    with open_session(CrawlPlan({}, data_dir, (), (SITE,), {}, limits), "news") as session:
        session.recorder.discover([_found(f"https://{SITE}/sitemap.xml", Source.ROBOTS, UrlKind.SITEMAP)])
        visit = _next(session)
        source = skipped(Stage.PARSE, Reason.SOURCE)
        session.recorder.conclude(Concluded(visit, UrlKind.SITEMAP, source, tuple(map(_found, urls)), http_status=200, fetched_at=NOW))
        assert _state(session, visit.url) == "skipped:too_many_urls"
        assert [session.ledger.get(url_id(url)) is not None for url in urls] == [True, True, False, False, False]
        session.recorder.settle_rest([SITE])
        assert close_run(session, "finished", 0.0).found == 3


def test_chain_of_canonical_urls_ends_at_the_depth_limit(run: Open) -> None:
    """Each page names the next one as what it really is, without end; no budget counts for them."""
    urls = [f"https://{SITE}/news/story-of-day-{number}" for number in range(30)]
    with run() as session:
        session.recorder.discover([_found(urls[0])])
        fetched = 0
        while visits := session.ledger.queued(SITE, 1):
            number = urls.index(visits[0].url)
            _end(session, _article(urls[number], urls[number + 1], f"Story {number}"))
            fetched += 1
        assert fetched < 15
