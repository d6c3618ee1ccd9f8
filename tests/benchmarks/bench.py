"""Figures of all extractors in use, on the same pages, each in an environment of its own.

    python tests/benchmarks/bench.py CORPUS --out results
    python tests/benchmarks/bench.py CORPUS --limit 100 --only trafilatura,goose3
    python tests/benchmarks/bench.py CORPUS --out results --reuse --ours predictions.jsonl      (scores once more, runs what is missing)

CORPUS holds gold.jsonl, pages/<dataset>/<id>.html.gz and, if pages are labelled by hand, blocks.jsonl. Our texts are those of
cross-validation: of models that were fitted without the page's site. The tables go to standard output and, with a picture and all
figures as JSON, to the folder --out; progress goes to standard error. What is measured and how: docs/benchmark.md.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from contestants import CONTESTANTS, OURS, YARDSTICK, Contestant
from corpus_pages import CorpusPage, read_corpus, spread
from environments import EnvironmentFailedError, python_of
from figures import ALL, Figures, figures
from predictions import Run, read_run, with_mean_costs, with_texts
from report import Report, write_report
from running import RunFailedError, run_adapter, write_jobs
from scores import score

CALL = "call: python tests/benchmarks/bench.py CORPUS [--out DIR], where CORPUS is a folder with gold.jsonl and pages/ (see --help)"
PROJECT = Path(__file__).resolve().parents[2]
AGAIN = "again"  # the yardstick's second run, after all others


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 0, 1 where our predictions cannot be had, or 2 where there is no corpus."""
    options = _options(arguments)
    if options.corpus is None or not (options.corpus / "gold.jsonl").is_file():
        reason = "no corpus given" if options.corpus is None else f"no gold.jsonl in {options.corpus}"
        print(f"{reason}; {CALL}", file=sys.stderr)
        return 2
    pages = spread(read_corpus(options.corpus), options.limit)
    predictions = options.out / "predictions"
    predictions.mkdir(parents=True, exist_ok=True)
    write_jobs(pages, options.out / "jobs.jsonl")
    try:
        texts = _our_texts(options) if OURS in options.only else Run()
    except subprocess.CalledProcessError as error:
        print(f"cross-validation ended with code {error.returncode}; a file of our predictions can be given by --ours", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"no predictions of ours: {error}", file=sys.stderr)
        return 1
    runs, failed = _run_all(options, pages)
    print(write_report(_report(pages, runs, failed, texts), options.out))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = [contestant.name for contestant in CONTESTANTS]
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS")
    parser.add_argument("--out", type=Path, default=Path(".bench/results"), metavar="DIR", help="for results (default: %(default)s)")
    parser.add_argument("--ours", type=Path, metavar="FILE", help="our cross-validated predictions (default: they are made first)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="N pages only, evenly spread")
    parser.add_argument("--only", type=_names, default=names, metavar="NAME,NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--reuse", action="store_true", help="score the predictions that --out holds; run only what is missing")
    parser.add_argument("--environments", type=Path, default=Path(".bench/environments"), metavar="DIR", help="(default: %(default)s)")
    parser.add_argument("--python", type=Path, action="append", default=[], metavar="PATH", help="a Python to build environments from")
    parser.add_argument("--timeout", type=_positive, default=60, metavar="S", help="seconds for one page (default: %(default)s)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    unknown = sorted(set(names) - {contestant.name for contestant in CONTESTANTS})
    if unknown:
        raise argparse.ArgumentTypeError(f"no such extractor: {', '.join(unknown)}")
    return names


def _our_texts(options: argparse.Namespace) -> Run:
    """Our predictions, each by a model that has not seen the page's site."""
    file = options.ours or options.out / "predictions" / "cross-validated.jsonl"
    if options.ours is None and not (options.reuse and file.is_file()):
        command = [sys.executable, "-m", "pipelines.label.train", "crossvalidate", "--corpus", str(options.corpus.absolute())]
        subprocess.run([*command, "--out", str(file.absolute())], cwd=PROJECT, check=True)
    return read_run(file)


def _run_all(options: argparse.Namespace, pages: Sequence[CorpusPage]) -> tuple[dict[str, Run], dict[str, str]]:
    """Each extractor's run, one after the other, the yardstick at both ends; and why others have none."""
    chosen = sorted((one for one in CONTESTANTS if one.name in options.only), key=lambda one: one.name != YARDSTICK)
    plan = [(one, one.name) for one in chosen]
    plan += [(one, f"{one.name}-{AGAIN}") for one in chosen if one.name == YARDSTICK]
    runs: dict[str, Run] = {}
    failed: dict[str, str] = {}
    for contestant, name in plan:
        try:
            runs[name] = _run(contestant, name, options, pages)
        except (EnvironmentFailedError, RunFailedError) as error:
            verb = "could not be installed" if isinstance(error, EnvironmentFailedError) else "does not run"
            failed[name] = f"{verb}: {error}"
            print(f"{name} {failed[name]}", file=sys.stderr)
    return runs, failed


def _run(contestant: Contestant, name: str, options: argparse.Namespace, pages: Sequence[CorpusPage]) -> Run:
    target = options.out / "predictions" / f"{name}.jsonl"
    if options.reuse and target.is_file():
        run = read_run(target)
        if all(page.key in run.pages for page in pages):
            return run
    python = python_of(contestant, options.environments, options.python)
    run_adapter(python, contestant.adapter, options.out / "jobs.jsonl", target, options.timeout)
    return read_run(target)


def _report(pages: Sequence[CorpusPage], runs: dict[str, Run], failed: dict[str, str], texts: Run) -> Report:
    measured: dict[str, Figures] = {}
    again = runs.get(f"{YARDSTICK}-{AGAIN}")
    drift: tuple[float, ...] = ()
    for name in (contestant.name for contestant in CONTESTANTS if contestant.name in runs):
        run = runs[name]
        if name == OURS:
            run = with_texts(run, texts)
        elif name == YARDSTICK and again is not None:
            drift = tuple(_mean_ms(one, pages) for one in (run, again))
            run = with_mean_costs(run, again)
        measured[name] = figures(run, [score(page, run.of(page.key)) for page in pages])
    return Report(pages, dict(sorted(measured.items(), key=lambda item: -_f1(item[1]))), failed, drift)


def _f1(some: Figures) -> float:
    """By what the tables are ordered."""
    return some.texts[ALL].f1 or 0.0


def _mean_ms(run: Run, pages: Sequence[CorpusPage]) -> float:
    return sum(run.of(page.key).cpu_ms or 0.0 for page in pages) / len(pages)


if __name__ == "__main__":
    sys.exit(main())
