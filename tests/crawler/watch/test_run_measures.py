"""What a run counts of its pages while it goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.finds import Source, UrlKind
from crawler.items import Candidate, Concluded, Verdict, Visit, failed, skipped
from crawler.watch.numbers import FeedRead, Measures
from pipelines.article import Article, Metadata
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.reasons import Reason, Stage

SITE, FEED = "a.example", "https://a.example/rss"
NEW, OLD = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)


def _visit(kind: UrlKind) -> Visit:
    return Visit("id", FEED, SITE, kind, Source.SEED, 0)


def _entry(dated: datetime | None, source: Source = Source.FEED) -> Candidate:
    return Candidate("x", f"{FEED}/x", SITE, UrlKind.ARTICLE, source, 1, dated)


def test_characters_of_articles_are_counted_by_label() -> None:
    """Of kept and removed blocks alike, over all articles of a site."""
    blocks = (LabelledBlock(0, BlockLabel.BODY, "four", "test"), LabelledBlock(1, BlockLabel.NEWSLETTER, "six...", "test"))
    article = Article(FEED, None, "id", Metadata("Headline"), "four", blocks)
    measures = Measures()
    for _ in range(2):
        measures.see(Concluded(_visit(UrlKind.ARTICLE), UrlKind.ARTICLE, article, http_status=200))
    assert measures.articles == {SITE: 2}
    assert measures.chars == {SITE: {"body": 8, "newsletter": 12}}


@pytest.mark.parametrize(
    ("verdict", "status", "entries", "newest"),
    [
        (skipped(Stage.PARSE, Reason.SOURCE), 200, (_entry(OLD), _entry(NEW), _entry(None)), NEW),
        (skipped(Stage.PARSE, Reason.SOURCE), 200, (_entry(OLD), _entry(NEW, Source.SITEMAP)), OLD),
        (skipped(Stage.PARSE, Reason.SOURCE), 200, (), None),
        (skipped(Stage.FETCH, Reason.SOURCE), 304, (), None),
    ],
)
def test_newest_entry_of_a_feed(verdict: Verdict, status: int, entries: tuple[Candidate, ...], newest: datetime | None) -> None:
    """The dates of a plain sitemap are no news; a feed that has not changed names none."""
    measures = Measures()
    measures.see(Concluded(_visit(UrlKind.FEED), UrlKind.FEED, verdict, entries, http_status=status))
    assert measures.feeds == {"id": FeedRead(FEED, SITE, newest)}


@pytest.mark.parametrize(("verdict", "status"), [(failed(Stage.FETCH, "http_500"), 500), (skipped(Stage.FETCH, Reason.ROBOTS), None)])
def test_feed_that_did_not_come_was_not_read(verdict: Verdict, status: int | None) -> None:
    """Its age is not known in this run."""
    measures = Measures()
    measures.see(Concluded(_visit(UrlKind.FEED), UrlKind.FEED, verdict, http_status=status))
    assert measures.feeds == {}
