"""What hostile servers can do to a crawl: each attack ends in one verdict, nothing inside is asked for, no good story is lost.

The crawl is the real one, in a process of its own, over a site for each attack. Where the system allows it, servers and crawl run in
a network that holds the loopback device alone; without such a network the run is the same, but for names that the resolver would have
to know, and for the web's own ports.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from crawls import ROOT, articles, pages

from crawler.run_result import ExitCode

pytestmark = pytest.mark.xdist_group("hostile web")  # one run for all of these tests

MIN_ATTACKS, MIN_GOOD = 30, 50
MAX_MB, MAX_S = 400, 60
RUN_TIMEOUT_S = 300
ALONE = ["unshare", "--map-root-user", "--net", "--mount"]  # a network without devices, and mounts that nobody else sees


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run left its data, its log and its record."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "hostile.run", str(folder)]
    if _may_be_alone():
        command = [*ALONE, *command, "--isolated"]
    else:
        warnings.warn("no network namespaces here: the hostile web runs on the loopback device that all share", stacklevel=1)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=RUN_TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def _may_be_alone() -> bool:
    try:
        return subprocess.run([*ALONE, "true"], capture_output=True, timeout=10, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="module")
def record(folder: Path) -> dict[str, Any]:
    """What the servers saw, and how the crawl ended."""
    return json.loads((folder / "record.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def verdicts(folder: Path) -> dict[str, str]:
    """The verdict on each URL, by the decision log, which has each of them once."""
    log = pages(folder / "data")
    assert not log.duplicated(["url"]).any()
    return {row.url: f"{row.verdict}:{row.reason}" if isinstance(row.reason, str) else row.verdict for row in log.itertuples()}


def test_nothing_inside_is_reached(record: dict[str, Any]) -> None:
    """No connection to 127.0.0.2 over all attacks, nor to the web's ports of loopback, nor a request under a foreign name."""
    assert any(place.startswith("127.0.0.2:") for place in record["heard"])
    assert record["reached"] == []
    assert record["strangers"] == []


def test_the_network_is_loopback_alone(record: dict[str, Any]) -> None:
    """Where namespaces are allowed, there is no other device, the stand-in has the web's own ports, and names lead to it."""
    if _may_be_alone():
        assert record["devices"] == ["lo"]
        assert {"127.0.0.2:80", "127.0.0.2:443"} <= set(record["heard"])
        assert set(record["inner_names"].values()) == {"127.0.0.2"}
    else:
        assert record["inner_names"] == {}


def test_every_attack_was_tried(record: dict[str, Any]) -> None:
    """The crawl asked for each bad answer, but for what lies behind a robots.txt that could not be had."""
    asked = {f"http://{one['host']}{one['path']}" for one in record["asked"]}
    assert record["attacks"] >= MIN_ATTACKS
    assert {url for url in record["expected"] if url not in asked and not url.endswith(".example/")} == set()


def test_every_attack_ends_in_its_verdict(record: dict[str, Any], verdicts: dict[str, str]) -> None:
    """None ends as a fault of ours, none is left without an end, and the run says that it is done."""
    ends = {url: (verdicts.get(url), wanted) for url, wanted in record["expected"].items()}
    assert {url: end for url, end in ends.items() if end[0] not in end[1].split(" or ")} == {}
    assert "error:internal_error" not in Counter(verdicts.values())
    assert record["exit_code"] == ExitCode.DONE


def test_names_that_lead_inside_are_refused(record: dict[str, Any], verdicts: dict[str, str]) -> None:
    """A name below the site's own is judged by the resolver's answer; such names exist in a network of its own alone."""
    inner = {url: verdict for url, verdict in verdicts.items() if url.startswith("http://intern.")}
    known = bool(record["inner_names"])
    assert Counter(inner.values()) == ({"error:guard": 2, "skipped:guard": 1} if known else {})  # one names a port, too


def test_every_good_story_is_stored(record: dict[str, Any], folder: Path) -> None:
    """Those beside the attacks: each once, under its own address."""
    stored = Counter(articles(folder / "data")["url"])
    assert len(record["good"]) >= MIN_GOOD
    assert {url: stored[url] for url in record["good"] if stored[url] != 1} == {}


def test_nothing_is_told_to_anybody(record: dict[str, Any], folder: Path) -> None:
    """No cookie that a server set comes back, no password is sent, kept or logged."""
    told = [one for one in record["asked"] if {"cookie", "authorization"} & one["headers"].keys()]
    assert [one["host"] for one in told] == []
    kept = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml" and path.name != "record.json"]
    assert [path.name for path in kept if b"geheim" in path.read_bytes()] == []


def test_time_and_memory_are_bounded(record: dict[str, Any]) -> None:
    """The whole run in a minute of a machine that has nothing else to do, the crawl and each worker below 400 MB at every moment."""
    assert record["seconds"] * (1 - record["others"]) < MAX_S
    assert record["peak_mb"] < MAX_MB
    assert max(record["peaks_mb"].values()) < MAX_MB
