"""Worker processes that are killed at a deadline: one page may hang or crash, and costs itself only.

4 kB of HTML can hang a regular expression inside a library for good, and a timer inside the process does not fire while C code runs.
So the parent kills the worker; pebble is the library made for that.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from itertools import count
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from pipelines.errors import ReinschriftError
from pipelines.extract import extract_article
from pipelines.page import Page

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_DEADLINE_S = 10.0  # p99 of real pages is 1.4 s on a loaded 2-core machine; nothing honest comes near
PARENT_CHECK_S = 1.0
KILL_AFTER_S = 0.0
TRIM_EVERY = 20  # calls, after which a worker gives memory back; it costs 3 ms
COLLECT_EVERY = 20_000  # new objects, a few pages' worth: at Python's 700 the collector takes 3 ms of each page, here 1
WARM_UP_HTML = "<html><body><article><h1>Warm up</h1>" + "<p>The first page of a process pays for tables and caches.</p>" * 9


class WorkerTimeoutError(ReinschriftError):
    """The function ran past its deadline; its worker was killed and replaced."""


class WorkerDiedError(ReinschriftError):
    """The worker died under the function (out of memory, crash in C code) and was replaced."""


class WorkerPool:
    """A fixed number of spawned processes that run importable functions, each call with a deadline.

    Spawned, so that they share no file descriptors with a reactor; they ignore SIGINT and SIGTERM, which go to the whole process
    group, and end by themselves when the parent is gone.
    """

    def __init__(self, workers: int, deadline_s: float = DEFAULT_DEADLINE_S) -> None:
        self.deadline_s = deadline_s
        # Our workers ignore SIGTERM, so that waiting for its effect (3 s by default) only keeps the other workers from their next call.
        CONSTS.term_timeout = KILL_AFTER_S
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(max_workers=workers, context=context, initializer=_prepare, initargs=(os.getpid(),))

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future of `function(*args)`; its result raises WorkerTimeoutError or WorkerDiedError where no answer came."""
        return self.submit_within(self.deadline_s, function, *args, **kwargs)

    def submit_within(self, deadline_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As `submit`, with a deadline of the call's own."""
        inner = self._pool.schedule(_run, args=[function, *args], kwargs=kwargs, timeout=deadline_s)
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: _hand_over(done, outer, deadline_s))
        return outer

    def close(self) -> None:
        """Waits for what runs (at most a deadline each) and ends the workers."""
        self._pool.close()  # type: ignore[no-untyped-call]  # pebble leaves it without types
        self._pool.join()

    def stop(self) -> None:
        """Ends the workers at once; what runs is lost."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # as above
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.stop()


def _hand_over(inner: Future[T], outer: Future[T], deadline_s: float) -> None:
    """Gives the inner future's end to the outer one, in this project's errors."""
    error = inner.exception()
    if error is None:
        outer.set_result(inner.result())
    elif isinstance(error, FutureTimeoutError):
        outer.set_exception(WorkerTimeoutError(f"no answer within {deadline_s:g} s; the worker was killed"))
    elif isinstance(error, ProcessExpired):
        outer.set_exception(WorkerDiedError(f"the worker process died (exit code {error.exitcode})"))
    elif isinstance(error, BrokenProcessPool):
        outer.set_exception(WorkerDiedError("the pool was stopped"))
    else:
        outer.set_exception(error)


def _prepare(parent_pid: int) -> None:
    """Runs first in each worker: signals, the watch on the parent, and one warm-up page."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(parent_pid,), daemon=True).start()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    extract_article(Page("https://warm-up.example/a", WARM_UP_HTML, datetime.now(UTC)))
    gc.freeze()  # tables and models stay: the collector need not look at them again and again
    gc.set_threshold(COLLECT_EVERY)


def _run(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The function's answer. Now and then the worker gives back the free memory that malloc keeps between the trees of pages."""
    try:
        return function(*args, **kwargs)
    finally:
        if next(_calls) % TRIM_EVERY == 0 and hasattr(_LIBC, "malloc_trim"):  # glibc has it, musl and macOS have not
            _LIBC.malloc_trim(0)


_calls = count(1)
_LIBC = ctypes.CDLL(None)


def _end_with_parent(parent_pid: int) -> None:
    """Ends this process when its parent is gone, so that a killed run leaves nothing behind."""
    while os.getppid() == parent_pid:
        time.sleep(PARENT_CHECK_S)
    os._exit(1)
