"""Runs on a disk of 2 MB, fills it, and goes on once there is room; prints what happened as JSON.

Called as `small_disk.py DISK ACTION [COMMAND…]`, as root of a mount namespace of its own: DISK becomes a file system of 2 MB, and later
one of 200 MB. `store` adds and publishes rows by itself; `crawl` runs the command until it ends well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pyarrow.dataset as ds

from pipelines.errors import StoreError
from pipelines.read_state import read_state
from pipelines.state import open_state, transaction
from pipelines.store import Store
from pipelines.verification import verify

FULL_BYTES, ROOMY_BYTES = 2 * 2**20, 200 * 2**20
GROUP_ROWS = 20


def main() -> None:
    """Fills the disk, looks, makes room, goes on, looks again."""
    disk, action, command = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    mount(disk, f"size={FULL_BYTES}")
    data_dir = disk / "data"
    said = fill_store(data_dir) if action == "store" else run(command)
    full = {**look(data_dir), **said}
    mount(disk, f"remount,size={ROOMY_BYTES}")
    resumed = resume_store(data_dir) if action == "store" else run(command)
    print(json.dumps({"full": full, "resumed": {**look(data_dir), **resumed}}))


def mount(disk: Path, options: str) -> None:
    """A file system in memory, or another size for it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=True)


def run(command: list[str]) -> dict[str, object]:
    """Exit code and last line of standard error."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return {"code": done.returncode, "said": done.stderr.splitlines()[-1] if done.stderr else ""}


def fill_store(data_dir: Path) -> dict[str, object]:
    """Adds rows, group by group, until the store refuses; gives its words and the rows that it had acknowledged."""
    acknowledged: list[str] = []
    try:
        with closing(open_state(data_dir / "state" / "ledger.sqlite3")) as connection:
            store = Store(data_dir, connection)
            store.recover()
            while True:
                rows = [_row(len(acknowledged) + number) for number in range(GROUP_ROWS)]
                with transaction(connection):
                    for row in rows:
                        store.add_article(row)
                acknowledged += [str(row["url"]) for row in rows]
                if len(acknowledged) % (3 * GROUP_ROWS) == 0:
                    store.publish()
    except StoreError as error:
        return {"said": str(error), "acknowledged": acknowledged}


def resume_store(data_dir: Path) -> dict[str, object]:
    """What the next start does."""
    with closing(open_state(data_dir / "state" / "ledger.sqlite3")) as connection:
        Store(data_dir, connection).recover()
    return {}


def look(data_dir: Path) -> dict[str, object]:
    """What a reader finds, and `verify`."""
    articles = data_dir / "articles"
    urls = ds.dataset(articles, format="parquet").to_table(columns=["url"])["url"].to_pylist() if articles.exists() else []
    with read_state(data_dir) as connection:
        faults = [f"{fault.check} {fault.path}" for fault in verify(data_dir, connection, lambda *_: None).faults]
    return {"urls": sorted(urls), "faults": faults}


def _row(number: int) -> dict[str, object]:
    text = os.urandom(2000).hex()  # nothing to compress
    return {
        "article_id": f"{number:032x}",
        "content_hash": "a",
        "extractor_version": "1",
        "revision_cause": "first",
        "url": f"https://a.example/{number}",
        "site": "a.example",
        "authors": [],
        "keywords": [],
        "body": text,
        "word_count": 1,
        "blocks": [{"block_index": 0, "kept": True, "label": "body", "reason": "m", "link_density": 0, "char_start": 0, "char_end": 4000}],
        "extraction_status": "ok",
        "quality_flags": [],
        "fetched_at": "2026-11-22T12:00:00+00:00",
        "spider": "news",
        "run_id": "r",
    }


if __name__ == "__main__":
    main()
