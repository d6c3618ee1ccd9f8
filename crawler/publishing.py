"""Part files while the crawl goes on: written by a process of its own, so that the reactor never waits for Parquet."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from crawler.session import CrawlSession
from pipelines.drafts import Draft, draft_apart
from pipelines.errors import StoreError
from pipelines.outbox import Batch
from pipelines.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError

logger = logging.getLogger(__name__)

DRAFT_TIMEOUT_S = 120.0  # 64 MB take 4 s on an idle machine
RETRY_AFTER_S = 60.0


class BackgroundPublication:
    """At most one batch at a time. `on_failure` is told of a disk or store that failed; what is left at the end, `Store.publish` brings."""

    def __init__(self, session: CrawlSession, on_failure: Callable[[StoreError], None]) -> None:
        self._session = session
        self._on_failure = on_failure
        self._task: asyncio.Task[None] | None = None
        self._not_before_s = 0.0

    def begin_if_due(self) -> None:
        """Begins the next batch if one is due and none is under way. Call it between two transactions; raises StoreError."""
        if (self._task is not None and not self._task.done()) or time.monotonic() < self._not_before_s:
            return
        batch = self._session.store.due_batch()
        if batch is not None:
            self._task = asyncio.ensure_future(self._publish(batch))

    async def end(self) -> None:
        """Waits for the batch under way."""
        if self._task is not None:
            await self._task

    async def _publish(self, batch: Batch) -> None:
        try:
            drafts = await asyncio.to_thread(_draft_in_process, self._session.plan.data_dir, batch)
            self._session.recorder.commit()
            self._session.store.finish_batch(batch, drafts)
        except (WorkerDiedError, WorkerTimeoutError) as error:
            self._not_before_s = time.monotonic() + RETRY_AFTER_S
            logger.warning("part files could not be written, which is tried again in %.0f s: %s", RETRY_AFTER_S, error)
        except StoreError as error:
            self._on_failure(error)


def _draft_in_process(data_dir: Path, batch: Batch) -> list[Draft]:
    """Blocks until a new process has written the drafts."""
    with WorkerPool(1, DRAFT_TIMEOUT_S, max_mb=0, warm_up=False) as pool:
        return pool.submit(draft_apart, data_dir, batch).result()
