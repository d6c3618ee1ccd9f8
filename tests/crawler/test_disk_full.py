"""A disk of 2 MB that fills up: a clear end, and nothing lost or doubled once there is room."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from crawls import ROOT, crawl_command, serve
from small_site import FRONT, HOST, big_site, story

from crawler.run_result import ExitCode

DRIVER = Path(__file__).with_name("small_disk.py")
STORIES = 150


def on_small_disk(folder: Path, action: str, *command: str) -> dict[str, Any]:
    """What the driver saw, in a mount namespace of its own: the file system is gone with it."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    whole = ["unshare", "--map-root-user", "--mount", sys.executable, str(DRIVER), str(folder), action, *command]
    done = subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_store_on_a_full_disk(tmp_path: Path) -> None:
    """The message names a path and the bytes free; what was published stays readable; what was acknowledged is there afterwards, once."""
    seen = on_small_disk(tmp_path / "disk", "store")
    full, resumed = seen["full"], seen["resumed"]
    assert re.search(rf"^{tmp_path}/disk/data/\S+: .*\(?\d+ bytes free", full["said"]), full["said"]
    assert 0 < len(full["urls"]) < len(full["acknowledged"])
    assert resumed["urls"] == sorted(full["acknowledged"])
    assert (full["faults"], resumed["faults"]) == ([], [])


@pytest.mark.slow
def test_crawl_on_a_full_disk(tmp_path: Path) -> None:
    """The run ends with exit code 7 and one line with path and bytes free; the next stores every story once."""
    with serve({HOST: big_site(STORIES)}) as servers:
        command = crawl_command(tmp_path / "disk" / "data", servers.resolve, "-a", f"url={FRONT}", "-s", "MIN_FREE_MB=0")
        seen = on_small_disk(tmp_path / "disk", "crawl", *command)
    full, resumed = seen["full"], seen["resumed"]
    assert full["code"] == ExitCode.STORE_FAILED
    assert re.search(rf"^scrapy crawl: {tmp_path}/disk/data\S*: .*\(\d+ bytes free\)$", full["said"]), full["said"]
    assert (resumed["code"], resumed["urls"]) == (ExitCode.DONE, sorted(f"http://{HOST}{story(number)}" for number in range(STORIES)))
    assert (full["faults"], resumed["faults"]) == ([], [])
