"""From an article to the Parquet file and back: whatever a page's values are, its neighbours are stored; no text changes twice."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import add, article, open_store, urls

from pipelines.article import Article, DatePrecision, Metadata, PageDate
from pipelines.article_row import RevisionCause, article_row
from pipelines.block import BlockKind, BlockLabel, LabelledBlock
from pipelines.outbox import pack, unpack
from pipelines.parquet import ARTICLE_SCHEMA, conform, write_part
from pipelines.ready_row import make_ready
from pipelines.store import Receipt
from pipelines.text import clean_text

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATE = PageDate(MOMENT, DatePrecision.INSTANT, MOMENT.date(), "22 November 2026", "2026-11-22T12:00:00+00:00")
STORY = Article(
    url="https://a.example/7",
    request_url=None,
    article_id=f"{7:032x}",
    metadata=Metadata(headline="Ferry", authors=("Ada",), date_published=DATE),
    body="Eins\n\nZwei",
    blocks=(
        LabelledBlock(0, BlockLabel.BODY, "Eins", "model", 0.9, BlockKind.PARAGRAPH, "p", "/html/body/p[1]", 0, 4),
        LabelledBlock(1, BlockLabel.SHARE, "Teilen", "model", 0.8, None, "p", "/html/body/p[2]"),
        LabelledBlock(2, BlockLabel.BODY, "Zwei", "model", 0.9, BlockKind.PARAGRAPH, "p", "/html/body/p[3]", 6, 10),
    ),
    fetched_at=MOMENT,
)
HOSTILE = (
    *(None, "", "\ud800x\x00\x1b[2J\u202e", "a/../b\0c", "=1+1", 5, -1, 10**30, 1e300, float("nan"), float("inf"), True, b"\xff"),
    *({"a": 1}, [["x"]], ["\ud800", 5, None], object(), "x" * 300, "A" * 3_000_000, date(1, 1, 1)),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
)
ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    "aä\u0308 \n\r\t\x00\x1b\x85\x9b\ud800\udfff\u202e\u2028\ufeff\uffff\U0001f600", max_size=60
)


def _hostile_articles(kind):
    """The story with each value in the place of each field."""
    for value in HOSTILE:
        if kind == "article":
            own = (field.name for field in fields(Article) if field.init and field.name not in ("metadata", "blocks"))
            yield from (replace(STORY, **{name: value}) for name in own if not (name == "fetched_at" and value is None))
        elif kind == "metadata":
            own = (field.name for field in fields(Metadata) if field.name != "robots_directives")  # always ours
            yield from (replace(STORY, metadata=replace(STORY.metadata, **{name: value})) for name in own)
        elif kind == "date":
            dates = (replace(DATE, **{field.name: value}) for field in fields(PageDate))
            yield from (replace(STORY, metadata=replace(STORY.metadata, date_published=moment)) for moment in dates)
        else:
            firsts = (replace(STORY.blocks[1], **{field.name: value}) for field in fields(LabelledBlock))
            yield from (replace(STORY, blocks=(STORY.blocks[0], first, STORY.blocks[2])) for first in firsts)


@pytest.mark.parametrize("kind", ["article", "metadata", "date", "block"])
def test_no_value_of_a_page_costs_another_row(tmp_path, kind):
    """Every hostile article is stored, clean, or lies in quarantine with its reason; the good ones around it are all stored."""
    store, connection = open_store(tmp_path)
    hostile = list(_hostile_articles(kind))
    rows = [article_row(entry, spider="news", run_id="r", revision_cause=RevisionCause.FIRST) for entry in hostile]
    for number, row in enumerate(rows):
        row["content_hash"] = f"{number:032x}"
        row["article_id"] = row["article_id"] if row["article_id"] != STORY.article_id else f"{number + 100:032x}"
    receipts = add(store, connection, [article(1), *rows, article(2)])
    published = store.publish()
    assert set(receipts) <= {Receipt.ACCEPTED, Receipt.QUARANTINED, Receipt.KNOWN, Receipt.TOO_MANY}
    assert receipts.count(Receipt.ACCEPTED) == published
    assert {"https://a.example/1", "https://a.example/2"} <= set(urls(tmp_path))
    reasons = {reason.partition(":")[0] for (reason,) in connection.execute("SELECT reason FROM quarantine")}
    assert reasons <= {"missing", "blocks"}
    assert not [path.name for path in tmp_path.rglob("*") if not path.name.isascii() or "\\" in path.name]
    assert {path.name for path in (tmp_path / "articles").iterdir()} <= {"crawl_date=2026-11-22"}


@pytest.mark.parametrize("value", HOSTILE, ids=[f"{number}-{type(value).__name__}" for number, value in enumerate(HOSTILE)])
def test_worker_gives_a_row_or_leaves_it_to_the_writer(value):
    """The border in the worker process raises nothing: it gives a row with an id, or none."""
    for hostile in (replace(STORY, body=value), replace(STORY, metadata=replace(STORY.metadata, headline=value, authors=value))):
        ready = make_ready(hostile, keep_comment_text=False)
        assert ready is None or ready.values["article_id"] == STORY.article_id


@given(headline=ANY_TEXT, author=ANY_TEXT, paragraph=ANY_TEXT, removed=ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_any_text_comes_back_from_parquet(tmp_path_factory, headline, author, paragraph, removed):
    """What is read is the cleaned text; the row that was checked once passes through outbox and file unchanged."""
    blocks = [
        {"block_index": 0, "kept": True, "label": "body", "reason": "m", "char_start": 0, "char_end": len(paragraph), "link_density": 0},
        {"block_index": 1, "kept": False, "label": "other", "reason": "m", "text": removed, "link_density": 0},
    ]
    row = conform(article(1, headline=headline, authors=[author], body=paragraph, blocks=blocks), ARTICLE_SCHEMA)
    path = tmp_path_factory.mktemp("any") / "part.parquet"
    assert not write_part(path, [unpack(pack(row)[1])], ARTICLE_SCHEMA, {}).rejected
    (read,) = pq.ParquetFile(path).read().to_pylist()
    assert read == row
    assert (read["headline"], read["authors"], read["body"]) == (
        clean_text(headline) or None,
        [clean_text(author)] if clean_text(author) else [],
        clean_text(paragraph),
    )
    assert read["blocks"][1]["text"] == (clean_text(removed) or None)


@given(st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once(text):
    """The same text has the same hash, however often it crosses the border."""
    once = clean_text(text)
    assert clean_text(once) == once
    assert replace(STORY, body=text).content_hash == replace(STORY, body=once).content_hash


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([{"block_index": "x"}], "arrow:ArrowInvalid"),
        ([{"block_index": 0}], "arrow:ArrowInvalid"),  # nulls where the schema has none
        ([{"block_index": 0, "text": ["nested"]}], "arrow:ArrowTypeError"),
    ],
)
def test_row_that_only_arrow_refuses(tmp_path, blocks, reason):
    """Rows are tried one by one where they fail together: a payload changed in the ledger costs itself alone, in every run."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(n) for n in range(1, 6)])
    broken = pack(article(3, blocks=blocks))[1]
    connection.execute("UPDATE outbox SET payload = ? WHERE seq = 3", (broken,))
    assert store.publish() == 4
    assert connection.execute("SELECT seq, reason FROM quarantine").fetchall() == [(3, reason)]
    assert urls(tmp_path) == [f"https://a.example/{n}" for n in (1, 2, 4, 5)]
    assert store.publish() == 0
