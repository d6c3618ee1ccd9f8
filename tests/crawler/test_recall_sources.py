"""What a run makes of the feeds and lists that former runs read, against a real ledger and store."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from runs_apart import (
    FEED,
    READ,
    SITE,
    TAG,
    UNCHANGED,
    WEEK,
    YEAR,
    Run,
    article_of,
    end_next,
    found,
    open_run,
    recall_due,
    state_of,
)

from crawler.finds import Source, UrlKind
from crawler.items import Validators, failed, skipped
from crawler.recheck import SOURCE_GRACE
from pipelines.reasons import Reason, Stage


@pytest.fixture
def run(data_dir: Path) -> Run:
    """Opens a run of the site."""
    return partial(open_run, data_dir)


def test_silent_feed_rests_and_is_recalled(run: Run) -> None:
    """After eight hours without news a feed rests for one."""
    with run() as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        end_next(session, READ, (found(),))
        end_next(session, article_of())
    with run(after_h=8) as session:
        recall_due(session)
        assert end_next(session, READ, (found(),)).validators == TAG
    with run(after_h=0.9) as session:
        assert FEED not in recall_due(session)
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        assert state_of(session, FEED) == "skipped:not_due"
    with run(after_h=0.2) as session:
        assert FEED in recall_due(session)
        end_next(session, UNCHANGED)


def test_dead_feed_is_retired_and_revisited(run: Run) -> None:
    """After three runs in which it was gone it rests for an hour, even where it is named."""
    for _ in range(SOURCE_GRACE):
        with run() as session:
            session.recorder.discover([found(FEED, UrlKind.FEED)])
            end_next(session, failed(Stage.FETCH, "http_410"))
    with run() as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        assert state_of(session, FEED) == "skipped:retired"
    with run(after_h=1) as session:
        assert recall_due(session) == [FEED]
        end_next(session, READ)
    with run() as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        assert state_of(session, FEED) == "queued"
        end_next(session, READ)


def test_source_read_for_a_nearer_horizon_is_read_whole_for_a_wider_one(run: Run) -> None:
    """Without validators, though it rests: an answer that it has not changed would hide what was too old before."""
    with run(WEEK) as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        end_next(session, READ)
    with run(YEAR) as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        assert end_next(session, READ).validators == Validators()
    with run(WEEK) as session:
        session.recorder.discover([found(FEED, UrlKind.FEED)])
        assert end_next(session, UNCHANGED).validators == TAG


def test_feed_that_the_run_was_started_with_never_rests(run: Run) -> None:
    """However silent it was; a feed that a profile names may rest."""
    asked_for = replace(found(FEED, UrlKind.UNKNOWN), source=Source.SEED)
    with run() as session:
        session.recorder.discover([asked_for])
        end_next(session, READ, kind=UrlKind.FEED)
    with run(after_h=80) as session:
        session.recorder.discover([asked_for])
        end_next(session, UNCHANGED)
    with run() as session:
        session.recorder.discover([asked_for])
        assert state_of(session, FEED) == "queued"
        end_next(session, UNCHANGED)
    with run() as session:
        session.recorder.discover([replace(asked_for, kind=UrlKind.FEED)])
        assert state_of(session, FEED) == "skipped:not_due"


def test_list_without_news_is_not_followed_to_its_further_pages(run: Run) -> None:
    """They were read when what they name was new."""
    section, second = f"https://{SITE}/town/", f"https://{SITE}/town/page/2/"
    named = (found(), replace(found(second, UrlKind.SECTION), is_further=True))
    with run() as session:
        session.recorder.discover([found(section, UrlKind.SECTION)])
        end_next(session, skipped(Stage.PARSE, Reason.LISTING), named)
        assert state_of(session, second) == "queued"
        end_next(session, skipped(Stage.PARSE, Reason.LISTING))
        end_next(session, article_of())
    with run() as session:
        session.recorder.discover([found(section, UrlKind.SECTION)])
        end_next(session, skipped(Stage.PARSE, Reason.LISTING), named)
        assert state_of(session, second) == "skipped:not_due"
