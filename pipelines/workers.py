"""Worker processes that are killed at a deadline: one page may hang or crash, and costs itself only.

4 kB of HTML can hang a regular expression inside a library for good. A pool on a shared queue is not enough: a worker that dies or
stops while it holds the queue's lock, or before it has said which call it took, ends the whole pool (seen with pebble 5.2 and with
concurrent.futures). So each worker has a process and a pipe of its own, and a thread here that waits for it.
"""

from __future__ import annotations

import atexit
import pickle
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pipelines.worker_process import DEFAULT_MAX_MB, WorkerDiedError, WorkerProcess, WorkerTimeoutError

__all__ = ["DEFAULT_DEADLINE_S", "WorkerDiedError", "WorkerPool", "WorkerTimeoutError"]

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_DEADLINE_S = 10.0  # p99 of real pages is 1.4 s on a loaded 2-core machine; nothing honest comes near


@dataclass(frozen=True, slots=True)
class _Call:
    """A function and its arguments, pickled; the deadline counts from when a worker gets it."""

    future: Future[Any]
    deadline_s: float
    request: bytes


class WorkerPool:
    """A fixed number of worker processes that run importable functions, each call with a deadline and a bound of memory (0: none).

    With `warm_up` they extract a page before their first call, so that it finds tables and models loaded.
    """

    def __init__(self, workers: int, deadline_s: float = DEFAULT_DEADLINE_S, max_mb: int = DEFAULT_MAX_MB, *, warm_up: bool = True) -> None:
        self.deadline_s = deadline_s
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._is_stopped = threading.Event()
        self._workers = [WorkerProcess(max_mb, warm_up=warm_up) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        for thread in self._threads:
            thread.start()
        # before multiprocessing's own, which would wait for ever for workers that ignore SIGTERM
        atexit.register(self.stop)

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """A future of `function(*args)`; its result raises WorkerTimeoutError or WorkerDiedError where no answer came."""
        return self.submit_within(self.deadline_s, function, *args, **kwargs)

    def submit_within(self, deadline_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """As `submit`, with a deadline of the call's own."""
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        self._calls.put(_Call(future, deadline_s, pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)))
        if self._is_stopped.is_set():
            self._refuse_rest()
        return future

    def close(self) -> None:
        """Waits for what was submitted (at most a deadline each) and ends the workers."""
        self._end_threads()
        self.stop()

    def stop(self) -> None:
        """Ends the workers at once; what runs or waits is lost, and its future says so."""
        self._is_stopped.set()
        self._refuse_rest()
        for worker in self._workers:
            worker.end()
        self._end_threads()
        atexit.unregister(self.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self.stop()

    def _serve(self, worker: WorkerProcess) -> None:
        """The thread of one worker: call after call, until the end."""
        self._start(worker)
        while (call := self._calls.get()) is not None:
            if self._is_stopped.is_set():
                call.future.set_exception(WorkerDiedError("the pool was stopped"))
                continue
            try:
                answer = worker.call(call.deadline_s, call.request)
            except BaseException as error:  # noqa: BLE001  # to the caller, whatever it is
                call.future.set_exception(error)
            else:
                call.future.set_result(answer)

    def _start(self, worker: WorkerProcess) -> None:
        """Starts a worker before its first call, so that the call does not wait; one that does not come up says so there."""
        try:
            worker.start()
        except (OSError, WorkerDiedError):
            return

    def _refuse_rest(self) -> None:
        while True:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                return
            if call is not None:
                call.future.set_exception(WorkerDiedError("the pool was stopped"))

    def _end_threads(self) -> None:
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()
