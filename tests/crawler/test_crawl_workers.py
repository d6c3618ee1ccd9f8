"""Worker processes that die or hang under a crawl: each costs the page that it had, and no other."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from crawls import articles, crawl, pages, running_crawl, serve, wait_for_requests
from small_site import FRONT, HOST, big_site

from crawler.run_result import ExitCode

STORIES = 20


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGSTOP, marks=pytest.mark.slow)])
def test_lost_worker_costs_one_page(data_dir: Path, number: signal.Signals) -> None:
    """The page is an error of this run, all others are stored, and the next run stores it too."""
    with serve({HOST: big_site(STORIES)}, delay_s=0.1) as servers:
        with running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "EXTRACT_TIMEOUT_S=3") as process:
            wait_for_requests(servers, 10, process)
            os.kill(_wait_for_worker(process.pid), number)
            output, errors = process.communicate(timeout=120)
        assert process.returncode == ExitCode.DONE, errors
        assert len(articles(data_dir)) >= STORIES - 1, output
        again = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    lost = pages(data_dir).query("verdict == 'error'")
    assert set(lost["reason"]) <= {"worker_died" if number is signal.SIGKILL else "timeout"}
    assert again.returncode == ExitCode.DONE, again.stderr
    assert len(articles(data_dir)) == STORIES


def _wait_for_worker(pid: int) -> int:
    """The process id of a crawl's worker."""
    for _ in range(1000):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]
        for child in children:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        threading.Event().wait(0.01)
    raise AssertionError("the crawl has no worker")
