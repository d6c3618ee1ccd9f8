"""Kills a publication, a compaction or a `forget` at its moments while a reader counts rows; prints a JSON line of each death.

Arguments: `publish`, `compact` or `forget`, a store to copy, a folder to work in, and `every` or `decisive` for the moments to die at.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pandas as pd  # noqa: F401  # pyarrow would import it in every fork, which takes a second
import pyarrow.parquet as pq
from deaths import KILLED, arm, decisive_moments, every_moment, in_fork

from pipelines.compaction import compact, plan_compactions
from pipelines.forget_plan import plan_forgetting, read_target
from pipelines.forgetting import forget
from pipelines.state import open_state
from pipelines.store import Store
from pipelines.urls import registered_domain
from pipelines.verification import verify

FORGOTTEN = "https://gone.example/2"


def count_rows(data_dir: Path) -> tuple[int, int]:
    """Articles and pages, as readers read: list first, then open each file; one that is gone by then means to begin anew."""
    return _count(data_dir / "articles"), _count(data_dir / "pages")


def _count(folder: Path) -> int:
    while True:
        try:
            paths = [entry.path for day in os.scandir(folder) for entry in os.scandir(day.path)]
            return sum(pq.ParquetFile(path).read(columns=["url"]).num_rows for path in paths)
        except FileNotFoundError:
            continue


def read_until_told(data_dir: Path, answers: int) -> None:
    """Counts again and again; at SIGTERM writes every different count, in order."""
    told = []
    signal.signal(signal.SIGTERM, lambda *_: told.append(True))
    seen: list[tuple[int, int]] = []
    while not told:
        counts = count_rows(data_dir)
        if not seen or seen[-1] != counts:
            seen.append(counts)
    os.write(answers, json.dumps(seen).encode())


def work(action: str, data_dir: Path) -> None:
    """What the command does, once it has the lock; to open the store is to publish what waits."""
    with closing(open_state(data_dir / "state" / "ledger.sqlite3")) as connection:
        Store(data_dir, connection).recover()
        if action == "compact":
            list(compact(data_dir, connection, plan_compactions(connection)))
        elif action == "forget":
            plan = plan_forgetting(data_dir, connection, read_target(FORGOTTEN, None))
            forget(data_dir, connection, plan, "test", lambda _: None)


def recover(data_dir: Path) -> None:
    """What every start of a writer does."""
    with closing(open_state(data_dir / "state" / "ledger.sqlite3")) as connection:
        Store(data_dir, connection).recover()


def faults(data_dir: Path) -> list[str]:
    """What `verify` finds."""
    with closing(sqlite3.connect(data_dir / "state" / "ledger.sqlite3")) as connection:
        return [f"{fault.check} {fault.path} {fault.detail}" for fault in verify(data_dir, connection, lambda *_: None).faults]


def traces(data_dir: Path) -> list[str]:
    """Where the forgotten text still is: in any file's bytes, or in any part, hidden or not."""
    found = [str(path) for path in data_dir.rglob("*") if path.is_file() and FORGOTTEN.encode() in path.read_bytes()]
    parts = data_dir.rglob("*.parquet")
    return found + [str(path) for path in parts if FORGOTTEN in pq.ParquetFile(path).read(columns=["url"])["url"].to_pylist()]


def look(action: str, data_dir: Path, answers: int) -> None:
    """Writes what is there after the start that follows a death, and after the command was given again."""
    recover(data_dir)
    after = {"recovered": count_rows(data_dir), "faults": faults(data_dir)}
    after["traces"] = traces(data_dir) if action == "forget" else []
    work(action, data_dir)
    after |= {"ended": count_rows(data_dir), "faults": after["faults"] + faults(data_dir)}
    after["traces_left"] = traces(data_dir) if action == "forget" else []
    os.write(answers, json.dumps(after).encode())


def die_once(action: str, store: Path, data_dir: Path, moment: int) -> dict[str, object]:
    """One death on a fresh copy, watched by a reader from begin to end."""
    shutil.rmtree(data_dir, ignore_errors=True)
    shutil.copytree(store, data_dir)
    counts, count_answers = os.pipe()
    reader = os.fork()
    if reader == 0:
        read_until_told(data_dir, count_answers)
        os._exit(0)
    code = in_fork(partial(_work_and_die, action, data_dir, moment))
    after, after_answers = os.pipe()
    assert in_fork(lambda: look(action, data_dir, after_answers)) == 0
    os.kill(reader, signal.SIGTERM)
    os.waitpid(reader, 0)
    seen = json.loads(os.read(counts, 1 << 16))
    result = {"moment": moment, "code": code, "seen": seen, **json.loads(os.read(after, 1 << 16))}
    for end in (counts, count_answers, after, after_answers):
        os.close(end)
    return result


def _work_and_die(action: str, data_dir: Path, moment: int) -> None:
    arm(moment)
    work(action, data_dir)


def steps_of(action: str, store: Path, data_dir: Path) -> list[str]:
    """The moments of an undisturbed run."""
    shutil.copytree(store, data_dir)
    answers, answer = os.pipe()

    def run() -> None:
        countdown = arm(None)
        work(action, data_dir)
        os.write(answer, json.dumps(countdown.steps).encode())

    assert in_fork(run) == 0
    return json.loads(os.read(answers, 1 << 16))


def main() -> None:
    """Prints the steps, then a line for each death."""
    registered_domain("warm.example")  # the list of public suffixes is read once, not in every fork
    action, store, folder, which = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    steps = steps_of(action, store, folder / "count")
    for moment in every_moment(steps) if which == "every" else decisive_moments(steps):
        result = die_once(action, store, folder / "work", moment)
        assert result["code"] == KILLED, result
        print(json.dumps({**result, "step": steps[moment - 1]}), flush=True)


if __name__ == "__main__":
    main()
