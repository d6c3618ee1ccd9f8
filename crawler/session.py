"""One run's hold on the data directory: the lock, the ledger, the store and the recorder, opened and closed together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from crawler.acceptance import Acceptance, Rights
from crawler.leases import Leases
from crawler.ledger import Ledger
from crawler.ledger_schema import MIGRATIONS
from crawler.plan import CrawlPlan
from crawler.recorder import Recorder
from crawler.runs import add_found, begin_run
from crawler.watch.numbers import Measures
from crawler.watch.schema import MIGRATIONS as WATCH_MIGRATIONS
from pipelines.disk import disk_faults
from pipelines.state import lock_store, migrate, open_state, transaction
from pipelines.store import Store

STORE_FAILED = "store_failed"  # the finish reason of a crawl that disk or store ended


@dataclass(slots=True)
class CrawlSession:
    """What the parts of a running crawl share. `failure` is the fault of disk or store that ended it, if one did."""

    plan: CrawlPlan
    run_id: str
    connection: sqlite3.Connection
    store: Store
    ledger: Ledger
    recorder: Recorder
    batches_before: int = 0  # batches with a greater number were published by this run
    leases: Leases = field(default_factory=Leases)
    measures: Measures = field(default_factory=Measures)
    failure: Exception | None = None


@contextmanager
def open_session(plan: CrawlPlan, spider: str, *, lock_wait_s: float = 0.0) -> Iterator[CrawlSession]:
    """A new run on the data directory, which takes over what earlier runs left queued of its sites.

    Raises StoreLockedError while another run holds the store, StoreError where the disk fails.
    """
    path = plan.data_dir / "state" / "ledger.sqlite3"
    with lock_store(plan.data_dir, lock_wait_s), closing(open_state(path)) as connection:
        with disk_faults(path):
            session = _begin(plan, spider, connection)
        yield session


def _begin(plan: CrawlPlan, spider: str, connection: sqlite3.Connection) -> CrawlSession:
    migrate(connection, "crawler", MIGRATIONS)
    migrate(connection, "watch", WATCH_MIGRATIONS)
    store = Store(plan.data_dir, connection, publish_every_s=plan.publish_every_s)
    store.recover()
    with transaction(connection):
        run_id = begin_run(connection, spider, plan.arguments)
    ledger = Ledger(connection, run_id)
    licences = {site: profile.license_url for site, profile in plan.profiles.items() if profile.license_url}
    rights = Rights(plan.keep_comment_text, plan.skip_reserved, licences)
    acceptance = Acceptance(store, ledger, spider, plan.limits, rights)
    recorder = Recorder(store, ledger, acceptance, plan.limits, plan.profiles)
    _adopt(ledger, recorder, plan)
    (batches,) = connection.execute("SELECT coalesce(max(batch), 0) FROM batches").fetchone()
    return CrawlSession(plan, run_id, connection, store, ledger, recorder, batches)


def _adopt(ledger: Ledger, recorder: Recorder, plan: CrawlPlan) -> None:
    """Takes over the URLs that a killed or stopped run left queued."""
    with transaction(ledger.connection):
        for site in plan.sites:
            number = ledger.adopt(site)
            add_found(ledger.connection, ledger.run_id, number)
            recorder.tally["found"] += number
            recorder.touched.add(site)
