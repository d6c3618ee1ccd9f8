"""scrapyd, for real: on loopback, in an environment of its own, with the project deployed as an egg and runs scheduled through its API."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crawls import ROOT, articles, pages, serve
from small_site import FRONT, HOST, big_site

pytestmark = pytest.mark.slow

SCRAPYD = "scrapyd>=1.6,<2"
SOURCES = ("crawler", "pipelines", "pyproject.toml", "LICENSE", "README.md")
JOB_TIMEOUT_S = 180
PROJECT = "reinschrift"


@dataclass(frozen=True)
class Scrapyd:
    """A running scrapyd, spoken to through its API."""

    url: str
    folder: Path

    def get(self, service: str, **parameters: str) -> dict[str, Any]:
        """The answer of a service that only tells."""
        return self._open(f"{self.url}/{service}.json?{urllib.parse.urlencode(parameters)}")

    def post(self, service: str, *fields: tuple[str, str]) -> dict[str, Any]:
        """The answer of a service that does something."""
        return self._open(f"{self.url}/{service}.json", urllib.parse.urlencode(fields).encode())

    def deploy(self, egg: Path) -> dict[str, Any]:
        """Uploads an egg as `curl -F egg=@FILE` does."""
        head = "".join(_part(name, value) for name, value in (("project", PROJECT), ("version", "test")))
        body = (
            f'{head}--END\r\nContent-Disposition: form-data; name="egg"; filename="e.egg"\r\n\r\n'.encode()
            + egg.read_bytes()
            + b"\r\n--END--\r\n"
        )
        return self._open(f"{self.url}/addversion.json", body, "multipart/form-data; boundary=END")

    def run(self, *fields: tuple[str, str]) -> str:
        """Schedules a run of the spider, waits for its end, and gives the log of the job."""
        return self.log_of(self.schedule(*fields))

    def schedule(self, *fields: tuple[str, str]) -> str:
        """Schedules a run of the spider; gives the id of the job."""
        return str(self.post("schedule", ("project", PROJECT), ("spider", "news"), *fields)["jobid"])

    def log_of(self, job: str) -> str:
        """The log of a job after its end; empty where the run ended before it had one."""
        deadline = time.monotonic() + JOB_TIMEOUT_S
        while job not in self._finished():
            assert time.monotonic() < deadline, self.log()
            threading.Event().wait(0.5)
        path = self.folder / "logs" / PROJECT / "news" / f"{job}.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def log(self) -> str:
        """What scrapyd itself has logged, and what its jobs have printed."""
        return (self.folder / "scrapyd.log").read_text(encoding="utf-8")

    def _finished(self) -> set[str]:
        return {entry["id"] for entry in self.get("listjobs", project=PROJECT)["finished"]}

    def _open(self, url: str, data: bytes | None = None, content_type: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
        request = urllib.request.Request(url, data, {"Content-Type": content_type} if data else {})
        with urllib.request.urlopen(request, timeout=120) as response:
            answer: dict[str, Any] = json.load(response)
        assert answer["status"] == "ok", answer
        return answer


def _part(name: str, value: str) -> str:
    return f'--END\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def _run(*command: object, cwd: Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def egg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The egg, built from a copy of the sources as `make egg` builds it."""
    source = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    _run(sys.executable, "-c", "import setuptools; setuptools.setup()", "--quiet", "bdist_egg", cwd=source)
    (egg,) = (source / "dist").glob("reinschrift-*.egg")
    return egg


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with scrapyd from the package index; the project's dependencies, not the project, in reach."""
    folder = tmp_path_factory.mktemp("scrapyd-environment")
    _run(sys.executable, "-m", "venv", folder, cwd=folder)
    python = folder / "bin" / "python"
    site_packages = next(folder.glob("lib/python*/site-packages"))
    # a path file inside that folder is not followed: a checkout that is installed there stays out of reach
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", SCRAPYD, cwd=folder)
    return python


@pytest.fixture(scope="module")
def scrapyd(python: Path, egg: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    """A scrapyd with the shipped configuration on a free port, the egg deployed."""
    folder = tmp_path_factory.mktemp("scrapyd")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = (ROOT / "docs" / "deploy" / "scrapyd.conf.example").read_text(encoding="utf-8")
    text = text.replace("http_port = 6800", f"http_port = {port}").replace("poll_interval = 5", "poll_interval = 0.5")
    (folder / "scrapyd.conf").write_text(text, encoding="utf-8")
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen([python.with_name("scrapyd")], cwd=folder, stdout=log, stderr=log, start_new_session=True)
    server = Scrapyd(f"http://127.0.0.1:{port}", folder)
    try:
        _wait_until_up(server, process)
        assert server.deploy(egg)["spiders"] == 1
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        if process.poll() is None:
            process.kill()


def _wait_until_up(server: Scrapyd, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, server.log()
        assert time.monotonic() < deadline, server.log()
        with contextlib.suppress(OSError):
            server.get("daemonstatus")
            return
        threading.Event().wait(0.2)


def test_scheduled_run_stores_articles(scrapyd: Scrapyd, data_dir: Path) -> None:
    """The deployed egg has the spider; a scheduled run stores the site's stories, and the job's log ends with the summary."""
    assert scrapyd.get("listspiders", project=PROJECT)["spiders"] == ["news"]
    with serve({HOST: big_site(5)}) as servers:
        log = scrapyd.run(*_arguments(data_dir, servers.resolve))
        assert len(articles(data_dir)) == 5, log
        again = scrapyd.run(*_arguments(data_dir, servers.resolve))
    assert "5 stored + 2 skipped + 0 errors = 7 found" in log
    assert "0 stored + 2 skipped + 0 errors = 2 found" in again  # the front page names nothing new, and the stories are not due
    assert len(articles(data_dir)) == 5
    assert pages(data_dir)["run_id"].nunique() == 2


def test_failed_run_says_so_in_the_log_of_its_job(scrapyd: Scrapyd, data_dir: Path) -> None:
    """There is no exit code to see: the line that explains it is an error in the job's log, and scrapyd's own log has the number."""
    log = scrapyd.run(*_arguments(data_dir, f"{HOST}=127.0.0.1:9"), ("setting", "RETRY_TIMES=0"))
    assert re.search(r"ERROR: scrapy crawl: nothing could be fetched: kurier\.example$", log, re.MULTILINE), log
    assert "exitstatus=4" in scrapyd.log()


def test_resolve_widens_the_guard_only_for_its_names(scrapyd: Scrapyd, data_dir: Path) -> None:
    """A setting of the schedule counts as given on the command line; other internal addresses stay out of reach."""
    with serve({HOST: big_site(1)}) as servers:
        scrapyd.run(*_arguments(data_dir, servers.resolve, f"http://127.0.0.1:{servers.port}/"))
        assert servers.requests == []
    assert "exitstatus=2" in scrapyd.log()


def test_cancelled_run_ends_gracefully(scrapyd: Scrapyd, data_dir: Path) -> None:
    """cancel.json sends SIGTERM: the run publishes what it has and says that it was stopped."""
    with serve({HOST: big_site(40)}, delay_s=0.3) as servers:
        job = scrapyd.schedule(*_arguments(data_dir, servers.resolve))
        deadline = time.monotonic() + JOB_TIMEOUT_S
        while len(servers.requests) < 8 and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        scrapyd.post("cancel", ("project", PROJECT), ("job", job))
        log = scrapyd.log_of(job)
    assert "stopped early, a signal; the next run goes on" in log
    assert 0 < len(articles(data_dir)) < 40


def _arguments(data_dir: Path, resolve: str, url: str = FRONT) -> tuple[tuple[str, str], ...]:
    settings = (f"DATA_DIR={data_dir}", f"RESOLVE={resolve}", "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "EXTRACT_WORKERS=1")
    return (("url", url), *(("setting", setting) for setting in settings))
