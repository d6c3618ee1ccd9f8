"""Memory of one worker over many pages: `python tests/benchmarks/memory.py CORPUS [--pages 5000]`, a line for every 500 pages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from pipelines.jobs import Job, run_job
from pipelines.workers import WorkerPool

LINE_EVERY = 500
STATUS = Path("/proc/self/status")


def job_and_memory(job: Job) -> tuple[int, int]:
    """Runs the job in the worker; its resident memory afterwards and its peak so far, in MiB."""
    run_job(job)
    sizes = dict(line.split(":", 1) for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("Vm"))
    return int(sizes["VmRSS"].split()[0]) // 1024, int(sizes["VmHWM"].split()[0]) // 1024


def measure(jobs: Iterator[Job]) -> Iterator[tuple[int, int, int]]:
    """After every 500 pages: how many there were, the memory and its peak."""
    with WorkerPool(1, deadline_s=60) as pool:
        for number, job in enumerate(jobs, start=1):
            memory, peak = pool.submit(job_and_memory, job).result()
            if number % LINE_EVERY == 0:
                yield number, memory, peak


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder with pages/<dataset>/<id>.html.gz")
    parser.add_argument("--pages", type=int, default=5000, help="how many, the corpus over and over (default: 5000)")
    options = parser.parse_args()
    files = sorted(options.corpus.glob("pages/*/*.html.gz"))
    if not files:
        parser.error(f"{options.corpus} holds no pages/<dataset>/<id>.html.gz")
    jobs = (Job(file.stem, str(file), f"https://www.kurier.example/{number}") for number, file in enumerate(cycle(files)))
    print("| pages | worker, MiB | peak, MiB |\n|--:|--:|--:|")
    for number, memory, peak in measure(islice(jobs, options.pages)):
        print(f"| {number:,} | {memory} | {peak} |", flush=True)


if __name__ == "__main__":
    main()
