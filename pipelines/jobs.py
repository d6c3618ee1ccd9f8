"""The batch door: jobs in, one JSON line for each out, in the same order."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pipelines.article import Rejection
from pipelines.errors import InputError, PageError, ReinschriftError
from pipelines.extract import describe_page, separate_page
from pipelines.page import Page
from pipelines.reasons import Reason
from pipelines.results import Result, failed, page_result, text_result
from pipelines.sites import SiteProfile
from pipelines.urls import normalize_url, registered_domain
from pipelines.workers import WorkerPool, WorkerTimeoutError

MAX_FILE_BYTES = 20 * 2**20  # of a page, after gzip; twice what the crawler takes from the network
NO_PROFILES: Mapping[str, SiteProfile] = MappingProxyType({})
AHEAD_PER_WORKER = 4  # jobs in flight: enough to keep workers busy, few enough to bound memory


@dataclass(frozen=True, slots=True)
class Job:
    """One page to extract: where it lies, and the URL it came from (None: the file's own address)."""

    id: str | None
    path: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a jobs file that is no job, with the reason."""

    number: int
    error: str
    id: str | None = None


def read_jobs(lines: Iterable[str]) -> Iterator[Job | BadLine]:
    """The jobs of a JSON-lines file, in order; a line that is none is a BadLine, blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_job(number, line)


def run_jobs(
    jobs: Iterable[Job | BadLine], workers: int, deadline_s: float, profiles: Mapping[str, SiteProfile] = NO_PROFILES
) -> Iterator[Result]:
    """One result for each job, in order, whatever happens to any of them; memory is bounded by the jobs in flight.

    `profiles` are those of the pages' sites, by registered domain.
    """
    with WorkerPool(workers, deadline_s) as pool:
        pending: deque[tuple[Job | BadLine, Future[Result] | None]] = deque()
        for job in jobs:
            future = pool.submit(run_job, job, profiles.get(_site(job))) if isinstance(job, Job) else None
            pending.append((job, future))
            if len(pending) > workers * AHEAD_PER_WORKER:
                yield _result_of(*pending.popleft())
        while pending:
            yield _result_of(*pending.popleft())


def run_job(job: Job, profile: SiteProfile | None = None) -> Result:
    """The result of one job, in this process, with the profile of its site if it has one; a failure is a result too."""
    begin = time.perf_counter()
    try:
        body = read_body(Path(job.path))
    except (OSError, InputError) as error:
        return {**failed(job.id, str(error)), "seconds": _seconds_since(begin)}
    if job.path.removesuffix(".gz").endswith(".txt"):
        result = text_result(job.id, body.decode("utf-8", "replace"))
    else:
        result = _page_result(job, body, profile)
    return {**result, "seconds": _seconds_since(begin)}


def read_body(path: Path) -> bytes:
    """The file's bytes, unpacked. Raises OSError, or InputError for a broken gzip file or more than a page may have."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            body = file.read(MAX_FILE_BYTES + 1)
    except (EOFError, zlib.error) as error:
        raise InputError(f"{path}: broken gzip file") from error
    if len(body) > MAX_FILE_BYTES:
        raise InputError(f"{path}: more than {MAX_FILE_BYTES // 2**20} MB")
    return body


def file_url(path: Path) -> str:
    """The URL of a page of which only the file is known. It names a host (RFC 8089), since ids are made of URLs with one."""
    return path.absolute().as_uri().replace("file:///", "file://localhost/", 1)


def _page_result(job: Job, body: bytes, profile: SiteProfile | None) -> Result:
    page = Page(_page_url(job), body, datetime.now(UTC))
    try:
        article, refusal = separate_page(page, profile)
    except PageError as error:
        metadata = describe_page(page) if error.reason is Reason.NO_STORY else None
        return page_result(job.id, None, Rejection(page.url, error.stage, error.reason, error.detail), metadata)
    return page_result(job.id, article, refusal)


def _site(job: Job) -> str:
    """The registered domain of the job's page, empty where its URL has none."""
    try:
        return registered_domain(job.url or "")
    except ValueError:
        return ""


def _page_url(job: Job) -> str:
    """The job's URL; the file's own where it gives none, or one that cannot name a page, for which no story is refused."""
    try:
        normalize_url(job.url or "")
    except ValueError:
        return file_url(Path(job.path))
    return job.url or ""


def _read_job(number: int, line: str) -> Job | BadLine:
    try:
        value = json.loads(line)
    except ValueError as error:
        return BadLine(number, f"line {number} is no JSON: {error}")
    if not isinstance(value, dict):
        return BadLine(number, f"line {number} is no JSON object")
    job_id, path, url = value.get("id"), value.get("path"), value.get("url")
    if not isinstance(path, str) or not path or "\0" in path or not isinstance(url, str | None):
        return BadLine(
            number, f'line {number} needs a "path" (and may have a "url"), both strings', job_id if isinstance(job_id, str) else None
        )
    return Job(job_id if job_id is None or isinstance(job_id, str) else str(job_id), path, url)


def _result_of(job: Job | BadLine, future: Future[Result] | None) -> Result:
    if isinstance(job, BadLine):
        return {"id": job.id, "line": job.number, "status": "error", "error": job.error}
    assert future is not None  # noqa: S101 - for the type checker: every Job was submitted
    try:
        return future.result()
    except WorkerTimeoutError as error:
        return {**failed(job.id, str(error)), "reason": str(Reason.TIMEOUT)}
    except ReinschriftError as error:
        return {**failed(job.id, str(error)), "reason": str(Reason.WORKER_DIED)}
    except Exception as error:  # noqa: BLE001 - the worker's border: one bad page never ends the batch
        return {**failed(job.id, f"{type(error).__name__}: {error}"), "reason": str(Reason.INTERNAL_ERROR)}


def _seconds_since(begin: float) -> float:
    return round(time.perf_counter() - begin, 4)
