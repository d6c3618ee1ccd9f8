"""`forget`: rows and text go from everywhere, tombstones stay, and what was forgotten is not stored again."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest
from store_rows import add, article, files, open_store, page, urls

from pipelines.compaction import compact, plan_compactions
from pipelines.errors import InputError, StoreError
from pipelines.forget_plan import plan_forgetting, read_target
from pipelines.forget_search import Wanted
from pipelines.forgetting import forget
from pipelines.store import Receipt
from pipelines.tombstones import is_forgotten
from pipelines.urls import url_id

A, B, OTHER = "https://a.example/1", "https://a.example/2", "https://b.example/3"
ID = "0123456789abcdef" * 2


def article_at(url, day=21, revision="1", **changes):
    values = {"article_id": url_id(url), "url": url, "site": url.split("/")[2], "content_hash": revision, "headline": f"Story of {url}"}
    values |= {"section": f"section of {url}", "fetched_at": f"2026-11-{day}T12:00:00+00:00"}
    return article(0, **values | changes)


def page_at(url, day=21):
    return page(0, url=url, site=url.split("/")[2], fetched_at=f"2026-11-{day}T12:00:00+00:00")


def filled(data_dir):
    """Two revisions of A on two days, one of B, one of another site; with their pages."""
    store, connection = open_store(data_dir)
    add(store, connection, [article_at(A, 20, "0"), article_at(B), article_at(OTHER)], [page_at(A, 20), page_at(B), page_at(OTHER)])
    store.publish()
    add(store, connection, [article_at(A)], [page_at(A)])
    store.publish()
    return store, connection


def carry_out(data_dir, connection, text, before=None):
    plan = plan_forgetting(data_dir, connection, read_target(text, before))
    forget(data_dir, connection, plan, "a request", lambda _: None)
    return plan


def bytes_of(data_dir):
    """Everything that is stored, in any file: raw bytes, and the strings of the parts."""
    raw = b"".join(path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    parts = [pq.ParquetFile(path).read().to_pylist() for path in data_dir.rglob("*.parquet")]
    return raw + repr(parts).encode()


@pytest.mark.parametrize("text", [A, f"{A}?utm_source=x", url_id(A)])
def test_article_by_url_or_id(tmp_path, text):
    """All revisions go, on all days; other articles of the same files stay."""
    _, connection = filled(tmp_path)
    plan = carry_out(tmp_path, connection, text)
    assert (plan.rows("articles"), plan.rows("pages"), plan.site) == (2, 2, None)
    assert urls(tmp_path) == urls(tmp_path, "pages") == [B, OTHER]
    assert is_forgotten(connection, url_id(A), "a.example")
    assert not is_forgotten(connection, url_id(B), "a.example")


def test_no_byte_is_left(tmp_path):
    """Neither the parts, nor old folders of a compaction, nor the ledger and its log hold the text any more."""
    store, connection = filled(tmp_path)
    add(store, connection, [article_at(A, 21, "bad", body=None)])  # into quarantine
    store.publish()
    list(compact(tmp_path, connection, plan_compactions(connection, today=datetime(2026, 11, 22, tzinfo=UTC).date())))
    assert A.encode() in bytes_of(tmp_path)
    assert len(list((tmp_path / "state" / "replaced").rglob("*.parquet"))) > 0
    (payload,) = connection.execute("SELECT payload FROM quarantine").fetchone()
    carry_out(tmp_path, connection, A)
    left = bytes_of(tmp_path)
    assert A.encode() not in left
    assert payload not in left
    assert not (tmp_path / "state" / "replaced").exists()


def test_tombstone_says_when_and_why_but_not_what(tmp_path):
    """A hash, the reason and the day."""
    _, connection = filled(tmp_path)
    carry_out(tmp_path, connection, A)
    today = datetime.now(UTC).date().isoformat()
    assert connection.execute("SELECT hash, reason, day FROM tombstones").fetchall() == [(url_id(A), "a request", today)]


def test_forgotten_article_is_not_stored_again(tmp_path):
    """Whoever hands it to the store is told so."""
    store, connection = filled(tmp_path)
    carry_out(tmp_path, connection, A)
    assert add(store, connection, [article_at(A, 22, "new"), article_at(B, 22, "new")]) == [Receipt.FORGOTTEN, Receipt.ACCEPTED]


def test_site(tmp_path):
    """Every row of the site goes, and no page of it is stored again; one tombstone covers all."""
    store, connection = filled(tmp_path)
    plan = carry_out(tmp_path, connection, "a.example")
    assert (plan.rows("articles"), plan.rows("pages"), plan.site) == (3, 3, "a.example")
    assert urls(tmp_path) == urls(tmp_path, "pages") == [OTHER]
    assert add(store, connection, [article_at("https://a.example/new"), article_at(OTHER, 22)]) == [Receipt.FORGOTTEN, Receipt.KNOWN]
    assert connection.execute("SELECT count(*) FROM tombstones").fetchone() == (1,)
    assert b"a.example" not in bytes_of(tmp_path)


def test_article_stored_under_another_id(tmp_path):
    """A page stored under its canonical URL's id is found by its own URL, and by the URL that redirected to it; all three are buried."""
    store, connection = open_store(tmp_path)
    row = {**article_at(A), "url": "https://a.example/amp/1", "request_url": "https://a.example/r?id=1"}
    add(store, connection, [row], [page_at("https://a.example/amp/1")])
    store.publish()
    plan = plan_forgetting(tmp_path, connection, read_target("https://a.example/r?id=1", None))
    assert (plan.rows("articles"), plan.rows("pages")) == (1, 1)
    assert plan.buried == {url_id(A), url_id("https://a.example/amp/1"), url_id("https://a.example/r?id=1")}


def test_older_than(tmp_path):
    """Only rows fetched before go; an article that keeps a row gets no tombstone, and its site is crawled on."""
    _, connection = filled(tmp_path)
    noon = datetime(2026, 11, 21, 6, tzinfo=UTC)
    plan = carry_out(tmp_path, connection, None, noon)
    assert (plan.rows("articles"), plan.rows("pages"), plan.buried) == (1, 1, frozenset())
    assert urls(tmp_path) == [A, B, OTHER]
    plan = carry_out(tmp_path, connection, "a.example", datetime(2026, 11, 22, tzinfo=UTC))
    assert urls(tmp_path) == [OTHER]
    assert (plan.site, plan.buried) == (None, {url_id(A), url_id(B)})


def test_rows_that_wait_are_found(tmp_path):
    """A preview also counts what is in the outbox and in quarantine."""
    store, connection = open_store(tmp_path)
    add(store, connection, [article_at(A), article_at(B), article_at(A, revision="x", body=None)], [page_at(A)])
    plan = plan_forgetting(tmp_path, connection, read_target(A, None))
    assert (plan.waiting, plan.quarantined, plan.dropped) == ((1, 4), (3,), {})
    forget(tmp_path, connection, plan, "a request", lambda _: None)
    assert store.publish() == 1
    assert urls(tmp_path) == [B]


def test_nothing_stored(tmp_path):
    """What was never seen can be forgotten in advance."""
    store, connection = filled(tmp_path)
    before = files(tmp_path)
    carry_out(tmp_path, connection, "https://c.example/never-seen")
    assert files(tmp_path) == before
    assert store.is_forgotten(url_id("https://c.example/never-seen"), "c.example")


def test_other_files_in_the_folder_stay(tmp_path):
    """What somebody else put among the parts is there afterwards, and unchanged parts are the same files."""
    _, connection = filled(tmp_path)
    (tmp_path / "articles" / "_notes.txt").write_text("mine")
    kept = connection.execute("SELECT name FROM parts WHERE dataset = 'articles' AND crawl_date = '2026-11-21'").fetchall()
    carry_out(tmp_path, connection, OTHER)
    assert (tmp_path / "articles" / "_notes.txt").read_text() == "mine"
    assert f"crawl_date=2026-11-21/{kept[1][0]}" in files(tmp_path / "articles")


def test_reader_that_keeps_the_log_alive(tmp_path, monkeypatch):
    """While a reader holds an old view of the ledger, its log cannot be emptied: said so, and done by the next start."""
    monkeypatch.setattr("pipelines.state.BUSY_TIMEOUT_S", 0.1)
    store, connection = filled(tmp_path)
    reader = sqlite3.connect(tmp_path / "state" / "ledger.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    with pytest.raises(StoreError, match="another process reads the ledger"):
        carry_out(tmp_path, connection, A)
    assert urls(tmp_path) == [B, OTHER]
    reader.close()
    store.recover()
    assert A.encode() not in bytes_of(tmp_path)
    assert connection.execute("SELECT count(*) FROM replacements").fetchone() == (0,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (A, Wanted(url_id=url_id(A), site="a.example")),
        (ID, Wanted(url_id=ID)),
        ("a.example", Wanted(site="a.example")),
        ("bbc.co.uk", Wanted(site="bbc.co.uk")),
    ],
)
def test_target(text, wanted):
    """A URL, an id, or a site."""
    assert read_target(text, None) == wanted


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("www.bbc.co.uk", r"is no site: name its registered domain \(such as bbc.co.uk\)"),
        ("storys", "is no site"),
        ("https:///x", "neither a URL, nor an article's id"),
        (None, "say what to forget"),
    ],
)
def test_bad_target(text, complaint):
    """What names nothing, or less than a site, is the user's mistake."""
    with pytest.raises(InputError, match=complaint):
        read_target(text, None)
