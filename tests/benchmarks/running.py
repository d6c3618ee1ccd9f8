"""An adapter in its environment over a jobs file -> a file of predictions, whatever happens to single pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from corpus_pages import CorpusPage

MAX_STARTS = 20  # of a process that dies on a page; an extractor that dies more often is given up
NO_WARM_UP = ["--warm-up", "0"]
PROGRESS_PAGES = 200


class RunFailedError(Exception):
    """An extractor does not run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is told on standard error: of `total` pages, `done` were done by an earlier process."""

    name: str
    done: int
    total: int

    def tell(self, pages: int) -> None:
        """Says how far it is, now and then."""
        now = self.done + pages
        if now % PROGRESS_PAGES == 0 or now == self.total:
            print(f"{self.name}: {now:,} of {self.total:,} pages", file=sys.stderr)


def write_jobs(pages: Sequence[CorpusPage], path: Path) -> None:
    """The jobs file that adapters read."""
    jobs = ({"id": page.key, "url": page.url, "path": str(page.path.absolute())} for page in pages)
    path.write_text("".join(json.dumps(job) + "\n" for job in jobs), encoding="utf-8")


def run_adapter(python: Path, adapter: Path, jobs: Path, target: Path, timeout_s: float) -> None:
    """Writes the predictions for all jobs. A page on which the process dies counts as an error, and the next ones go on without it.

    The file gets its name when all is in it. Raises RunFailedError where the adapter does not start, or dies too often.
    """
    ids = [json.loads(line)["id"] for line in jobs.read_text(encoding="utf-8").splitlines()]
    part, log = target.with_suffix(".part"), target.with_suffix(".log")
    call = [str(python), str(adapter), str(jobs), "--timeout", str(timeout_s)]
    with part.open("w", encoding="utf-8") as out, log.open("w", encoding="utf-8") as errors:
        warm_up: list[str] = []
        done = 0
        for _ in range(MAX_STARTS):
            started, pages = _copy_lines([*call, "--skip", str(done), *warm_up], out, errors, Progress(target.stem, done, len(ids)))
            done += pages
            if done == len(ids):
                break
            if started:
                out.write(json.dumps({"id": ids[done], "text": "", "error": "the process died on it"}) + "\n")
                done += 1
            elif warm_up:
                raise RunFailedError(_last_line(log))
            warm_up = NO_WARM_UP  # it may have died in there, on a page that would be warmed up with again
        else:
            raise RunFailedError(f"its process died {MAX_STARTS} times")
    part.rename(target)


def _copy_lines(command: list[str], out: TextIO, errors: TextIO, progress: Progress) -> tuple[bool, int]:
    """Runs the command and copies what it prints; whether it began with the pages, and how many it did."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8", env=environment) as process:
        lines = 0
        for line in process.stdout or ():
            out.write(line)
            if lines:  # the first one tells about the extractor
                progress.tell(lines)
            lines += 1
    return lines > 0, max(0, lines - 1)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "no reason given")
