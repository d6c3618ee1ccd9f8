"""A store in a temporary folder, and rows for it, for the tests of store and publication."""

import pyarrow.dataset as ds

from pipelines.state import open_state, transaction
from pipelines.store import Store


def open_store(data_dir, **options):
    connection = open_state(data_dir / "state" / "ledger.sqlite3")
    return Store(data_dir, connection, **options), connection


def article(number, **changes):
    return {
        "article_id": f"{number:032x}",
        "content_hash": f"{number:032x}",
        "extractor_version": "1",
        "revision_cause": "first",
        "url": f"https://a.example/{number}",
        "site": "a.example",
        "authors": [],
        "keywords": [],
        "body": "",
        "word_count": 0,
        "blocks": [],
        "extraction_status": "ok",
        "quality_flags": [],
        "fetched_at": "2026-11-22T12:00:00+00:00",
        "spider": "news",
        "run_id": "r",
        **changes,
    }


def page(number, **changes):
    return {
        "url": f"https://a.example/{number}",
        "site": "a.example",
        "verdict": "stored",
        "fetched_at": "2026-11-22T12:00:00+00:00",
        "run_id": "r",
        **changes,
    }


def add(store, connection, articles=(), pages=()):
    with transaction(connection):
        return [store.add_article(row) for row in articles] + [store.add_page(row) for row in pages]


def urls(data_dir, dataset="articles"):
    return sorted(ds.dataset(data_dir / dataset, partitioning="hive").to_table(columns=["url"])["url"].to_pylist())


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "ledger" not in path.name)
