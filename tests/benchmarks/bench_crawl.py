"""Figures of a whole crawl against other crawlers, on a news site on loopback: speed, CPU time, reactor, memory, size of the ledger.

    python tests/benchmarks/bench_crawl.py CORPUS --out results
    python tests/benchmarks/bench_crawl.py --pages 60 --rounds 1 --parts throughput      (generated pages of a corpus's sizes)
    python tests/benchmarks/bench_crawl.py --parts memory,ledger --memory-pages 10000
    python tests/benchmarks/bench_crawl.py --parts soak --memory-pages 10000 --hostile 0.02     (as memory, with hostile pages among them)

CORPUS holds gold.jsonl and pages/<dataset>/<id>.html.gz, as for bench.py. The tables go to standard output and, with all figures as
JSON, to the folder --out; progress goes to standard error. What is measured and how: docs/benchmark.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from contestants import Contestant
from corpus_pages import read_corpus
from crawling.crawl_tables import ledger_table, memory_table, setting, soak_table, throughput_tables
from crawling.crawlers import FETCH_ONLY, INLINE, NEWS_PLEASE, NEWSPAPER4K, OURS, CrawlFailedError, Run, ServedSite, run_crawler, serving
from crawling.ledger_size import fill, measure_apart
from crawling.site import corpus_bodies, generated_bodies, write_site
from crawling.slopes import growths, growths_over
from crawling.soak import SoakSite, by_pages, handles_of, serving_soak
from environments import EnvironmentFailedError, python_of

CRAWLERS = (OURS, FETCH_ONLY, INLINE, NEWSPAPER4K, NEWS_PLEASE)
PARTS = ("throughput", "memory", "soak", "ledger")
SOAK_TIMEOUT_S = 5
MEMORY_KILOBYTES = 20  # short pages: what is looked for is what each page leaves behind


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 0, 1 where one of our crawls fails, or 2 where the folder given is no corpus."""
    options = _options(arguments)
    if options.corpus is not None and not (options.corpus / "gold.jsonl").is_file():
        print(f"no gold.jsonl in {options.corpus}; leave the folder out for generated pages (see --help)", file=sys.stderr)
        return 2
    options.out = options.out.absolute()  # crawlers run in folders of their own
    options.out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=options.out))
    try:
        record = {part: _MEASURE[part](options, work / part) for part in options.parts}
    except CrawlFailedError as error:
        print(error, file=sys.stderr)
        return 1
    markdown = "\n\n".join([setting(has_corpus=options.corpus is not None), *(text for text, _ in record.values())]) + "\n"
    (options.out / "crawl.md").write_text(markdown, encoding="utf-8")
    figures = {part: found for part, (_, found) in record.items()}
    (options.out / "crawl.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(work)
    print(markdown)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_crawl.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS", help="real pages (default: generated ones of the same sizes)")
    parser.add_argument("--out", type=Path, default=Path(".bench/results"), metavar="DIR", help="for results (default: %(default)s)")
    parser.add_argument("--parts", type=_parts, default=PARTS, metavar="PART,…", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--pages", type=_positive, default=150, metavar="N", help="in each crawl of a round (default: %(default)s)")
    parser.add_argument("--rounds", type=_positive, default=3, metavar="N", help="all crawlers by turns (default: %(default)s)")
    parser.add_argument("--only", type=_names, default=CRAWLERS, metavar="NAME,…", help=f"of {', '.join(CRAWLERS)}")
    parser.add_argument("--memory-pages", type=_positive, default=10_000, metavar="N", help="(default: %(default)s)")
    parser.add_argument("--hostile", type=float, default=0.02, metavar="SHARE", help="of the pages of the soak (default: %(default)s)")
    parser.add_argument("--urls", type=_positive, default=1_000_000, metavar="N", help="in the ledger (default: %(default)s)")
    parser.add_argument("--environments", type=Path, default=Path(".bench/environments"), metavar="DIR", help="(default: %(default)s)")
    parser.add_argument("--python", type=Path, action="append", default=[], metavar="PATH", help="a Python to build environments from")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is less than 1")
    return number


def _parts(text: str) -> tuple[str, ...]:
    return _chosen(text, PARTS)


def _names(text: str) -> tuple[str, ...]:
    return _chosen(text, CRAWLERS)


def _chosen(text: str, known: Iterable[str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if unknown := sorted(set(names).difference(known)):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}")
    return names


def _throughput(options: argparse.Namespace, work: Path) -> tuple[str, Any]:
    """All crawlers by turns, over one page first, which is what starting costs, then over all pages."""
    pythons, failed = _pythons(options)
    with _site(options, work / "one", 1) as one, _site(options, work / "all", options.pages) as site:
        starts = dict(_round(pythons, failed, one, work / "start"))
        rounds = [dict(_round(pythons, failed, site, work / f"round-{number}")) for number in range(options.rounds)]
    figures = {"start": _as_json(starts), "rounds": [_as_json(runs) for runs in rounds], "failed": failed}
    return throughput_tables(starts, rounds, failed), figures


def _site(options: argparse.Namespace, folder: Path, pages: int) -> Any:
    bodies = corpus_bodies(read_corpus(options.corpus), pages) if options.corpus else generated_bodies(pages)
    return serving(folder, write_site(bodies, folder))


def _pythons(options: argparse.Namespace) -> tuple[dict[str, Path], dict[str, str]]:
    """The interpreter of each crawler that can be had; and why others cannot."""
    pythons, failed = {}, {}
    for name in options.only:
        try:
            is_own = name in (NEWSPAPER4K, NEWS_PLEASE)
            pythons[name] = python_of(Contestant(name), options.environments, options.python) if is_own else Path(sys.executable)
        except EnvironmentFailedError as error:
            failed[name] = str(error)
    return pythons, failed


def _round(pythons: Mapping[str, Path], failed: dict[str, str], site: ServedSite, out: Path) -> Iterator[tuple[str, Run]]:
    """Each crawler's run over the site; one of the others that fails is left out from then on."""
    for name, python in pythons.items():
        if name in failed:
            continue
        try:
            run = run_crawler(name, site, out / name.replace(" ", "-"), python)
        except CrawlFailedError as error:
            if name == OURS:
                raise
            failed[name] = str(error)
            continue
        print(f"{name}: {run.pages} pages in {run.wall_s:.1f} s, {run.cpu_s:.1f} s of CPU time", file=sys.stderr)
        yield name, run


def _memory(options: argparse.Namespace, work: Path) -> tuple[str, Any]:
    folder = work / "site"
    with serving(folder, write_site(generated_bodies(options.memory_pages, MEMORY_KILOBYTES), folder)) as site:
        run = run_crawler(OURS, site, work / "run", Path(sys.executable), {"MEMUSAGE_LIMIT_MB": 0})
    found = growths([(pages, memory) for pages, memory in run.probe["samples"]], options.memory_pages)
    return memory_table(found, options.memory_pages, run), {"growth": [asdict(one) for one in found], "samples": run.probe["samples"]}


def _soak(options: argparse.Namespace, work: Path) -> tuple[str, Any]:
    """The same with hostile pages among them, whose time limit is short: silence teaches nothing more in 30 s."""
    settings = {"MEMUSAGE_LIMIT_MB": 0, "DOWNLOAD_TIMEOUT": SOAK_TIMEOUT_S}
    with serving_soak(work / "site", SoakSite(options.memory_pages, options.hostile, MEMORY_KILOBYTES)) as site:
        run = run_crawler(OURS, site, work / "run", Path(sys.executable), settings)
    found = growths_over(by_pages(run.probe["samples"]))
    handles = handles_of(run.probe["handles"])
    figures = {"growth": [asdict(one) for one in found], "handles": asdict(handles), "samples": run.probe["samples"]}
    return soak_table(found, handles, options.memory_pages, options.hostile, run), figures


def _ledger(options: argparse.Namespace, work: Path) -> tuple[str, Any]:
    fill(work, options.urls)
    found = measure_apart(work, options.urls)
    return ledger_table(found), asdict(found)


def _as_json(runs: Mapping[str, Run]) -> dict[str, Any]:
    return {
        name: asdict(run) | {"probe": {key: value for key, value in run.probe.items() if key != "samples"}} for name, run in runs.items()
    }


_MEASURE = {"throughput": _throughput, "memory": _memory, "soak": _soak, "ledger": _ledger}

if __name__ == "__main__":
    sys.exit(main())
