"""Fuzzes guard, URLs, robots.txt, sitemaps, feeds and what stands in pages, led by the coverage of our own code (atheris, libFuzzer).

    python tests/fuzz/coverage_fuzz.py --seconds 120
    python tests/fuzz/coverage_fuzz.py guard sitemap --seed 1
    python tests/fuzz/coverage_fuzz.py guard --replay .fuzz/guard-crash-…

Inputs that reach new code are kept in --out/corpus-TARGET and are where the next run begins. An input that raises, takes longer than 10 s
or 2 GB is saved in --out. Exit code 0 where nothing was found, 1 where something was, 2 without atheris (`pip install '.[fuzz]'`).
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom

from targets import TARGETS

MAX_INPUT_BYTES = 4096
ONE = Path(__file__).with_name("coverage_target.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the targets one after the other, each in a process of its own; the exit code."""
    options = _options(arguments)
    if options.replay:
        return _replay(options)
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not there, so nothing was fuzzed by coverage; install it: pip install '.[fuzz]'", file=sys.stderr)
        return 2
    print(f"seed {options.seed}", file=sys.stderr)
    failed = [name for name in options.targets if not _run(name, options)]
    found = f"faults in {', '.join(failed)}" if failed else "no faults"
    print(f"{len(options.targets)} targets, {options.seconds} s each: {found}")
    return 1 if failed else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="coverage_fuzz.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)} (default: all)")
    parser.add_argument("--seconds", type=int, default=120, metavar="S", help="for each target (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1 + SystemRandom().randrange(10**6), metavar="N", help="(default: a new one, printed)")
    parser.add_argument("--out", type=Path, default=Path(".fuzz"), metavar="DIR", help="for what is found (default: %(default)s)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one saved input again, on one target")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.targets if name not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if options.replay and len(options.targets) != 1:
        parser.error("--replay needs the one target that the input is for")
    options.targets = options.targets or list(TARGETS)
    return options


def _run(name: str, options: argparse.Namespace) -> bool:
    """Whether the target stood its time without a fault."""
    corpus = options.out / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(TARGETS[name][1]):
        (corpus / f"begin-{number}").write_bytes(data)
    limits = ["-timeout=10", "-rss_limit_mb=2048", f"-max_len={MAX_INPUT_BYTES}", f"-max_total_time={options.seconds}"]
    command = [sys.executable, str(ONE), name, *limits, f"-seed={options.seed}", f"-artifact_prefix={options.out / name}-", str(corpus)]
    print(f"{name}: {options.seconds} s", file=sys.stderr, flush=True)
    return subprocess.run([*command, "-print_final_stats=1"], check=False).returncode == 0


def _replay(options: argparse.Namespace) -> int:
    """Runs one input without atheris, so that its traceback is the plain one."""
    TARGETS[options.targets[0]][0](options.replay.read_bytes())
    print("nothing is raised")
    return 0


if __name__ == "__main__":
    sys.exit(main())
