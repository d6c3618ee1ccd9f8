"""Articles whose publisher reserves their text, against a real ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded
from crawler.plan import CrawlPlan
from crawler.session import open_session
from pipelines.article import Article, Metadata
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.urls import url_id

URL, SITE = "https://kurier.example/news/landing-stays-closed", "kurier.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = "The landing stays closed, the council said."
BLOCK = LabelledBlock(0, BlockLabel.BODY, TEXT, "test", char_start=0, char_end=len(TEXT))
RESERVED = Article(URL, None, url_id(URL), Metadata("Closed", tdm_reserved=True), TEXT, (BLOCK,), fetched_at=NOW)


def test_reserved_article_that_was_skipped_is_known_to_the_next_run(data_dir: Path) -> None:
    """With RESERVED=skip it has no row, and the next run does not ask for it again."""
    plan = CrawlPlan({}, data_dir, (), (SITE,), {}, Limits(since=NOW), skip_reserved=True)
    states = []
    for _ in range(2):
        with open_session(plan, "news") as session:
            session.recorder.discover([Candidate(url_id(URL), URL, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW)])
            for visit in session.ledger.queued(SITE, 9):
                session.recorder.conclude(Concluded(visit, UrlKind.ARTICLE, RESERVED, http_status=200, fetched_at=NOW))
            states.append(session.recorder.tally)
            close_run(session, "finished", 0.0)
    assert [dict(tally) for tally in states] == [{"found": 1, "skipped:reserved": 1}, {"found": 1, "skipped:known": 1}]
    assert not (data_dir / "articles").exists()


def test_row_whose_text_was_withheld_is_known_by_its_headline(data_dir: Path) -> None:
    """A reserved article fetched again is the same row while its headline stays, whatever became of its text."""
    plan = CrawlPlan({}, data_dir, (), (SITE,), {}, Limits(since=NOW))
    longer = replace(RESERVED, body=TEXT * 2, blocks=(replace(BLOCK, text=TEXT * 2, char_end=2 * len(TEXT)),))
    with open_session(plan, "news") as session:
        for number, article in enumerate((RESERVED, longer)):
            url = f"{URL}{number}"
            session.recorder.discover([Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW)])
            [visit] = session.ledger.queued(SITE, 9)
            session.recorder.conclude(Concluded(visit, UrlKind.ARTICLE, article, http_status=200, fetched_at=NOW))
        assert session.recorder.tally["stored"] == 1
        assert session.recorder.tally["skipped:known"] == 1
        close_run(session, "finished", 0.0)
