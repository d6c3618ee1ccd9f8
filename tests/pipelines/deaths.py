"""A process that dies at its n-th step that the disk must keep: for tests that let it die at each of them in turn.

The steps are writes of Parquet, flushes, renames, exchanges, removals and commits, patched from outside: the code under test knows nothing.
"""

from __future__ import annotations

import os
import sqlite3
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import pyarrow.parquet as pq

from pipelines import replacement

KILLED = 137  # what the shell reports of a SIGKILL
OS_CALLS = ("fsync", "replace", "rename", "link", "mkdir", "rmdir", "unlink")
DURABLE_STATEMENTS = ("COMMIT", "VACUUM", "PRAGMA wal_checkpoint")


class Countdown:
    """Counts the moments before and after each step, and ends the process at one of them; `steps` are those that came."""

    def __init__(self, moment: int | None) -> None:
        self.moment = moment
        self.steps: list[str] = []

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call with a moment before it and one after it."""

        @wraps(call)
        def dying(*args: Any, **kwargs: Any) -> Any:
            self._pass(f"before {name}")
            result = call(*args, **kwargs)
            self._pass(f"after {name}")
            return result

        return dying

    def _pass(self, step: str) -> None:
        self.steps.append(step)
        if self.moment is not None and len(self.steps) >= self.moment:
            os._exit(KILLED)


def arm(moment: int | None) -> Countdown:
    """Lets this process die at the moment with this number, from 1; None only counts."""
    countdown = Countdown(moment)
    for name in OS_CALLS:
        setattr(os, name, countdown.wrap(name, getattr(os, name)))
    replacement.exchange = countdown.wrap("exchange", replacement.exchange)
    pq.ParquetWriter.write_table = countdown.wrap("write", pq.ParquetWriter.write_table)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            plain = super().execute
            call = countdown.wrap(sql.split(maxsplit=1)[0].lower(), plain) if sql.startswith(DURABLE_STATEMENTS) else plain
            return call(sql, *args)

    connect = sqlite3.connect
    sqlite3.connect = lambda *args, **kwargs: connect(*args, factory=Connection, **kwargs)
    return countdown


def in_fork(work: Callable[[], None]) -> int:
    """Runs the work in a process of its own, which shares nothing afterwards; gives its exit code."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001  # whatever it is, it must not go on as the parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def every_moment(steps: Sequence[str]) -> list[int]:
    """The number of each moment before a step: after one step and before the next the disk holds the same."""
    return [number for number, step in enumerate(steps, start=1) if step.startswith("before") or number == len(steps)]


def decisive_moments(steps: Sequence[str]) -> list[int]:
    """The moments around the first exchange: before and after the intent is recorded, after the exchange, before and after the end.

    Of a publication, which exchanges nothing, all before a write, a flush, a rename or a commit, and the last.
    """
    if "before exchange" not in steps:
        names = {"before write", "before fsync", "before replace", "before commit"}
        return [number for number, step in enumerate(steps, start=1) if step in names or number == len(steps)]
    exchange = steps.index("before exchange")
    intent = max(number for number, step in enumerate(steps[:exchange]) if step == "before commit")
    end = steps.index("before commit", exchange)
    return [number + 1 for number in (intent, intent + 1, exchange + 1, end, end + 1)]
