"""One publication: names, faults of the disk, and what is left of an earlier one. How it survives deaths: test_deaths.py."""

import re
import resource

import pyarrow.parquet as pq
import pytest
from store_rows import add, article, files, open_store, urls

from pipelines.errors import StoreError


def test_part_names_and_metadata(tmp_path):
    """A part is named by writer, batch and day, and says its batch inside."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1)])
    store.publish()
    (name,) = files(tmp_path / "articles" / "crawl_date=2026-11-22")
    writer = re.fullmatch(r"part-([0-9a-f]{8})-000001-2026-11-22\.parquet", name)[1]
    metadata = pq.read_schema(tmp_path / "articles" / "crawl_date=2026-11-22" / name).metadata
    assert metadata[b"reinschrift.batch_id"].decode() == f"{writer}-000001"
    assert metadata[b"reinschrift.url_rule_version"] == b"1"


def test_torn_temporary_is_removed(tmp_path):
    """Half a file that a killed process left is no part of the data set, and goes at the next start."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1)])
    folder = tmp_path / "state" / "tmp"
    folder.mkdir()
    (folder / "articles-part-w-000001-2026-11-22.parquet.tmp").write_bytes(b"PAR1 torn")
    store.recover()
    assert urls(tmp_path) == ["https://a.example/1"]
    assert list(folder.iterdir()) == []


def test_full_disk(tmp_path):
    """A write that the disk refuses is a StoreError with the path and the free bytes; nothing is lost, and the next try succeeds once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def on_step(step):
        if step == "before part_write":
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))

    store, connection = open_store(tmp_path, on_step=on_step)
    add(store, connection, [article(n) for n in range(50)])
    try:
        with pytest.raises(StoreError, match=r"articles/crawl_date=2026-11-22/part-.*File too large \(\d+ bytes free\)"):
            store.publish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (files(tmp_path), connection.execute("SELECT count(*) FROM outbox").fetchone()) == ([], (50,))
    store, connection = open_store(tmp_path)
    assert store.recover() == 50
    assert len(urls(tmp_path)) == 50


def test_folder_that_cannot_be_written(tmp_path):
    """A data set folder that is a file is a StoreError; after it is gone the same store publishes the same batch."""
    store, connection = open_store(tmp_path)
    (tmp_path / "articles").write_text("in the way")
    add(store, connection, [article(1)])
    with pytest.raises(StoreError, match="articles"):
        store.publish()
    (tmp_path / "articles").unlink()
    add(store, connection, [article(2)])
    assert store.publish() == 2
    assert connection.execute("SELECT batch, rows FROM parts").fetchall() == [(1, 1), (2, 1)]


def test_restored_ledger_overwrites_nothing(tmp_path):
    """A ledger that forgot its batches writes under other names than before."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1)])
    store.publish()
    connection.close()
    for path in (tmp_path / "state").glob("ledger*"):
        path.unlink()
    store, connection = open_store(tmp_path)
    add(store, connection, [article(2)])
    store.publish()
    assert urls(tmp_path) == ["https://a.example/1", "https://a.example/2"]
