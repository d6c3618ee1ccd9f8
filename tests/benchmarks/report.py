"""Figures -> results.md, results.json and, where matplotlib is there, plot.png."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from contestants import YARDSTICK
from corpus_pages import CorpusPage
from figures import Figures
from tables import markdown_tables


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to tell: figures by extractor, reasons why others have none, and trafilatura's mean CPU time at both ends."""

    pages: Sequence[CorpusPage]
    measured: Mapping[str, Figures]
    failed: Mapping[str, str]
    drift_ms: tuple[float, ...]


def write_report(report: Report, folder: Path) -> str:
    """Writes the files; gives the Markdown."""
    has_plot = _draw(report, folder / "plot.png")
    markdown = _markdown(report, has_plot=has_plot)
    (folder / "results.md").write_text(markdown, encoding="utf-8")
    (folder / "results.json").write_text(json.dumps(_record(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return markdown


def _markdown(report: Report, *, has_plot: bool) -> str:
    parts = ["# Extractors on the same pages", _setting(report), *(["![Word F1 against CPU time](plot.png)"] if has_plot else [])]
    parts += [markdown_tables(report.measured), *_failures(report)]
    return "\n\n".join(parts) + "\n"


def _setting(report: Report) -> str:
    """Date, pages, versions, machine, and how steady it was."""
    pages = report.pages
    articles = sum(page.is_article for page in pages)
    gold_texts = sum(bool(page.text) for page in pages)
    labelled = sum(bool(page.segments) for page in pages)
    versions = ", ".join(f"{name} {figures.version} (Python {figures.python})" for name, figures in report.measured.items())
    drift = " and ".join(f"{value:.1f}" for value in report.drift_ms)
    steady = f" {YARDSTICK} ran first and last: {drift} ms a page." if len(report.drift_ms) > 1 else ""
    return (
        f"{_today()}. {len(pages):,} pages: {articles:,} articles, {gold_texts:,} of them with a gold text and {labelled:,} labelled by "
        f"hand, {len(pages) - articles:,} other pages; {sum(page.has_stand_in_url for page in pages):,} without a URL. "
        f"{versions}. {_machine()}, each extractor alone on one of them.{steady} Bold: the best of a column."
    )


def _failures(report: Report) -> list[str]:
    if not report.failed:
        return []
    return ["## Not measured\n\n" + "\n".join(f"- {name}: {reason}" for name, reason in report.failed.items())]


def _record(report: Report) -> dict[str, object]:
    return {
        "date": _today(),
        "machine": _machine(),
        "pages": len(report.pages),
        "drift_ms": report.drift_ms,
        "extractors": {name: asdict(figures) for name, figures in report.measured.items()},
        "failed": dict(report.failed),
    }


def _draw(report: Report, path: Path) -> bool:
    try:
        from plot import draw  # matplotlib is an extra: without it the tables are still worth having
    except ModuleNotFoundError as error:
        print(f"no plot: {error.name} is missing; install the project with its extra 'bench'", file=sys.stderr)
        return False
    versions = ", ".join(f"{name} {figures.version}" for name, figures in report.measured.items())
    draw(report.measured, f"{_today()} · {len(report.pages):,} pages · {versions}", path)
    return True


def _machine() -> str:
    return f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
