"""Mutates article pages, extracts each in a worker with a deadline, and says what was raised, what was late and what text was lost.

    python tests/fuzz/mutation_fuzz.py --pages 20000 --seed 1
    python tests/fuzz/mutation_fuzz.py --corpus FOLDER --only nest,truncate
    python tests/fuzz/mutation_fuzz.py --replay .fuzz/exception-nest-17.html

The base pages are those of the sample sites, or all .html and .html.gz files below --corpus. A page that fails is saved in --out with a
JSON file beside it. Exit code 0 where nothing was found; 1 where a page raised, was late or lost its story, or where over all pages, or
100 and more of one mutation, less than 99 % was kept of the text that it left (mutations.py says what each leaves); 2 without base pages.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from random import Random, SystemRandom

from base_pages import SAMPLES, BasePage, as_page, page_files, read_base_pages
from editing import Mutant
from findings import Case, Findings, fault_of, load
from mutations import MUTATIONS, mutate
from trial import Trial, try_page

from pipelines.workers import WorkerPool

DEADLINE_S = 5.0
PROGRESS_EVERY_S = 5.0
AHEAD = 8  # pages that wait for each worker; enough that none waits for a page

Running = tuple[Case, Mutant, "Future[Trial]"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the fuzzer; the exit code."""
    options = _options(arguments)
    files = page_files(options.corpus, options.bases)
    with ExitStack() as stack:
        if options.replay:
            return _replay(options.replay, stack.enter_context(WorkerPool(1, options.deadline)))
        pool = stack.enter_context(WorkerPool(options.workers, options.deadline)) if files else None
        bases = read_base_pages(options.corpus, files, pool) if pool else []
        if not bases or not pool:
            print(f"no article pages below {options.corpus}; name a folder with .html or .html.gz files by --corpus", file=sys.stderr)
            return 2
        print(f"seed {options.seed}: to do the same again, add --seed {options.seed}", file=sys.stderr)
        return _report(_run(options, bases, pool), options)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutation_fuzz.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000, metavar="N", help="mutated pages to try (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), metavar="N", help="(default: a new one, printed)")
    parser.add_argument("--corpus", type=Path, default=SAMPLES, metavar="DIR", help="real pages to mutate (default: the sample sites)")
    parser.add_argument("--bases", type=int, metavar="N", help="read about N of them, evenly spread (default: all)")
    parser.add_argument(
        "--only", type=lambda text: text.split(","), default=list(MUTATIONS), metavar="NAME,NAME", help=", ".join(MUTATIONS)
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="(default: the cores)")
    parser.add_argument("--deadline", type=float, default=DEADLINE_S, metavar="S", help="for one page (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path(".fuzz"), metavar="DIR", help="for pages that fail (default: %(default)s)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one saved page again")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.only if name not in MUTATIONS]:
        parser.error(f"no such mutation: {', '.join(unknown)}; there are {', '.join(MUTATIONS)}")
    return options


def _run(options: argparse.Namespace, bases: list[BasePage], pool: WorkerPool) -> Findings:
    findings = Findings(options.out)
    begin = told = time.monotonic()
    for done, (case, mutant, future) in enumerate(_answered(options, bases, pool), start=1):
        findings.add(case, mutant, future.exception() or future.result())
        if time.monotonic() - told > PROGRESS_EVERY_S:
            told = time.monotonic()
            faults = sum(findings.faults.values())
            print(f"{done:,} of {options.pages:,} pages, {done / (told - begin):.0f} a second, {faults} faults", file=sys.stderr)
    return findings


def _answered(options: argparse.Namespace, bases: list[BasePage], pool: WorkerPool) -> Iterator[Running]:
    """The pages in order; some are mutated ahead, so that no worker waits."""
    waiting: deque[Running] = deque()
    for index in range(options.pages):
        waiting.append(_start(options, index, bases, pool))
        if len(waiting) > options.workers * AHEAD:
            yield waiting.popleft()
    yield from waiting


def _start(options: argparse.Namespace, index: int, bases: list[BasePage], pool: WorkerPool) -> Running:
    """Mutates one page, which depends on the seed and its number alone, and hands it to a worker."""
    random = Random(f"{options.seed}:{index}")  # a seed, no secret
    base, name = random.choice(bases), random.choice(options.only)
    mutant = mutate(random, name, base.html, random.choice(bases).html)
    case = Case(index, name, base.name, base.url, base.story, mutant.content_type)
    return case, mutant, _submit(case, mutant, pool)


def _submit(case: Case, mutant: Mutant, pool: WorkerPool) -> Future[Trial]:
    return pool.submit(try_page, as_page(case.url, mutant.body, mutant.content_type), case.story, MUTATIONS[case.mutation][1])


def _report(findings: Findings, options: argparse.Namespace) -> int:
    print(findings.table())
    faults, too_low = dict(findings.faults), findings.too_low()
    print(f"seed {options.seed}: {faults or 'no faults'}" + (f"; less than 99 % kept by {', '.join(too_low)}" if too_low else ""))
    if faults or any(tally.below for tally in findings.tallies.values()):
        print(f"the pages are in {options.out}; one is tried again with --replay FILE", file=sys.stderr)
    return 1 if faults or too_low else 0


def _replay(path: Path, pool: WorkerPool) -> int:
    case, mutant = load(path)
    future = _submit(case, mutant, pool)
    answer = future.exception() or future.result()
    print(f"{case.mutation} of {case.name}: {fault_of(case, answer) or 'fine'}")
    print(answer)
    print("\n".join(getattr(answer, "__notes__", ())))
    return 1 if fault_of(case, answer) else 0


if __name__ == "__main__":
    sys.exit(main())
