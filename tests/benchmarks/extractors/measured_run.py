"""One extractor over many pages, one JSON line for each: what every adapter of this folder calls.

    <environment>/bin/python goose3_adapter.py JOBS [--skip N] [--warm-up N] [--timeout S] > predictions.jsonl

It runs in the environment of each extractor, so it uses the standard library alone. Linux and macOS.
"""

from __future__ import annotations

import argparse
import faulthandler
import gzip
import json
import logging
import os
import platform
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([-\w]+)""", re.IGNORECASE)
LANGUAGE = re.compile(rb"""<html[^>]*?\slang\s*=\s*["']?\s*([A-Za-z]+)""", re.IGNORECASE)
HEAD_BYTES = 4096  # where a page names its charset and its language, if it does


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor makes of a page; None where it gives no such thing.

    `status` is "ok" or a reason of refusal, and stays None for extractors that judge no pages; `date` begins with YYYY-MM-DD.
    """

    text: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    status: str | None = None


Extractor = Callable[[bytes, str], Extraction]


class PageTimeoutError(BaseException):
    """A page took too long. No Exception, so that an extractor that catches all of those does not catch this one."""


def run(distribution: str, extract: Extractor) -> None:
    """Extracts the pages of a jobs file: a line on the extractor first, then a line for each page, written as soon as it is done."""
    options = _options()
    jobs = [json.loads(line) for line in options.jobs.read_text(encoding="utf-8").splitlines()][options.skip :]
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, _raise_timeout)
    _pin_to_one_core()
    with _own_stdout() as out:
        for job in jobs[: options.warm_up]:  # models are loaded and caches filled before the clock counts
            _result(extract, job, options.timeout)
        _write(out, {"distribution": distribution, "version": version(distribution), "python": platform.python_version()})
        for job in jobs:
            _write(out, _result(extract, job, options.timeout))


def decoded(html: bytes) -> str:
    """The page as text, for extractors that take no bytes: by the charset it names, else as UTF-8, else as Windows-1252."""
    named = CHARSET.search(html[:HEAD_BYTES])
    for charset in (named[1].decode("ascii") if named else "utf-8", "utf-8"):
        try:
            return html.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return html.decode("utf-8" if named and named[1].lower() == b"utf-8" else "cp1252", "replace")


def declared_language(html: bytes) -> str | None:
    """The language that the page's html element names, "de" for de-AT; None where it names none."""
    named = LANGUAGE.search(html[:HEAD_BYTES])
    return named[1].decode("ascii").lower() if named else None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Runs one extractor over the pages of a jobs file.")
    parser.add_argument("jobs", type=Path, help="JSON lines with id, url and path of a .html.gz file")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first N pages")
    parser.add_argument("--warm-up", type=int, default=10, metavar="N", help="pages that are extracted once more, before all others")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds after which a page counts as failed")
    return parser.parse_args()


def _result(extract: Extractor, job: dict[str, str], timeout_s: float) -> dict[str, Any]:
    """The page's extraction with its CPU time, from the bytes on; an error is a result with an empty text."""
    html = gzip.decompress(Path(job["path"]).read_bytes())
    error = None
    faulthandler.dump_traceback_later(2 * timeout_s, exit=True)  # native code that hangs hears no alarm: the process ends
    begin = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_REAL, timeout_s)
        extraction = extract(html, job["url"])
    except PageTimeoutError:
        extraction, error = Extraction(None), f"no answer in {timeout_s:g} s"
    except Exception as raised:  # noqa: BLE001  whatever a foreign extractor raises, the next page comes
        extraction, error = Extraction(None), f"{type(raised).__name__}: {raised}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    cpu_ms = 1000 * (time.process_time() - begin)
    faulthandler.cancel_dump_traceback_later()
    fields = asdict(extraction) | {"text": extraction.text or ""}
    return {"id": job["id"], **fields, "error": error, "cpu_ms": round(cpu_ms, 3), "peak_bytes": _peak_bytes()}


def _peak_bytes() -> int:
    """The most memory this process has held. Linux hands the parent's `ru_maxrss` on to a child, so the kernel's own file goes first."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        found = None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(found[1]) * 1024 if found else peak * (1 if sys.platform == "darwin" else 1024)


def _pin_to_one_core() -> None:
    """Linux alone can; elsewhere the run goes on unpinned."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _raise_timeout(signal_number: int, frame: object) -> None:
    raise PageTimeoutError


@contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Standard output for our lines alone; what an extractor prints goes to standard error."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace") as out:
        os.dup2(2, 1)
        yield out


def _write(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line) + "\n")
    out.flush()
