"""The store as the commands of its upkeep open it: found by DATA_DIR, locked where they write, brought up to date."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from scrapy.settings import BaseSettings, Settings

from crawler.ledger_schema import MIGRATIONS
from crawler.reading import data_dir_of
from crawler.terminal import note
from pipelines.read_state import existing_ledger
from pipelines.state import lock_store, migrate, open_state
from pipelines.store import Store

DATA_DIR_HELP = "The store is DATA_DIR (-s DATA_DIR=PATH); outside of a project, `data` in the working directory."
PROGRESS_INTERVAL_S = 2.0


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A store that this process alone writes to."""

    data_dir: Path
    connection: Connection
    store: Store


@contextmanager
def open_writing(settings: BaseSettings | None) -> Iterator[OpenStore]:
    """An existing store, locked and recovered. Raises InputError where there is none, StoreLockedError while another process holds it."""
    data_dir = data_dir_of(settings)
    path = existing_ledger(data_dir)
    wait_s = (settings or Settings()).getfloat("LOCK_WAIT_S", 0.0)
    with lock_store(data_dir, wait_s), closing(open_state(path)) as connection:
        migrate(connection, "crawler", MIGRATIONS)
        store = Store(data_dir, connection)
        store.recover()
        yield OpenStore(data_dir, connection, store)


class Progress:
    """Lines on standard error while a command works, one every few seconds."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._said_s = time.monotonic()

    def say(self, text: str) -> None:
        """Says it, unless something was said a moment ago."""
        if time.monotonic() - self._said_s >= PROGRESS_INTERVAL_S:
            self._said_s = time.monotonic()
            note(f"{self._command}: {text}")

    def files(self, done: int, in_all: int) -> None:
        """Says how many of the files are done."""
        self.say(f"{done} of {in_all} files")
