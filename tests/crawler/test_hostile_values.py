"""Hostile values on their way through the ledger: each page ends in one verdict, the run ends well, and so does the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from crawls import articles

from crawler.claims import Claims, complete, pack, unpack
from crawler.closing import close_run
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate, Concluded
from crawler.plan import CrawlPlan
from crawler.run_report import find_run
from crawler.run_text import run_text
from crawler.session import CrawlSession, open_session
from pipelines.article import Article, Metadata
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.read_state import read_state
from pipelines.urls import url_id

SITE = "kurier.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12)))
BAD = "x\ud800\x00\x1b[2J\u202e\n\t'\";--" * 50
CLAIMS = Claims(LAST_MOMENT, BAD, BAD)
GOOD_URL, HOSTILE_URL, BROKEN_URL = (f"https://{SITE}/news/{name}-story-of-today" for name in ("good", "hostile", "broken"))


def _candidate(url: str) -> Candidate:
    return Candidate(url_id(url), url, SITE, UrlKind.ARTICLE, Source.FEED, 1, NOW, request_url=None, claims=CLAIMS)


def _article(url: str) -> Article:
    block = LabelledBlock(0, BlockLabel.BODY, "Story.", "test", char_start=0, char_end=6)
    return Article(url, None, url_id(url), Metadata("Story", canonical_url=url), "Story.", (block,), fetched_at=NOW)


def _outcome(url: str) -> Article:
    article = _article(url)
    if url == HOSTILE_URL:
        date = {"publisher": BAD, "section": BAD, "authors": (BAD, 5), "keywords": BAD, "description": BAD * 100, "language": BAD}
        return replace(article, metadata=replace(article.metadata, headline=BAD, license_url=BAD, **date), quality_flags=(BAD,))
    return replace(article, body="Another story.") if url == BROKEN_URL else article


def _run(data_dir: Path) -> CrawlSession:
    plan = CrawlPlan({"url": BAD}, data_dir, (), (SITE,), {}, Limits(since=datetime(2026, 11, 15, tzinfo=UTC)))
    with open_session(plan, "news") as session:
        session.recorder.discover(map(_candidate, (GOOD_URL, HOSTILE_URL, BROKEN_URL)))
        while visits := session.ledger.queued(SITE, 1):
            (visit,) = visits
            outcome = complete(_outcome(visit.url), visit.claims) if visit.claims else _outcome(visit.url)
            session.recorder.conclude(Concluded(visit, UrlKind.ARTICLE, outcome, http_status=200, fetched_at=NOW))
        session.recorder.settle_rest([SITE])
        close_run(session, "finished", 0.0)
    return session


def test_every_page_has_its_verdict_and_the_bad_row_its_reason(tmp_path: Path) -> None:
    """What can be cleaned is stored, what cannot is in quarantine and shown; a second run is not harmed by either."""
    first = _run(tmp_path)
    assert {name: first.recorder.tally[name] for name in ("stored", "error:bad_row")} == {"stored": 2, "error:bad_row": 1}
    stored = {row["url"]: row for row in articles(tmp_path).to_dict("records")}
    assert set(stored) == {GOOD_URL, HOSTILE_URL}
    assert not set(str(stored[HOSTILE_URL]["headline"])) & set("\ud800\x00\x1b\u202e")
    with read_state(tmp_path) as ledger:
        report = find_run(ledger, first.run_id)
    assert [(row["reason"], row["url"]) for row in report["quarantine"]] == [("blocks:body", BROKEN_URL)]
    text = run_text(report | {"sources": {}, "sites": {}})
    assert BROKEN_URL in text
    assert not set(text) & set("\ud800\x00\x1b\u202e")
    second = _run(tmp_path)
    assert second.recorder.tally["stored"] == 0
    assert len(articles(tmp_path)) == 2


def test_claims_of_a_source() -> None:
    """A language or access that a feed makes up fits into one line of the ledger, and a date beyond the calendar is none."""
    text = pack(CLAIMS)
    assert text is not None
    assert text.encode().count(b"\n") == 0
    assert unpack(text) is not None
    assert len(text) < 300
    assert complete(_article(GOOD_URL), CLAIMS).metadata.date_published is None
