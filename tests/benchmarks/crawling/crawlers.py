"""The crawlers that are compared: how each one is called over the same pages, and what a run of it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawling.site import ADDRESS, HOST

from crawler import settings as project_settings

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
OURS, FETCH_ONLY, INLINE, NEWSPAPER4K, NEWS_PLEASE = (
    "reinschrift",
    "Scrapy fetching alone",
    "Scrapy + trafilatura",
    "newspaper4k",
    "news-please",
)
IN_FLIGHT = 16  # requests at once: enough that no crawler waits for a server on loopback
# Politeness off; robots.txt is obeyed all the same. Neither console: both are open ports.
QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": IN_FLIGHT,
    "CONCURRENT_REQUESTS_PER_DOMAIN": IN_FLIGHT,
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "INFO",
}


class CrawlFailedError(Exception):
    """A crawler ended with an error, or without the pages; the message says where its log lies."""


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A site on loopback: `folder` for lists and results, `port`, and the paths of its stories."""

    folder: Path
    port: int
    paths: Sequence[str]

    @property
    def urls_file(self) -> Path:
        """The stories' URLs, one a line, for crawlers that find nothing by themselves."""
        file = self.folder / "urls.txt"
        file.write_text("".join(f"http://{ADDRESS}:{self.port}{path}\n" for path in self.paths), encoding="utf-8")
        return file


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost. `cpu_s` is that of the process and all its children; `probe` is what the extension wrote, for Scrapy's."""

    pages: int
    wall_s: float
    cpu_s: float
    probe: Mapping[str, Any]


@contextmanager
def serving(folder: Path, paths: Sequence[str]) -> Iterator[ServedSite]:
    """Serves the folder from a process of its own while the block runs."""
    command = [sys.executable, "-m", "crawler.sample_server", str(folder)]
    with (
        (folder / "server.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            yield ServedSite(folder, int(server.stdout.readline() if server.stdout else ""), paths)
        finally:
            server.terminate()


def run_crawler(name: str, site: ServedSite, out: Path, python: Path, extra: Mapping[str, object] | None = None) -> Run:
    """One run over the site's pages, its logs and results in the new folder `out`. Raises CrawlFailedError."""
    out.mkdir(parents=True)
    command = _command(name, site, out, python, extra or {})
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT}:{HERE}", "PYTHONWARNINGS": "ignore"}
    if name != OURS:
        environment["SCRAPY_SETTINGS_MODULE"] = "plain_settings"
    with (out / "log.txt").open("w", encoding="utf-8") as log:
        began_s = time.monotonic()
        process = subprocess.Popen(command, cwd=PROJECT if name == OURS else out, env=environment, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)  # with what it has waited for: its workers
        wall_s = time.monotonic() - began_s
        process.returncode = os.waitstatus_to_exitcode(status)
    probe_file = out / "probe.json"
    probe = json.loads(probe_file.read_text(encoding="utf-8")) if probe_file.exists() else {}
    if process.returncode or (probe and probe["pages"] < len(site.paths)):
        raise CrawlFailedError(f"{name} ended with code {process.returncode} after {probe.get('pages', 0)} pages: {out / 'log.txt'}")
    return Run(len(site.paths), wall_s, usage.ru_utime + usage.ru_stime, probe)


def _command(name: str, site: ServedSite, out: Path, python: Path, extra: Mapping[str, object]) -> list[str]:
    probe: dict[str, object] = {"EXTENSIONS": {"probe.Probe": 1}, "PROBE_FILE": out / "probe.json"}
    if name == OURS:
        ours = {
            **probe,
            "EXTENSIONS": {**project_settings.EXTENSIONS, "probe.Probe": 1},
            "DATA_DIR": out / "data",
            "RESOLVE": f"{HOST}={ADDRESS}:{site.port}",
        }
        # since= lies before every page: those of a corpus are years old
        arguments = ["-a", f"url=http://{HOST}/", "-a", "since=1990-01-01", "-a", "pages=10000000"]
        return [str(python), "-m", "scrapy", "crawl", "news", *arguments, *_settings({**QUICK, **ours, **extra})]
    if name in (FETCH_ONLY, INLINE):
        extract = ["-a", "extract=yes", "-o", str(out / "items.jsonl")] if name == INLINE else []
        spider = [str(python), "-m", "scrapy", "runspider", str(HERE / "plain_spider.py"), "-a", f"urls={site.urls_file}"]
        return [*spider, *extract, *_settings({**QUICK, **probe, **extra})]
    return [str(python), str(HERE / f"{name.replace('-', '_')}_crawl.py"), str(site.urls_file)]


def _settings(values: Mapping[str, object]) -> list[str]:
    pairs = ((name, json.dumps(value) if isinstance(value, dict) else value) for name, value in values.items())
    return [option for name, value in pairs for option in ("-s", f"{name}={value}")]
