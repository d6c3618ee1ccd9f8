"""What a run makes of the articles that former runs found, against a real ledger and store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from crawls import articles
from runs_apart import (
    AMP,
    MAIN,
    NOW,
    TAG,
    UNCHANGED,
    WEEK,
    Run,
    article_of,
    end_next,
    found,
    open_run,
    recall_due,
    state_of,
    store_article,
)

from crawler.frontier import Limits
from crawler.items import UrlState, Validators, failed, skipped
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id


@pytest.fixture
def run(data_dir: Path) -> Run:
    """Opens a run of the site."""
    return partial(open_run, data_dir)


def test_stored_article_is_asked_for_with_its_validators_when_due(run: Run, data_dir: Path) -> None:
    """An hour after it was published, though nobody names it; unchanged it adds no row."""
    store_article(run)
    with run(after_h=0.5) as session:
        assert recall_due(session) == []
    with run(after_h=0.6) as session:
        assert recall_due(session) == [MAIN]
        assert end_next(session, UNCHANGED).validators == TAG
        assert state_of(session) == "skipped:unchanged"
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert (row.memory.checks, row.memory.changes, row.settled) == (2, 0, UrlState.STORED)
    assert len(articles(data_dir)) == 1


def test_changed_article_becomes_a_revision_and_the_old_row_stays(run: Run, data_dir: Path) -> None:
    """Two rows of one article, the second caused by the publisher."""
    store_article(run)
    with run(after_h=2) as session:
        recall_due(session)
        end_next(session, article_of(body="They did not say so."))
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert (row.memory.checks, row.memory.changes) == (2, 1)
    rows = articles(data_dir).sort_values("fetched_at")
    assert list(rows["revision_cause"]) == ["first", "publisher"]
    assert list(rows["body"]) == ["They said so.", "They did not say so."]


def test_source_that_dates_a_change_makes_its_article_due(run: Run) -> None:
    """At once, whatever the schedule says; else the article is known."""
    store_article(run)
    with run() as session:
        session.recorder.discover([found(modified=NOW - timedelta(hours=1))])
        assert state_of(session) == "skipped:known"
    with run() as session:
        session.recorder.discover([found(modified=NOW + timedelta(minutes=9))])
        assert state_of(session) == "queued"
        end_next(session, UNCHANGED)


def test_stored_article_older_than_the_horizon_gets_its_revision(run: Run, data_dir: Path) -> None:
    """The horizon keeps out what is not known."""
    store_article(run)
    with run(Limits(since=NOW + timedelta(days=1)), after_h=2) as session:
        recall_due(session)
        end_next(session, article_of(body="They did not say so."))
    assert len(articles(data_dir)) == 2


def test_page_that_failed_is_recalled_though_its_list_has_not_changed(run: Run) -> None:
    """In the next run, and after a second failure an hour later."""
    with run() as session:
        session.recorder.discover([found()])
        end_next(session, failed(Stage.FETCH, "http_500"))
    for after_h, recalled in ((0, [MAIN]), (0.5, []), (1, [MAIN])):
        with run(after_h=after_h) as session:
            assert recall_due(session) == recalled
            if recalled:
                end_next(session, failed(Stage.FETCH, "http_500"))
            else:
                session.recorder.discover([found()])
                assert state_of(session) == "skipped:not_due"


def test_page_over_the_budget_is_recalled(run: Run) -> None:
    """By the next run, whether or not somebody names it again."""
    with run() as session:
        session.recorder.discover([found()])
    with run() as session:
        assert recall_due(session) == [MAIN]
        end_next(session, article_of())


def test_full_run_ignores_the_memory(run: Run, data_dir: Path) -> None:
    """What is stored is fetched whole, and adds no row where it is the same."""
    store_article(run)
    with run(replace(WEEK, full=True)) as session:
        session.recorder.discover([found()])
        assert end_next(session, article_of()).validators == Validators()
        assert state_of(session) == "skipped:known"
    assert len(articles(data_dir)) == 1


def test_alias_with_a_corrected_headline_has_its_canonical_url_looked_at(run: Run, data_dir: Path) -> None:
    """The headline was corrected on both pages: the article gets a revision, and the AMP page is no story of its own."""
    store_article(run)
    with run() as session:
        session.recorder.discover([found(AMP)])
        end_next(session, article_of(AMP, headline="Landing to stay closed"))
        assert end_next(session, article_of(headline="Landing to stay closed")).url == MAIN
        assert [state_of(session, url) for url in (AMP, MAIN)] == ["skipped:alias", "stored"]
    assert articles(data_dir)["article_id"].nunique() == 1


def test_alias_beside_an_article_that_rests_is_left_to_the_next_run(run: Run) -> None:
    """Named after its canonical URL got its verdict: that one is due in the next run, and the AMP page is not settled."""
    store_article(run)
    with run() as session:
        session.recorder.discover([found(), found(AMP)])
        end_next(session, article_of(AMP, headline="Landing to stay closed"))
        assert [state_of(session, url) for url in (MAIN, AMP)] == ["skipped:known", "skipped:alias"]
    with run() as session:
        assert recall_due(session) == [MAIN]
        session.recorder.discover([found(AMP)])
        assert state_of(session, AMP) == "queued"
        end_next(session, article_of(AMP, headline="Landing to stay closed"))
        end_next(session, article_of(headline="Landing to stay closed"))
        assert [state_of(session, url) for url in (MAIN, AMP)] == ["stored", "skipped:alias"]


def test_other_story_beside_an_unchanged_canonical_url_is_stored_as_its_own(run: Run, data_dir: Path) -> None:
    """The canonical URL was asked and has not changed: the claim is wrong."""
    store_article(run)
    with run() as session:
        session.recorder.discover([found(AMP)])
        end_next(session, article_of(AMP, headline="School roof repaired"))
        end_next(session, UNCHANGED)
        end_next(session, article_of(AMP, headline="School roof repaired"))
        assert state_of(session, AMP) == "stored"
    assert articles(data_dir)["article_id"].nunique() == 2


def test_removed_article_stays_stored(run: Run) -> None:
    """A page without a story in its place later does not make it unknown."""
    store_article(run)
    with run(after_h=2) as session:
        recall_due(session)
        end_next(session, skipped(Stage.ASSEMBLE, Reason.SOFT_404))
        row = session.ledger.get(url_id(MAIN))
        assert row is not None
        assert row.settled == UrlState.STORED
