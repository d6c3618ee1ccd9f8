"""Inside a worker process: takes call after call from its pipe, within its memory, and ends with its parent."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import pickle
import resource
import signal
import threading
import time
import traceback
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from pipelines.extract import extract_article
from pipelines.page import Page

PARENT_CHECK_S = 1.0
OUT_OF_MEMORY = 12  # exit code: ENOMEM
READY = b"ready"
TAKEN = b"taken"
MIN_ROOM_MB = 200  # beyond what it holds at its start, wherever that is more than elsewhere
TRIM_EVERY = 20  # calls, after which a worker gives memory back; it costs 3 ms
COLLECT_EVERY = 20_000  # new objects, a few pages' worth: at Python's 700 the collector takes 3 ms of each page, here 1
# It names its language: the model that would detect it takes .6 s to load, and few pages need it.
WARM_UP_HTML = "<html lang='en'><body><article><h1>Warm up</h1>" + "<p>The first page of a process pays for tables and caches.</p>" * 9

_calls = count(1)
_LIBC = ctypes.CDLL(None)


def serve(pipe: Connection, parent_pid: int, max_mb: int, warm_up: bool) -> None:  # noqa: FBT001  # a process takes them by place
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
