"""One worker process on a pipe of its own: called, and killed when it does not answer in time.

Nothing is shared with other workers, no queue and no lock: a process that dies or hangs at any moment, also between two calls, takes
nothing with it that another one waits for. A timer inside the process would not fire while C code runs, so the parent kills it.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from pipelines.errors import ReinschriftError
from pipelines.worker_child import PARENT_CHECK_S, READY, TAKEN, serve

START_TIMEOUT_S = 120.0  # imports and the warm-up page take 2 s; many times that on a machine that swaps
STARTS = 3  # processes that may die one after the other before they take a call, until the call is given up
DEFAULT_MAX_MB = 500  # a worker holds 235 at its start; the twelve largest real pages at hand (5 MB) took 61 more

_starting = threading.Lock()  # the threads of a pool start their processes one after the other


class WorkerTimeoutError(ReinschriftError):
    """The function ran past its deadline; its worker was killed and replaced."""


class WorkerDiedError(ReinschriftError):
    """The worker died under the function (out of memory, crash in C code) and was replaced."""


class _NotTakenError(WorkerDiedError):
    """The worker had died before it took the call."""


class WorkerProcess:
    """A spawned process that runs one importable function at a time; started when needed, and again after it has died.

    Spawned, so that it shares no file descriptors with a reactor; it ignores SIGINT and SIGTERM, which go to the whole process group,
    and ends by itself when the parent is gone. One thread calls `call`; `kill` is for every thread.
    """

    def __init__(self, max_mb: int = DEFAULT_MAX_MB, *, warm_up: bool = True) -> None:
        self._max_mb = max_mb
        self._warm_up = warm_up
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._is_ended = threading.Event()

    def start(self) -> Connection:
        """The pipe to a process that is ready for a call. Raises WorkerDiedError where it does not come up."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.kill()
        if self._pipe is not None:
            self._pipe.close()
        self._pipe = self._spawn()
        try:
            if not self._is_ended.is_set() and self._pipe.poll(START_TIMEOUT_S) and self._pipe.recv_bytes() == READY:
                return self._pipe
        except (EOFError, OSError):
            pass
        self.kill()
        raise _NotTakenError(f"a worker process died before its first call (exit code {self._exit_code()})")

    def call(self, deadline_s: float, request: bytes) -> Any:
        """The answer to a pickled (function, args, kwargs); raises what the function raised, WorkerTimeoutError or WorkerDiedError."""
        for tries_left in reversed(range(STARTS)):
            try:
                reply = self._ask(deadline_s, request)
                break
            except _NotTakenError:  # it died while it waited or started, which is not this call's fault
                if not tries_left or self._is_ended.is_set():
                    raise
        succeeded, answer = pickle.loads(reply)  # noqa: S301  # from our own process
        if not succeeded:
            raise answer
        return answer

    def _ask(self, deadline_s: float, request: bytes) -> bytes:
        """The reply to one request; a process that gives none is dead afterwards."""
        pipe = self.start()
        is_taken = False
        try:
            with self._killed_after(deadline_s) as is_late:
                pipe.send_bytes(request)
                is_taken = pipe.recv_bytes() == TAKEN
                return pipe.recv_bytes()
        except (EOFError, OSError) as error:
            code = self._exit_code()
            self.kill()
            if is_late.is_set():
                raise WorkerTimeoutError(f"no answer within {deadline_s:g} s; the worker was killed") from error
            fault = WorkerDiedError if is_taken else _NotTakenError
            raise fault(f"the worker process died (exit code {code})") from error

    def end(self) -> None:
        """Ends the process at once, for good."""
        self._is_ended.set()
        self.kill()

    def kill(self) -> None:
        """Ends the process at once, whatever it does; the next call starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _spawn(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        with _starting:
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, os.getpid(), self._max_mb, self._warm_up), daemon=True)
            process.start()
            theirs.close()
        self._process = process
        return ours

    def _exit_code(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(PARENT_CHECK_S)
        return self._process.exitcode

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[threading.Event]:
        """Kills the process when the block takes longer, which ends any read or write of the pipe; the event says whether it did."""
        lock, is_late, is_done = threading.Lock(), threading.Event(), threading.Event()

        def expire() -> None:
            with lock:
                if not is_done.is_set():
                    is_late.set()
                    self.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            yield is_late
        finally:
            timer.cancel()
            with lock:
                is_done.set()
