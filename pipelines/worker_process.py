"""One worker process on a pipe of its own: called, and killed when it does not answer in time.

Nothing is shared with other workers, no queue and no lock: a process that dies or hangs at any moment, also between two calls, takes
nothing with it that another one waits for. A timer inside the process would not fire while C code runs, so the parent kills it.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipelines.errors import ReinschriftError
from pipelines.extract import extract_article
from pipelines.page import Page

PARENT_CHECK_S = 1.0
START_TIMEOUT_S = 120.0  # imports and the warm-up page take 2 s; many times that on a machine that swaps
STARTS = 3  # processes that may die one after the other before they take a call, until the call is given up
OUT_OF_MEMORY = 12  # exit code: ENOMEM
READY = b"ready"
TAKEN = b"taken"
DEFAULT_MAX_MB = 500  # a worker holds 235 at its start; the twelve largest real pages at hand (5 MB) took 61 more
MIN_ROOM_MB = 200  # beyond what it holds at its start, wherever that is more than elsewhere
TRIM_EVERY = 20  # calls, after which a worker gives memory back; it costs 3 ms
COLLECT_EVERY = 20_000  # new objects, a few pages' worth: at Python's 700 the collector takes 3 ms of each page, here 1
# It names its language: the model that would detect it takes .6 s to load, and few pages need it.
WARM_UP_HTML = "<html lang='en'><body><article><h1>Warm up</h1>" + "<p>The first page of a process pays for tables and caches.</p>" * 9

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
            process = context.Process(target=_serve, args=(theirs, os.getpid(), self._max_mb, self._warm_up), daemon=True)
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


def _serve(pipe: Connection, parent_pid: int, max_mb: int, warm_up: bool) -> None:  # noqa: FBT001  # a process takes them by place
    """The process: says that it is ready, then answers call after call until the parent closes the pipe."""
    _prepare(parent_pid)
    if warm_up:
        _warm_up()
    _bound_memory(max_mb)
    try:
        pipe.send_bytes(READY)
        while True:
            request = pipe.recv_bytes()
            pipe.send_bytes(TAKEN)
            pipe.send_bytes(_answer(request))
            if next(_calls) % TRIM_EVERY == 0 and hasattr(_LIBC, "malloc_trim"):  # glibc has it, musl and macOS have not
                _LIBC.malloc_trim(0)  # free memory that malloc keeps between the trees of pages
    except (EOFError, OSError):
        return


def _prepare(parent_pid: int) -> None:
    """Signals, and the watch on the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(parent_pid,), daemon=True).start()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def _warm_up() -> None:
    """One page, after which tables, models and caches are there."""
    extract_article(Page("https://warm-up.example/a", WARM_UP_HTML, datetime.now(UTC)))
    gc.freeze()  # tables and models stay: the collector need not look at them again and again
    gc.set_threshold(COLLECT_EVERY)


def _bound_memory(max_mb: int) -> None:
    """Lets no page take more than that, which would be the whole machine's: allocations fail beyond it, which ends the process."""
    if max_mb and (held_mb := _data_mb()):
        bound = max(max_mb, held_mb + MIN_ROOM_MB) * 2**20
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


def _data_mb() -> int:
    """What the process holds of its own, as the limit counts it; 0 where the system does not say (it is not Linux)."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmData")), 0)


def _answer(request: bytes) -> bytes:
    """The pickled pair of whether the function succeeded, and what it returned or raised."""
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301  # from our own parent
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:  # who knows what else is missing now: the next page gets a new process
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001  # the worker's border: whatever a page raises goes to the caller
        error.add_note(f"in a worker process:\n{traceback.format_exc()}")
        return pickle.dumps((False, _that_travels(error)))


def _that_travels(error: Exception) -> Exception:
    """The exception; one that cannot be pickled and read again, as its text."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  # made here
    except Exception:  # noqa: BLE001  # other people's classes
        plain = RuntimeError(f"{type(error).__name__}: {error}")
        plain.__notes__ = error.__notes__
        return plain
    return error


def _end_with_parent(parent_pid: int) -> None:
    """Ends this process when its parent is gone, so that a killed run leaves nothing behind."""
    while os.getppid() == parent_pid:
        time.sleep(PARENT_CHECK_S)
    os._exit(1)


_calls = count(1)
_LIBC = ctypes.CDLL(None)
