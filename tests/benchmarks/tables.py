"""Figures -> Markdown tables, a row for each extractor; the best value of a column is bold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from contestants import YARDSTICK
from figures import ALL, Cost, Figures, TextFigures
from scores import LEAK_LABELS, Pair

Measured = Mapping[str, Figures]
NONE = "–"
MIB = 2**20
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Its head, an extractor's value (None: it has none), how a value is written, whether less is better (None: neither), and of how many
    things the values speak.
    """

    head: str
    value: Callable[[Figures], float | None]
    written: Callable[[float], str]
    is_less_better: bool | None
    count: Callable[[Figures], int | None]


def markdown_tables(measured: Measured) -> str:
    """All tables, each under its heading; what a column measures is said in `docs/benchmark.md`."""
    parts = [
        ("Text", _text_columns(ALL)),
        ("Pages labelled by hand", _labelled_columns()),
        ("Metadata", _metadata_columns()),
        ("Verdicts and failures", _verdict_columns()),
        ("Cost", _cost_columns(measured)),
    ]
    datasets = sorted({dataset for figures in measured.values() for dataset in figures.texts} - {ALL})
    parts += [(f"Text, {dataset} alone", _text_columns(dataset)) for dataset in datasets if len(datasets) > 1]
    return "\n\n".join(f"## {heading}\n\n{_table(measured, columns)}" for heading, columns in parts)


def cpu_ratio(figures: Figures, measured: Measured) -> float | None:
    """The mean CPU time of a page as a multiple of the yardstick's; None where one of them is unknown."""
    yardstick = measured[YARDSTICK].cost if YARDSTICK in measured else None
    return figures.cost.mean_ms / yardstick.mean_ms if figures.cost and yardstick else None


def _table(measured: Measured, columns: Sequence[Column]) -> str:
    """The table without the columns in which nobody has a value; its last row says of how many things a column speaks."""
    cells = {column.head: _cells(column, measured) for column in columns}
    kept = [column for column in columns if any(cell != NONE for cell in cells[column.head])]
    if not kept:
        return "No page of this corpus has such gold."
    rows = [["extractor", *(column.head for column in kept)], ["---", *["--:"] * len(kept)]]
    rows += [[name, *(cells[column.head][place] for column in kept)] for place, name in enumerate(measured)]
    rows.append(["*of*", *(f"*{_count(column, measured)}*" for column in kept)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(column: Column, measured: Measured) -> list[str]:
    values = [column.value(figures) for figures in measured.values()]
    known = [value for value in values if value is not None]
    written = [NONE if value is None else column.written(value) for value in values]
    if column.is_less_better is None or len(known) < 2:  # one alone is not the best
        return written
    best = column.written(min(known) if column.is_less_better else max(known))
    return [f"**{cell}**" if cell == best else cell for cell in written]


def _count(column: Column, measured: Measured) -> str:
    counts = (column.count(figures) for figures in measured.values())
    return f"{next((count for count in counts if count is not None), 0):,}"


def _text_columns(dataset: str) -> list[Column]:
    def mean(head: str, value: Callable[[TextFigures], float | None]) -> Column:
        return Column(head, _in(dataset, value), _three_places, is_less_better=False, count=_in(dataset, lambda text: text.gold_texts))

    def share(head: str, pair: Callable[[TextFigures], Pair], *, is_less_better: bool) -> Column:
        return _share_column(head, _in(dataset, pair), is_less_better=is_less_better)

    return [
        mean("word F1", lambda text: text.f1),
        mean("precision", lambda text: text.precision),
        mean("recall", lambda text: text.recall),
        share("F1 < .80", lambda text: text.below_80, is_less_better=True),
        share("F1 > .98", lambda text: text.above_98, is_less_better=False),
        mean("shingle F1", lambda text: text.shingle_f1),
        share("wanted snippets found", lambda text: text.wanted, is_less_better=False),
        share("unwanted snippets leaked", lambda text: text.unwanted, is_less_better=True),
    ]


def _in(dataset: str, value: Callable[[TextFigures], T]) -> Callable[[Figures], T | None]:
    return lambda figures: value(figures.texts[dataset]) if dataset in figures.texts else None


def _labelled_columns() -> list[Column]:
    def leaked(label: str) -> Column:
        return _share_column(f"{label} leaked", lambda figures: figures.leaks[label], is_less_better=True)

    body = _share_column("body recall (characters)", lambda figures: figures.body, is_less_better=False)
    return [body, *(leaked(label) for label in LEAK_LABELS)]


def _metadata_columns() -> list[Column]:
    return [
        _share_column("title right", lambda figures: figures.title, is_less_better=False),
        _share_column("date right", lambda figures: figures.date, is_less_better=False),
        _share_column("authors right", lambda figures: figures.authors, is_less_better=False),
    ]


def _verdict_columns() -> list[Column]:
    return [
        _share_column("articles refused", lambda figures: figures.refused, is_less_better=None),
        _share_column("other pages accepted", lambda figures: figures.accepted, is_less_better=None),
        _share_column("articles without a text", lambda figures: figures.without_text, is_less_better=True),
        _share_column("pages with an error", lambda figures: figures.errors, is_less_better=True),
    ]


def _cost_columns(measured: Measured) -> list[Column]:
    def cost(head: str, value: Callable[[Cost], float], written: Callable[[float], str]) -> Column:
        return Column(head, lambda figures: value(figures.cost) if figures.cost else None, written, is_less_better=True, count=_pages)

    return [
        cost("CPU mean", lambda cost: cost.mean_ms, _milliseconds),
        cost("median", lambda cost: cost.median_ms, _milliseconds),
        cost("p99", lambda cost: cost.p99_ms, _milliseconds),
        Column("mean against trafilatura", lambda figures: cpu_ratio(figures, measured), _times, is_less_better=True, count=_pages),
        cost("peak memory", lambda cost: cost.peak_bytes / MIB, _mebibytes),
    ]


def _share_column(head: str, pair: Callable[[Figures], Pair | None], *, is_less_better: bool | None) -> Column:
    return Column(head, lambda figures: share(pair(figures)), _percent, is_less_better, lambda figures: _second(pair(figures)))


def share(pair: Pair | None) -> float | None:
    """Found out of all there are; None where there are none."""
    return pair[0] / pair[1] if pair and pair[1] else None


def _second(pair: Pair | None) -> int | None:
    return pair[1] if pair else None


def _pages(figures: Figures) -> int:
    return figures.errors[1]


def _three_places(value: float) -> str:
    return f"{value:.3f}"


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _milliseconds(value: float) -> str:
    return f"{value:.1f} ms"


def _times(value: float) -> str:
    return f"{value:.2f} ×"


def _mebibytes(value: float) -> str:
    return f"{value:.0f} MiB"
