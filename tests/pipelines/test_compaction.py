"""Compaction: the rows of a closed day in one file, in order, exchanged in one step."""

from __future__ import annotations

import datetime as dt
import errno
import time

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from store_rows import add, article, files, open_store, page, urls

from pipelines import merge, parquet, replacement
from pipelines.compaction import compact, plan_compactions
from pipelines.errors import InputError, StoreError
from pipelines.manifest import list_parts
from pipelines.parquet import ARTICLE_SCHEMA
from pipelines.state import transaction

TODAY = dt.date(2026, 11, 23)
DAY = "articles/crawl_date=2026-11-22"


def filled(data_dir, publications=3, articles=4):
    store, connection = open_store(data_dir)
    for number in range(publications):
        rows = [
            article(
                10 * number + n,
                site=f"{'abcd'[(n + number) % 4]}.example",
                fetched_at=f"2026-11-22T1{number}:00:0{n}+00:00",
                section=f"s{number}",
                headline=f"h{n}",
                run_id=f"run{number}",
                body="Text.",
                blocks=[
                    block(0, kept=True, char_start=0, char_end=5),
                    block(1, kept=False, label=f"label{number}{n}", text="Jetzt abonnieren"),
                ],
            )
            for n in range(articles)
        ]
        add(store, connection, rows, [page(10 * number + n) for n in range(2)])
        store.publish()
    return store, connection


def block(index, **values):
    return {"block_index": index, "label": "body", "reason": "model", "link_density": 0.0, **values}


def compacted(data_dir, connection):
    return list(compact(data_dir, connection, plan_compactions(connection, today=TODAY)))


def rows_of(folder):
    return sorted(ds.dataset(folder, format="parquet").to_table().to_pylist(), key=lambda row: row["url"])


def test_rows_stay_what_they_are(tmp_path):
    """One file a day and data set, with every value as before, also those that each file had in a dictionary of its own."""
    _, connection = filled(tmp_path)
    before = rows_of(tmp_path / "articles"), rows_of(tmp_path / "pages")
    done = compacted(tmp_path, connection)
    assert [(one.dataset, one.crawl_date, len(one.old), one.rows) for one in done] == [
        ("articles", "2026-11-22", 3, 12),
        ("pages", "2026-11-22", 3, 6),
    ]
    assert (rows_of(tmp_path / "articles"), rows_of(tmp_path / "pages")) == before
    assert len(files(tmp_path / "articles")) == len(files(tmp_path / "pages")) == 1


def test_new_file_is_like_every_other(tmp_path):
    """Same schema, sorted, with page index and checksums; it names all runs, and the manifest has its hash."""
    _, connection = filled(tmp_path)
    compacted(tmp_path, connection)
    (part,) = list_parts(connection, "articles")
    path = tmp_path / DAY / part.name
    file = pq.ParquetFile(path, page_checksum_verification=True)
    keys = file.read(columns=["site", "fetched_at"]).to_pylist()
    assert file.schema_arrow.equals(ARTICLE_SCHEMA)
    assert keys == sorted(keys, key=lambda row: (row["site"], row["fetched_at"]))
    assert file.metadata.row_group(0).column(0).has_offset_index
    assert [column.column_index for column in file.metadata.row_group(0).sorting_columns] == [
        file.metadata.schema.names.index(name) for name in ("site", "fetched_at")
    ]
    metadata = pq.read_schema(path).metadata
    assert metadata[b"reinschrift.run_id"] == b"run0,run1,run2"
    assert metadata[b"reinschrift.batch_id"].decode() in part.name
    assert (part.rows, part.bytes, part.sha256) == (12, path.stat().st_size, parquet.sha256_of(path))


def test_row_groups_and_memory_are_bounded(tmp_path, monkeypatch):
    """Full row groups but for the last, gathered from files that are read a few rows at a time."""
    monkeypatch.setattr(merge, "ROW_GROUP_ROWS", 5)
    monkeypatch.setattr(merge, "AHEAD_ROWS", 6)
    store, connection = filled(tmp_path)
    before = rows_of(tmp_path / "articles")
    compacted(tmp_path, connection)
    (path,) = (tmp_path / DAY).iterdir()
    metadata = pq.ParquetFile(path).metadata
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [5, 5, 2]
    assert rows_of(tmp_path / "articles") == before
    add(store, connection, [article(99)])
    store.publish()
    compacted(tmp_path, connection)  # a file of several row groups is a source like every other
    assert [row for row in rows_of(tmp_path / "articles") if not row["url"].endswith("/99")] == before


def test_long_rows_make_small_row_groups(tmp_path, monkeypatch):
    """A site of endless pages cannot fill a row group beyond what Arrow and the memory hold; every row is there."""
    monkeypatch.setattr(merge, "MAX_GROUP_BYTES", 50_000)
    store, connection = open_store(tmp_path)
    for number in range(3):
        long = [block(0, kept=False, text=f"{number}{n}" * 5_000) for n in range(4)]
        add(store, connection, [article(10 * number + n, blocks=[entry]) for n, entry in enumerate(long)])
        store.publish()
    before = rows_of(tmp_path / "articles")
    compacted(tmp_path, connection)
    (path,) = (tmp_path / "articles").rglob("*.parquet")
    metadata = pq.ParquetFile(path).metadata
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [4, 4, 4]
    assert rows_of(tmp_path / "articles") == before


def test_only_closed_days_of_several_files(tmp_path):
    """Today's files still come; a day of one file is left alone."""
    _, connection = filled(tmp_path)
    assert plan_compactions(connection, today=dt.date(2026, 11, 22)) == []
    compacted(tmp_path, connection)
    assert plan_compactions(connection, today=TODAY) == []


@pytest.mark.parametrize(("day", "complaint"), [("2026-11-23", "is not over yet"), ("2026-11-21", "no part of 2026-11-21")])
def test_day_that_cannot_be_compacted(tmp_path, day, complaint):
    """A day that goes on, and one without files, are the user's mistake."""
    _, connection = filled(tmp_path)
    with pytest.raises(InputError, match=complaint):
        plan_compactions(connection, day, TODAY)


def test_compacted_day_that_gets_rows_is_compacted_again(tmp_path):
    """Rows that come late lie beside the compacted file, until the next time."""
    store, connection = filled(tmp_path)
    compacted(tmp_path, connection)
    add(store, connection, [article(99)])
    store.publish()
    assert len(files(tmp_path / "articles")) == 2
    (again,) = compacted(tmp_path, connection)
    assert (again.rows, len(files(tmp_path / "articles")), len(urls(tmp_path))) == (13, 1, 13)


def test_old_files_are_kept_for_a_day(tmp_path, monkeypatch):
    """A reader that listed the old files finds them below state/replaced; the first start after 24 hours removes them."""
    store, connection = filled(tmp_path)
    old = files(tmp_path / "articles")
    compacted(tmp_path, connection)
    store.recover()
    hidden = sorted(path.name for path in (tmp_path / "state" / "replaced").rglob(f"{DAY}/*"))
    assert [f"crawl_date=2026-11-22/{name}" for name in hidden] == old
    now = time.time()
    monkeypatch.setattr(replacement.time, "time", lambda: now + replacement.KEEP_REPLACED_S + 2)
    store.recover()
    assert list((tmp_path / "state" / "replaced").iterdir()) == []
    assert connection.execute("SELECT count(*) FROM replacements").fetchone() == (0,)


def test_damaged_file_is_not_laundered(tmp_path):
    """A flipped byte stops the compaction of that day, names the file, and leaves everything as it was."""
    _, connection = filled(tmp_path)
    path = sorted((tmp_path / DAY).iterdir())[1]
    bytes_ = bytearray(path.read_bytes())
    bytes_[200] ^= 1
    path.write_bytes(bytes_)
    before = files(tmp_path)
    with pytest.raises(StoreError, match=rf"{path.name} is damaged: .*; scrapy verify says what to do"):
        compacted(tmp_path, connection)
    assert files(tmp_path) == before


def test_missing_file(tmp_path):
    """A file that is gone stops the compaction with its name."""
    _, connection = filled(tmp_path)
    path = min((tmp_path / DAY).iterdir())
    path.unlink()
    with pytest.raises(StoreError, match=f"{path.name} is missing"):
        compacted(tmp_path, connection)


def test_file_system_without_exchange(tmp_path, monkeypatch):
    """Where folders cannot be exchanged, nothing is begun, and the message says why."""
    _, connection = filled(tmp_path)

    def refuse(*_):
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("pipelines.disk.exchange", refuse)
    with pytest.raises(StoreError, match=r"this file system cannot exchange two folders in one step \(Invalid argument\)"):
        compacted(tmp_path, connection)
    assert connection.execute("SELECT count(*) FROM replacements").fetchone() == (0,)


def test_day_on_another_place(tmp_path):
    """A day's folder that is a symbolic link is refused: the exchange would swap the link."""
    _, connection = filled(tmp_path)
    (tmp_path / DAY).rename(tmp_path / "elsewhere")
    (tmp_path / DAY).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="must be a plain folder on the file system of"):
        compacted(tmp_path, connection)


def test_manifest_that_says_else(tmp_path):
    """A file with fewer rows than the manifest says is not taken for the whole day."""
    _, connection = filled(tmp_path)
    with transaction(connection):
        connection.execute("UPDATE parts SET rows = rows + 1 WHERE dataset = 'articles'")
    with pytest.raises(StoreError, match="12 rows where the manifest says 15"):
        compacted(tmp_path, connection)


def test_file_of_an_older_minor_version(tmp_path):
    """A file without a nullable column that came later is merged; the column is null there."""
    _, connection = filled(tmp_path, publications=2)
    path = min((tmp_path / DAY).iterdir())
    table = pq.ParquetFile(path).read().drop_columns(["duplicate_score"])
    pq.write_table(table, path, write_page_checksum=True)
    compacted(tmp_path, connection)
    assert {row["duplicate_score"] for row in rows_of(tmp_path / "articles")} == {None}
