"""Outbox -> part files, each row exactly once, whatever kills the process.

A row is accepted by the transaction that also records its URL's verdict. A publication records its batch, writes each part outside the
data set and flushes it (`drafts.py`), moves it into its folder under a name that only this batch has, and then clears the outbox in one
transaction. Whoever dies in between leaves no trace, a draft that no reader sees, or a part that the next start writes again.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from pipelines import known_articles, outbox, replacement, tombstones
from pipelines.arrow_rows import Row
from pipelines.disk import disk_faults
from pipelines.drafts import Draft, remove_drafts
from pipelines.errors import BadRowError
from pipelines.known_articles import KnownArticle
from pipelines.outbox import Batch, Dataset
from pipelines.parquet import ARTICLE_SCHEMA, PAGE_SCHEMA, RevisionCause, conform, crawl_day
from pipelines.publication import Publisher
from pipelines.ready_row import ReadyRow
from pipelines.state import migrate

logger = logging.getLogger(__name__)

# A part is worth its file at 10,000 rows or 64 MB, and no row waits longer than 15 minutes; that bound is the caller's.
MAX_BATCH_ROWS = 10_000
MAX_BATCH_BYTES = 64 * 2**20  # as JSON, before compression: what bounds the memory of a publication
PUBLISH_EVERY_S = 15 * 60.0  # of a caller that says nothing else
MAX_REVISIONS_A_DAY = 24  # a page that changes with every visit must not fill the data set

MIGRATIONS = (
    outbox.OUTBOX_TABLES + known_articles.ARTICLE_TABLES,
    replacement.REPLACEMENT_TABLES + tombstones.TOMBSTONE_TABLES,
)


class Receipt(StrEnum):
    """What became of a row that was handed to the store."""

    ACCEPTED = "accepted"
    KNOWN = "known"  # exactly this row is stored already
    TOO_MANY = "too_many"  # the article has its revisions of the day
    QUARANTINED = "quarantined"  # the schema refuses it; it is kept beside the data set
    FORGOTTEN = "forgotten"  # a tombstone stands for the article or its site


class Store:
    """The writer's side of a data directory. The caller holds `lock_store` and has opened the ledger.

    Call `recover` before the first row and `publish` after the last. `on_step` hears of every step of a publication, for tests that
    die there; `clock` gives monotonic seconds; `publish_every_s` is how long a row may wait for company. Raises `StoreError` on faults of
    the disk; what was not committed was not acknowledged.
    """

    def __init__(
        self,
        data_dir: Path,
        connection: sqlite3.Connection,
        *,
        on_step: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        publish_every_s: float = PUBLISH_EVERY_S,
    ) -> None:
        self._data_dir = data_dir
        self._connection = connection
        self._publisher = Publisher(data_dir, connection, on_step or (lambda _: None))
        # New for each opening: a ledger restored from a backup must not write over parts that it has forgotten.
        self._writer = secrets.token_hex(4)
        self._clock = clock
        self._publish_every_s = publish_every_s
        self._published_at_s = clock()
        with disk_faults(data_dir):
            migrate(connection, "store", MIGRATIONS)

    def recover(self) -> int:
        """Ends what was cut off: replaced folders, temporaries, the open batch. Publishes what waits; gives the rows published."""
        replacement.finish_replacements(self._data_dir, self._connection)
        with disk_faults(self._data_dir):
            remove_drafts(self._data_dir)
        return self.publish()

    def add_article(self, row: Row) -> Receipt:
        """Takes a row of `ARTICLE_SCHEMA` inside the caller's transaction; once that commits, the row will be published."""
        self._require_transaction(inside=True)
        with disk_faults(self._data_dir):
            return self._add(Dataset.ARTICLES, ARTICLE_SCHEMA, row)

    def add_ready_article(self, ready: ReadyRow) -> Receipt:
        """As `add_article`, of a row that was made ready in a worker process."""
        self._require_transaction(inside=True)
        with disk_faults(self._data_dir):
            crawl_date = crawl_day(ready.values) or ""
            if refusal := self._remember(ready.values, crawl_date):
                return refusal
            outbox.append(self._connection, Dataset.ARTICLES, crawl_date, ready.values, ready.blocks)
        return Receipt.ACCEPTED

    def add_page(self, row: Row) -> Receipt:
        """Takes a row of `PAGE_SCHEMA` inside the caller's transaction."""
        self._require_transaction(inside=True)
        with disk_faults(self._data_dir):
            return self._add(Dataset.PAGES, PAGE_SCHEMA, row)

    def revision_cause(self, article_id: str, content_hash: str, extractor_version: str) -> RevisionCause | None:
        """Why a row with this key would be added; None where exactly this row is stored already.

        Where text and extractor both changed, ours is the change that is certain.
        """
        known = self.latest(article_id)
        if known is None:
            return RevisionCause.FIRST
        if known_articles.has_revision(self._connection, article_id, content_hash, extractor_version):
            return None
        return RevisionCause.PUBLISHER if known.extractor_version == extractor_version else RevisionCause.EXTRACTOR

    def latest(self, article_id: str) -> KnownArticle | None:
        """The latest stored row of the article, published or waiting; None where there is none."""
        return known_articles.latest(self._connection, article_id)

    def is_forgotten(self, url_id: str, site: str) -> bool:
        """Whether the URL or article, or its whole site, was forgotten: it is neither fetched nor stored again."""
        return tombstones.is_forgotten(self._connection, url_id, site)

    def forget_alias(self, url_id: str) -> None:
        """Leaves a tombstone for another URL of something forgotten, inside the caller's transaction."""
        tombstones.bury(self._connection, [url_id], "another URL of what was forgotten", datetime.now(UTC).date().isoformat())

    def due_batch(self) -> Batch | None:
        """The next batch, recorded, when rows, bytes or minutes since the last publication are enough; None while they are not.

        Its rows stay as they are while `draft_apart` writes them in another process; `finish_batch` then brings them to the readers.
        Until it has, a batch that was begun is given again.
        """
        self._require_transaction(inside=False)
        with disk_faults(self._data_dir):
            rows, raw_bytes = outbox.waiting(self._connection)
            is_late = self._clock() - self._published_at_s >= self._publish_every_s
            if not rows or not (is_late or rows >= MAX_BATCH_ROWS or raw_bytes >= MAX_BATCH_BYTES):
                return None
            return outbox.open_batch(self._connection) or self._next_batch()

    def finish_batch(self, batch: Batch, drafts: Sequence[Draft]) -> int:
        """Shows the batch's rows to the readers, from drafts of all its parts; gives their number."""
        self._require_transaction(inside=False)
        published = self._publisher.finish_batch(batch, drafts)
        self._published_at_s = self._clock()
        return published

    def publish(self) -> int:
        """Brings every committed row to the readers, batch by batch; gives the number of rows. Without rows it writes nothing."""
        self._require_transaction(inside=False)
        published = 0
        with disk_faults(self._data_dir):
            while (batch := outbox.open_batch(self._connection) or self._next_batch()) is not None:
                published += self.finish_batch(batch, self._publisher.draft(batch))
        self._published_at_s = self._clock()
        return published

    def _next_batch(self) -> Batch | None:
        """A new batch of the oldest rows, recorded; None where no row waits."""
        last_seq = outbox.last_seq_within(self._connection, MAX_BATCH_ROWS, MAX_BATCH_BYTES)
        return None if last_seq is None else self._publisher.start_batch(self._writer, last_seq)

    def _require_transaction(self, *, inside: bool) -> None:
        """Refuses a caller whose rows would not commit together with its verdicts, or would be published before they commit."""
        if self._connection.in_transaction is not inside:
            raise RuntimeError(f"call this {'inside' if inside else 'outside'} a transaction")

    def _add(self, dataset: Dataset, schema: pa.Schema, row: Row) -> Receipt:
        try:
            values = conform(row, schema)
        except BadRowError as error:
            seq = outbox.append(self._connection, dataset, "", row)
            outbox.quarantine(self._connection, seq, str(error))
            logger.warning("row %d of %s is in quarantine: %s (%.200r); scrapy runs show lists it", seq, dataset, error, row.get("url"))
            return Receipt.QUARANTINED
        crawl_date = crawl_day(values) or ""
        if dataset is Dataset.ARTICLES and self.is_forgotten(str(values["article_id"]), str(values["site"])):
            return Receipt.FORGOTTEN
        if dataset is Dataset.ARTICLES and (refusal := self._remember(values, crawl_date)):
            return refusal
        outbox.append(self._connection, dataset, crawl_date, values)
        return Receipt.ACCEPTED

    def _remember(self, values: Row, crawl_date: str) -> Receipt | None:
        """Records the article's row; or says why it must not be added."""
        article = known_articles.of_row(values)
        if known_articles.has_revision(self._connection, article.article_id, article.content_hash, article.extractor_version):
            return Receipt.KNOWN
        if known_articles.revisions_of_day(self._connection, article.article_id, crawl_date) >= MAX_REVISIONS_A_DAY:
            return Receipt.TOO_MANY
        known_articles.remember(self._connection, article, crawl_date)
        return None
