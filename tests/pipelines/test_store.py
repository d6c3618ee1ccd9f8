"""The store: each row exactly once, whatever kills the process."""

import hashlib

import pytest
from store_rows import add, article, files, open_store, page, urls

from pipelines import outbox
from pipelines import store as store_module
from pipelines.drafts import draft_apart
from pipelines.errors import StoreError
from pipelines.parquet import RevisionCause
from pipelines.state import migrate, transaction
from pipelines.store import MAX_REVISIONS_A_DAY, PUBLISH_EVERY_S, Receipt, Store
from pipelines.workers import WorkerPool


def test_publication(tmp_path):
    """Rows go to one part for each data set and UTC day, and the manifest records rows and hash of each."""
    store, connection = open_store(tmp_path)
    late = {"fetched_at": "2026-11-22T23:30:00-01:00"}
    add(store, connection, [article(1), article(2, **late), article(3)], [page(1)])
    assert store.publish() == 4
    parts = connection.execute("SELECT dataset, crawl_date, rows, sha256, name, bytes FROM parts").fetchall()
    assert [part[:3] for part in parts] == [("articles", "2026-11-22", 2), ("articles", "2026-11-23", 1), ("pages", "2026-11-22", 1)]
    for dataset, day, _, sha256, name, size in parts:
        path = tmp_path / dataset / f"crawl_date={day}" / name
        assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size) == (sha256, size)
    assert len(files(tmp_path)) == 3
    assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_nothing_to_publish(tmp_path):
    """A publication without rows writes neither a file nor a row of the ledger."""
    store, connection = open_store(tmp_path)
    before = connection.total_changes
    assert (store.recover(), store.publish(), store.due_batch()) == (0, 0, None)
    assert (files(tmp_path), connection.total_changes) == ([], before)


def test_rolled_back_rows_are_not_there(tmp_path):
    """A row whose transaction was rolled back is neither published nor known."""
    store, connection = open_store(tmp_path)
    with pytest.raises(AttributeError), transaction(connection):
        [store.add_article(row) for row in (article(1), None)]
    assert store.publish() == 0
    assert store.revision_cause(f"{1:032x}", f"{1:032x}", "1") is RevisionCause.FIRST


def test_transactions_are_the_callers(tmp_path):
    """Rows are taken only inside a transaction, and published only outside one."""
    store, connection = open_store(tmp_path)
    with pytest.raises(RuntimeError, match="inside a transaction"):
        store.add_article(article(1))
    with pytest.raises(RuntimeError, match="outside a transaction"), transaction(connection):
        store.publish()


def test_same_row_twice(tmp_path):
    """A row key is stored once, also across publications and openings."""
    store, connection = open_store(tmp_path)
    assert add(store, connection, [article(1), article(1)]) == [Receipt.ACCEPTED, Receipt.KNOWN]
    store.publish()
    connection.close()
    store, connection = open_store(tmp_path)
    assert add(store, connection, [article(1)]) == [Receipt.KNOWN]
    store.publish()
    assert urls(tmp_path) == ["https://a.example/1"]


@pytest.mark.parametrize(
    ("content_hash", "extractor_version", "cause"),
    [
        ("text", "1", None),
        ("old text", "1", None),
        ("other text", "1", RevisionCause.PUBLISHER),
        ("text", "2", RevisionCause.EXTRACTOR),
        ("other text", "2", RevisionCause.EXTRACTOR),
    ],
)
def test_revision_cause(tmp_path, content_hash, extractor_version, cause):
    """A stored row key has no cause; else the extractor is named wherever it changed."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1, content_hash="old text"), article(1, content_hash="text", fetched_at="2026-11-22T13:00:00Z")])
    assert store.revision_cause(f"{1:032x}", content_hash, extractor_version) is cause
    assert store.revision_cause("unseen", content_hash, extractor_version) is RevisionCause.FIRST


def test_latest_row_wins(tmp_path):
    """An older page that is extracted late does not become the article's latest row."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1, headline="Neu"), article(1, content_hash="x", headline="Alt", fetched_at="2026-11-20T00:00:00Z")])
    assert store.latest(f"{1:032x}").content_hash == f"{1:032x}"


def test_revisions_of_a_day_are_limited(tmp_path):
    """An article that changes with every visit gets 24 rows a day, and goes on the next day."""
    store, connection = open_store(tmp_path)
    receipts = add(store, connection, [article(1, content_hash=f"{n}") for n in range(MAX_REVISIONS_A_DAY + 1)])
    assert receipts == [Receipt.ACCEPTED] * 24 + [Receipt.TOO_MANY]
    assert add(store, connection, [article(1, content_hash="x", fetched_at="2026-11-23T00:00:00Z")]) == [Receipt.ACCEPTED]


def test_quarantine(tmp_path):
    """A bad row is kept with its reason and counted; a repaired one and its neighbours are published."""
    store, connection = open_store(tmp_path)
    cycle = {"url": "https://a.example/4"}
    cycle["self"] = cycle
    bad = [article(2, body=None), article(3, fetched_at="../../etc", headline="\ud800"), cycle]
    receipts = add(store, connection, [article(1, headline=5), *bad, article(5, headline="\ud800x")])
    assert receipts == [Receipt.ACCEPTED, *[Receipt.QUARANTINED] * 3, Receipt.ACCEPTED]
    assert store.publish() == 2
    assert connection.execute("SELECT seq, dataset, reason FROM quarantine").fetchall() == [
        (2, "articles", "missing:body"),
        (3, "articles", "missing:fetched_at"),
        (4, "articles", "unknown:self"),
    ]
    assert urls(tmp_path) == ["https://a.example/1", "https://a.example/5"]


def test_row_that_only_a_later_program_refuses(tmp_path):
    """A row in the outbox that the schema no longer takes goes into quarantine, and the batch is published."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article(1)], [page(1), page(2), page(3)])
    connection.execute("UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE dataset = 'articles') WHERE seq = 3")
    assert store.publish() == 3
    assert urls(tmp_path, "pages") == ["https://a.example/1", "https://a.example/3"]
    assert connection.execute("SELECT seq, dataset, reason FROM quarantine").fetchall() == [(3, "pages", "unknown:article_id")]


def test_large_outbox_becomes_several_batches(tmp_path, monkeypatch):
    """Rows and bytes bound a batch; a row above the limit is a batch of its own."""
    monkeypatch.setattr(store_module, "MAX_BATCH_ROWS", 3)
    monkeypatch.setattr(store_module, "MAX_BATCH_BYTES", 5_000)
    store, connection = open_store(tmp_path)
    big = [page(n, reason="x" * (9_000 if n == 4 else 1)) for n in range(8)]
    add(store, connection, pages=big)
    assert store.publish() == 8
    assert connection.execute("SELECT rows FROM parts ORDER BY batch").fetchall() == [(3,), (1,), (1,), (3,)]
    assert urls(tmp_path, "pages") == [f"https://a.example/{n}" for n in range(8)]


def test_publication_is_due_after_15_minutes(tmp_path):
    """A few rows wait for company, but no longer than 15 minutes."""
    now = 100.0
    store, connection = open_store(tmp_path, clock=lambda: now)
    add(store, connection, [article(1)])
    assert store.due_batch() is None
    now += PUBLISH_EVERY_S
    batch = store.due_batch()
    add(store, connection, [article(2)])
    assert store.finish_batch(batch, draft_apart(tmp_path, batch)) == 1
    assert store.due_batch() is None
    assert urls(tmp_path) == ["https://a.example/1"]


def test_publication_is_due_at_10_000_rows(tmp_path):
    """10,000 rows are enough."""
    store, connection = open_store(tmp_path)
    add(store, connection, pages=[page(n) for n in range(9_999)])
    assert store.due_batch() is None
    add(store, connection, pages=[page(9_999)])
    assert store.due_batch() == outbox.open_batch(connection)
    assert store.publish() == 10_000
    assert connection.execute("SELECT rows FROM parts").fetchall() == [(10_000,)]


def test_a_batch_is_written_while_rows_come_in(tmp_path):
    """Another process writes it from the ledger alone; rows that came meanwhile wait for the next one."""
    now = 0.0
    store, connection = open_store(tmp_path, clock=lambda: now)
    add(store, connection, [article(1)], [page(1)])
    now = PUBLISH_EVERY_S
    batch = store.due_batch()
    with WorkerPool(1, 60.0, warm_up=False) as pool:
        drafts = pool.submit(draft_apart, tmp_path, batch)
        add(store, connection, [article(2)])
        assert [draft.part.dataset for draft in drafts.result()] == ["articles", "pages"]
    assert (list(tmp_path.glob("*/crawl_date=*")), store.due_batch()) == ([], batch)
    assert store.finish_batch(batch, drafts.result()) == 2
    assert urls(tmp_path) == ["https://a.example/1"]
    assert store.publish() == 1
    assert urls(tmp_path) == ["https://a.example/1", "https://a.example/2"]
    assert list((tmp_path / "state" / "tmp").iterdir()) == []


def test_ledger_of_a_newer_program(tmp_path):
    """A store with a newer schema is not opened."""
    _, connection = open_store(tmp_path)
    migrate(connection, "store", [*store_module.MIGRATIONS, "CREATE TABLE later (x);"])
    with pytest.raises(StoreError, match="store tables have version 3, this program knows 2"):
        Store(tmp_path, connection)
