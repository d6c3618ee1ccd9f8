"""What a crawl costs its main process: CPU time, ticks that held up the reactor, memory. A Scrapy extension of the benchmark alone.

The setting PROBE_FILE names where the figures go as JSON when the spider closes. A tick is one turn of the event loop, from the return
of one wait for sockets and timers to the next wait.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

BLOCKED_S = 0.05
SAMPLE_EVERY_S = 1.0


class Probe:
    """Counts from the spider's opening to its closing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._file = Path(crawler.settings["PROBE_FILE"])
        self._samples: list[tuple[int, dict[int, int]]] = []
        self._handles: list[tuple[int, int]] = []
        self._ticks = Ticks()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension, running from the spider's opening to its closing."""
        probe = cls(crawler)
        crawler.signals.connect(probe.begin, signal=signals.spider_opened)
        crawler.signals.connect(probe.end, signal=signals.spider_closed)
        return probe

    def begin(self) -> None:
        """Starts the clocks."""
        self._ticks.watch(asyncio.get_running_loop())
        self._cpu_s, self._wall_s = time.process_time(), time.monotonic()
        self._task = asyncio.ensure_future(self._sample())

    def end(self) -> None:
        """Writes the figures."""
        self._task.cancel()
        figures = {
            "pages": self._pages(),
            "main_cpu_s": time.process_time() - self._cpu_s,
            "wall_s": time.monotonic() - self._wall_s,
            "ticks": self._ticks.number,
            "blocked": self._ticks.blocked,
            "longest_ms": self._ticks.longest_s * 1000,
            "samples": self._samples,
            "handles": self._handles,
        }
        self._file.write_text(json.dumps(figures), encoding="utf-8")

    def _pages(self) -> int:
        return int(self._crawler.stats.get_value("response_received_count", 0))

    async def _sample(self) -> None:
        while True:
            self._samples.append((self._pages(), memory_of_group(os.getpid())))
            self._handles.append((self._pages(), open_files()))
            await asyncio.sleep(SAMPLE_EVERY_S)


class Ticks:
    """How many turns a loop took, and how many of them longer than 50 ms by the clock, so waiting for a core included.

    The thread's CPU time is not asked for: in a sandbox that call takes .4 ms, more than most ticks.
    """

    def __init__(self) -> None:
        self.number = self.blocked = 0
        self.longest_s = 0.0
        self._began_s: float | None = None

    def watch(self, loop: Any) -> None:
        """Counts from now on; the wait is the loop's call of its selector."""
        select = loop._selector.select

        def counted(timeout: float | None = None) -> Any:
            self._end_tick()
            events = select(timeout)
            self._began_s = time.monotonic()
            return events

        loop._selector.select = counted

    def _end_tick(self) -> None:
        if self._began_s is None:
            return
        length_s = time.monotonic() - self._began_s
        self.number += 1
        if length_s > BLOCKED_S:
            self.blocked += 1
        self.longest_s = max(self.longest_s, length_s)


def open_files() -> int:
    """How many files, sockets and pipes this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def memory_of_group(pid: int) -> dict[int, int]:
    """Resident kibibytes of the process (under the key 0) and of each of its children, whichever thread started them, from /proc."""
    lists = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
    children = [int(child) for one in lists if one.exists() for child in one.read_text(encoding="ascii").split()]
    return {0: _resident(pid)} | {child: _resident(child) for child in children}


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:  # it ended just now
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
