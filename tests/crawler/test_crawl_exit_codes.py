"""`scrapy crawl` ends with an exit code that says what happened, and one line that says why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from crawls import articles, crawl, serve
from small_site import FRONT, HOST, big_site

from crawler.run_result import ExitCode
from pipelines.state import lock_store

OTHER = "www.silent.example"


def test_bad_argument_is_one_line_and_exit_code_2(data_dir: Path) -> None:
    """Nothing is fetched, nothing is written, and the only line says what is wrong."""
    process = crawl(data_dir, f"{HOST}=127.0.0.1:9", "-a", f"url={FRONT}", "-a", "since=yesterday")
    assert process.returncode == ExitCode.BAD_INPUT
    assert process.stderr == "scrapy crawl: since=yesterday: not a date such as 2026-01-31 or 2026-01-31T06:00+01:00\n"
    assert not data_dir.exists()


def test_locked_store_is_exit_code_3(data_dir: Path) -> None:
    """A second run on the same DATA_DIR ends at once and names the process that holds it."""
    with lock_store(data_dir):
        process = crawl(data_dir, f"{HOST}=127.0.0.1:9", "-a", f"url={FRONT}")
    assert process.returncode == ExitCode.LOCKED
    assert f"process {os.getpid()}" in process.stderr.splitlines()[-1]


def test_unreachable_site_is_exit_code_4(data_dir: Path) -> None:
    """Where nothing answers, the run says that nothing could be fetched."""
    process = crawl(data_dir, f"{HOST}=127.0.0.1:9", "-a", f"url={FRONT}", "-s", "RETRY_TIMES=0")
    assert process.returncode == ExitCode.NOTHING_FETCHED
    assert process.stderr.splitlines()[-1].startswith("scrapy crawl: nothing could be fetched")
    assert "  errors        2  connection 2\n" in process.stdout
    assert f"No robots.txt, so nothing of this host is fetched: {FRONT}robots.txt: Connection was refused" in process.stderr
    assert "Traceback" not in process.stderr


def test_failed_site_is_exit_code_5_and_the_others_are_stored(data_dir: Path, write_profile: Callable[[str, str], Path]) -> None:
    """One of two sites has only 404s: its name is in the last line, and the other site's articles are stored."""
    write_profile("silent.example", f'name = "silent"\ndomain = "silent.example"\nstart = ["http://{OTHER}/"]\n')
    folder = write_profile("kurier.example", f'name = "kurier"\ndomain = "kurier.example"\nstart = ["{FRONT}"]\n')
    with serve({HOST: big_site(3), OTHER: {}}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", "sites=all", "-s", f"SITES_DIRS={folder}")
    assert process.returncode == ExitCode.SITES_FAILED
    assert process.stderr.splitlines()[-1] == "scrapy crawl: too many sites failed or fell silent: silent.example"
    assert len(articles(data_dir)) == 3


def test_full_disk_is_exit_code_7_and_the_url_stays_queued(data_dir: Path) -> None:
    """A run that is told to leave more space free than there is stops; with space it goes on."""
    with serve({HOST: big_site(3)}) as servers:
        stopped = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", "MIN_FREE_MB=1000000000")
        resumed = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert stopped.returncode == ExitCode.STORE_FAILED
    assert "bytes free" in stopped.stderr.splitlines()[-1]
    assert resumed.returncode == ExitCode.DONE
    assert len(articles(data_dir)) == 3
