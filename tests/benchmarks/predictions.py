"""A file of predictions -> what an extractor said of each page, and what it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

UNSAID = "?"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One page's prediction; `status` is None where the extractor judges no pages, the costs are None where nobody measured them."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    status: str | None = None
    error: str | None = None
    cpu_ms: float | None = None
    peak_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """All that an extractor gave in one run: its version, the Python it ran in, and its predictions by page."""

    version: str = UNSAID
    python: str = UNSAID
    pages: dict[str, Prediction] = field(default_factory=dict)

    def of(self, key: str) -> Prediction:
        """The page's prediction; a page without one counts as empty."""
        return self.pages.get(key, Prediction())


def read_run(path: Path) -> Run:
    """The run in a file of JSON lines: one on the extractor, if there is one, the others on a page each. Blank lines are passed over."""
    run = Run()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line) if line.strip() else {}
        if "distribution" in row:
            run = replace(run, version=row["version"], python=row["python"])
        elif row:
            run.pages[row["id"]] = _prediction(row)
    return run


def with_texts(costs: Run, texts: Run) -> Run:
    """What `texts` says of each page, at the costs of the other run; an error in either counts."""
    pages = {key: _merged(costs.of(key), texts.of(key)) for key in costs.pages}
    return replace(costs, pages=pages)


def with_mean_costs(first: Run, again: Run) -> Run:
    """What the first run says of each page, at the mean of both runs' CPU times."""
    return replace(first, pages={key: _with_mean_cost(first.of(key), again.of(key)) for key in first.pages})


def _with_mean_cost(first: Prediction, again: Prediction) -> Prediction:
    times = [prediction.cpu_ms for prediction in (first, again) if prediction.cpu_ms is not None]
    return replace(first, cpu_ms=sum(times) / len(times) if times else None)


def _merged(cost: Prediction, said: Prediction) -> Prediction:
    return replace(said, error=said.error or cost.error, cpu_ms=cost.cpu_ms, peak_bytes=cost.peak_bytes)


def _prediction(row: dict[str, Any]) -> Prediction:
    status = row.get("status")
    return Prediction(
        text=row.get("text") or "",
        title=row.get("title") or None,
        authors=tuple(row.get("authors") or ()),
        date=row.get("date") or None,
        status=status,
        error=row.get("error") or (status if status == "error" else None),
        cpu_ms=row.get("cpu_ms"),
        peak_bytes=row.get("peak_bytes"),
    )
