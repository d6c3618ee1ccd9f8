"""What analysts do: the data set as pandas, Polars and DuckDB read it."""

import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pytest

from pipelines.article import Article, Metadata
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.parquet import RevisionCause, article_row
from pipelines.state import open_state, transaction
from pipelines.store import Store


@pytest.fixture(scope="module")
def articles(tmp_path_factory):
    """A published data set: four articles on two days in three parts, each with a newsletter block taken out."""
    data_dir = tmp_path_factory.mktemp("data")
    connection = open_state(data_dir / "state" / "ledger.sqlite3")
    store = Store(data_dir, connection)
    for numbers in ((1, 2), (3, 4)):
        with transaction(connection):
            for number in numbers:
                store.add_article(row(number))
        store.publish()
    return data_dir / "articles"


def row(number):
    article = Article(
        url=f"https://www.example.org/{number}",
        request_url=None,
        article_id=f"{number:032x}",
        metadata=Metadata(headline=f"Überschrift {number}", authors=("Ada", "Bo")),
        body="Der Text.",
        blocks=(
            LabelledBlock(0, BlockLabel.BODY, "Der Text.", "model", char_start=0, char_end=9),
            LabelledBlock(1, BlockLabel.NEWSLETTER, "Jetzt abonnieren", "phrase:newsletter.signup"),
        ),
        fetched_at=dt.datetime(2026, 11, 21 if number == 1 else 22, 12, tzinfo=dt.UTC),
    )
    return article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST)


def test_pandas(articles):
    """The folder is read by pandas, and a filter on the day reads only that day."""
    frame = pd.read_parquet(articles)
    assert (len(frame), frame["site"].unique().tolist()) == (4, ["example.org"])
    day = pd.read_parquet(articles, filters=[("crawl_date", "=", "2026-11-22")], columns=["headline"])
    assert sorted(day["headline"]) == ["Überschrift 2", "Überschrift 3", "Überschrift 4"]


def test_pandas_blocks(articles):
    """In pandas, a list column gives the removed blocks with their text."""
    frame = pd.read_parquet(articles, columns=["blocks"])
    removed = [block["text"] for blocks in frame["blocks"] for block in blocks if not block["kept"]]
    assert removed == ["Jetzt abonnieren"] * 4


def test_polars(articles):
    """Polars scans the folder with the day as a column, and explodes the blocks."""
    frame = pl.scan_parquet(articles / "**/*.parquet", hive_partitioning=True)
    day = frame.filter(pl.col("crawl_date") == dt.date(2026, 11, 22)).select("url", "site").collect()
    assert (frame.collect().height, day.height) == (4, 3)
    removed = frame.select(pl.col("blocks").explode()).unnest("blocks").filter(~pl.col("kept")).collect()
    assert removed["text"].to_list() == ["Jetzt abonnieren"] * 4


def test_duckdb(articles):
    """DuckDB counts by day, and unnests the blocks."""
    source = f"read_parquet('{articles}/**/*.parquet', hive_partitioning = true)"
    days = duckdb.sql(f"SELECT crawl_date::VARCHAR, count(*) FROM {source} GROUP BY 1 ORDER BY 1").fetchall()
    assert days == [("2026-11-21", 1), ("2026-11-22", 3)]
    removed = duckdb.sql(f"SELECT b.label, count(*) FROM (SELECT unnest(blocks) AS b FROM {source}) WHERE NOT b.kept GROUP BY 1").fetchall()
    assert removed == [("newsletter", 4)]
    kept = duckdb.sql(
        f"SELECT DISTINCT body[b.char_start + 1 : b.char_end] FROM (SELECT body, unnest(blocks) AS b FROM {source}) WHERE b.kept"
    )
    assert kept.fetchall() == [("Der Text.",)]
