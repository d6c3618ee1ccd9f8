"""What a page or file becomes in a worker process, and what it costs there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.article import Article
from pipelines.errors import PageError
from pipelines.extract import extract_article
from pipelines.page import Page

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Measured:
    """The reason of a refusal, or the body and flags of an article, or the number of finds; CPU seconds and the peak of memory."""

    reason: str | None
    body: str
    flags: tuple[str, ...]
    finds: int
    cpu_s: float
    peak_mb: float


def measure_page(page: Page) -> Measured:
    """Extracts a page."""
    outcome, cpu_s, peak_mb = _run(extract_article, page)
    if isinstance(outcome, Article):
        return Measured(None, outcome.body, outcome.quality_flags, 0, cpu_s, peak_mb)
    return Measured(str(outcome.reason), "", (), 0, cpu_s, peak_mb)


def measure_file(read: Callable[[bytes, str], list[Any]], body: bytes, url: str) -> Measured:
    """Reads a sitemap, feed or robots.txt."""
    outcome, cpu_s, peak_mb = _run(_finds, read, body, url)
    if isinstance(outcome, str):
        return Measured(outcome, "", (), 0, cpu_s, peak_mb)
    return Measured(None, "", (), len(outcome), cpu_s, peak_mb)


def _finds(read: Callable[[bytes, str], list[Any]], body: bytes, url: str) -> list[Any] | str:
    try:
        return read(body, url)
    except PageError as error:
        return str(error.reason)


def _run(function: Callable[..., Any], *args: Any) -> tuple[Any, float, float]:
    if _RESET.exists():  # Linux: the peak counts from here
        _RESET.write_text("5")
    begin = time.process_time()
    outcome = function(*args)
    cpu_s = time.process_time() - begin
    peak = next((line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")), "0 0") if _STATUS.exists() else "0 0"
    return outcome, cpu_s, int(peak.split()[1]) / 1024
