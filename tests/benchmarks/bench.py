"""Figures against trafilatura, on the same pages, in the same process, each page in turn.

    python tests/benchmarks/bench.py CORPUS [--limit N] [--out DIR]

CORPUS holds gold.jsonl, pages/<dataset>/<id>.html.gz and, if pages are labelled by hand, blocks.jsonl. The table goes to standard
output, progress to standard error, and with --out each extractor's texts to DIR/<extractor>.jsonl.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import resource
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from contestants import CONTESTANTS, Extractor
from corpus_pages import CorpusPage, read_corpus, spread
from results import Result, score
from table import markdown_table

CALL = "call: python tests/benchmarks/bench.py CORPUS [--limit N] [--out DIR], where CORPUS is a folder with gold.jsonl and pages/"
WARM_UP_PAGES = 10  # run before the clock counts: models are loaded and caches filled on the first pages
PROGRESS_PAGES = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; 0, or 2 where there is no corpus."""
    options = _options(arguments)
    if options.corpus is None or not (options.corpus / "gold.jsonl").is_file():
        reason = "no corpus given" if options.corpus is None else f"no gold.jsonl in {options.corpus}"
        print(f"{reason}; {CALL}", file=sys.stderr)
        return 2
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its word on every page that it finds empty
    results = _run(spread(read_corpus(options.corpus), options.limit))
    print(f"{_setting(results)}\n\n{markdown_table(results)}\n\n{_memory()}")
    if options.out is not None:
        _write(results, options.out)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS")
    parser.add_argument("--limit", type=_positive, metavar="N", help="N pages only, evenly spread")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the texts there, to be looked at")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a number of pages")
    return number


def _run(pages: list[CorpusPage]) -> dict[str, list[Result]]:
    """Each extractor's results in page order; the one that goes first changes from page to page."""
    for page in pages[:WARM_UP_PAGES]:
        for extract in CONTESTANTS.values():
            extract(page.body(), page.url)
    results: dict[str, list[Result]] = {name: [] for name in CONTESTANTS}
    for number, page in enumerate(pages):
        order = list(CONTESTANTS.items())
        for name, extract in order if number % 2 == 0 else reversed(order):
            results[name].append(_timed(extract, page))
        if (number + 1) % PROGRESS_PAGES == 0 or number + 1 == len(pages):
            print(f"{number + 1} of {len(pages)} pages", file=sys.stderr)
    return results


def _timed(extract: Extractor, page: CorpusPage) -> Result:
    body = page.body()
    before = time.process_time()
    text = extract(body, page.url)
    return score(page, text, 1000 * (time.process_time() - before))


def _setting(results: dict[str, list[Result]]) -> str:
    pages = [result.page for result in results["reinschrift"]]
    stand_ins = sum(page.has_stand_in_url for page in pages)
    versions = ", ".join(f"{name} {version(name)}" for name in results)
    return f"{len(pages):,} pages ({stand_ins} without a URL); {versions}; Python {platform.python_version()}, {os.cpu_count()} cores."


def _memory() -> str:
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage counts bytes there, KiB elsewhere
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    return f"Peak memory of the process, both extractors and the gold texts in it: {peak:.0f} MiB."


def _write(results: dict[str, list[Result]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, some in results.items():
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(_record(result), ensure_ascii=False) + "\n" for result in some)


def _record(result: Result) -> dict[str, str | float]:
    status = "ok" if result.text is not None else "refused"
    return {
        "id": f"{result.page.dataset}/{result.page.page_id}",
        "status": status,
        "text": result.text or "",
        "cpu_ms": round(result.cpu_ms, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
