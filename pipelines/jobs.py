"""The batch door: jobs in, one JSON line for each out, in the same order."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.article import Article, Rejection
from pipelines.block import LabelledBlock
from pipelines.errors import InputError, PageError, ReinschriftError
from pipelines.extract import separate_page, separate_text
from pipelines.page import Page
from pipelines.reasons import Reason
from pipelines.text import clean_text
from pipelines.urls import normalize_url
from pipelines.workers import WorkerPool, WorkerTimeoutError

Result = dict[str, Any]

MAX_FILE_BYTES = 20 * 2**20  # of a page, after gzip; twice what the crawler takes from the network
AHEAD_PER_WORKER = 4  # jobs in flight: enough to keep workers busy, few enough to bound memory
_STATUS = {
    Reason.EMPTY: "empty",
    Reason.NO_STORY: "empty",
    Reason.INTERNAL_ERROR: "error",
    Reason.TIMEOUT: "error",
    Reason.TOO_DEEP: "error",
}


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


def run_jobs(jobs: Iterable[Job | BadLine], workers: int, deadline_s: float) -> Iterator[Result]:
    """One result for each job, in order, whatever happens to any of them; memory is bounded by the jobs in flight."""
    with WorkerPool(workers, deadline_s) as pool:
        pending: deque[tuple[Job | BadLine, Future[Result] | None]] = deque()
        for job in jobs:
            pending.append((job, pool.submit(run_job, job) if isinstance(job, Job) else None))
            if len(pending) > workers * AHEAD_PER_WORKER:
                yield _result_of(*pending.popleft())
        while pending:
            yield _result_of(*pending.popleft())


def run_job(job: Job) -> Result:
    """The result of one job, in this process; a failure is a result too."""
    begin = time.perf_counter()
    try:
        body = read_body(Path(job.path))
    except (OSError, InputError) as error:
        return {**failed(job.id, str(error)), "seconds": _seconds_since(begin)}
    if job.path.removesuffix(".gz").endswith(".txt"):
        result = text_result(job.id, body.decode("utf-8", "replace"))
    else:
        result = _page_result(job, body)
    return {**result, "seconds": _seconds_since(begin)}


def text_result(job_id: str | None, text: str) -> Result:
    """The result for a plain text: its story and its labelled lines."""
    blocks = separate_text(text)
    story = "\n\n".join(block.text for block in blocks if block.kept)
    return {**_empty(job_id), "text": story, "status": "ok" if story else "empty", "blocks": [_block(block) for block in blocks]}


def failed(job_id: str | None, error: str) -> Result:
    """The result of a job that could not be done: status error, and what went wrong."""
    return {**_empty(job_id), "status": "error", "error": clean_text(error)}


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


def _page_result(job: Job, body: bytes) -> Result:
    """The page's result; one that is judged to be no article keeps its text and blocks, so that the judgement can be checked."""
    page = Page(_page_url(job), body, datetime.now(UTC))
    try:
        article, refusal = separate_page(page)
    except PageError as error:
        refusal, result = Rejection(page.url, error.stage, error.reason, error.detail), _empty(job.id)
    else:
        result = _article_result(job.id, article)
    return result | _refused(refusal) if refusal else result


def _refused(rejection: Rejection) -> Result:
    status = _STATUS.get(rejection.reason, "not_article")
    reason = f"{rejection.reason}{f': {rejection.detail}' if rejection.detail else ''}"
    return {"status": status, "reason": reason} | ({"error": reason} if status == "error" else {})


def _page_url(job: Job) -> str:
    """The job's URL; the file's own where it gives none, or one that cannot name a page, for which no story is refused."""
    try:
        normalize_url(job.url or "")
    except ValueError:
        return file_url(Path(job.path))
    return job.url or ""


def _article_result(job_id: str | None, article: Article) -> Result:
    metadata = article.metadata
    return _empty(job_id) | {
        "text": article.body,
        "title": metadata.headline,
        "authors": list(metadata.authors),
        "date": metadata.date_published.iso if metadata.date_published else None,
        "language": metadata.language,
        "status": str(article.status),
        "quality_flags": list(article.quality_flags),
        "confidence": article.confidence,
        "blocks": [_block(block) for block in article.blocks],
    }


def _empty(job_id: str | None) -> Result:
    """A result with every key of the batch interface, in its order."""
    return {
        "id": job_id,
        "text": "",
        "title": None,
        "authors": [],
        "date": None,
        "language": None,
        "status": "empty",
        "quality_flags": [],
        "confidence": None,
        "seconds": 0.0,
        "blocks": [],
    }


def _block(block: LabelledBlock) -> Result:
    return {"text": block.text, "label": str(block.label), "kept": block.kept, "confidence": block.confidence, "reason": block.reason}


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
