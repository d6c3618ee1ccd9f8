"""Results -> one Markdown table, a row for each measure, a column for each extractor."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from measures import Overlap, percentile
from results import LEAK_LABELS, Result

Results = Mapping[str, Sequence[Result]]
Row = tuple[str, int, list[str]]
WEAK_F1 = 0.80
NEAR_PERFECT_F1 = 0.98


def markdown_table(results: Results) -> str:
    """The whole table; `pages` is the number of pages that the row's measure looks at."""
    rows = [*_text_rows(results), *_snippet_rows(results), *_verdict_rows(results), *_leak_rows(results), *_cost_rows(results)]
    lines = [["measure", "pages", *results], ["---", "--:", *["--:"] * len(results)]]
    lines += [[measure, f"{pages:,}", *cells] for measure, pages, cells in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _text_rows(results: Results) -> list[Row]:
    rows = []
    for dataset, some in _by_dataset(_only(results, lambda result: result.overlap is not None)):
        rows += [
            _row(f"word F1, {dataset}", some, lambda few: _mean(overlap.f1 for overlap in _overlaps(few))),
            _row(f"word precision, {dataset}", some, lambda few: _mean(overlap.precision for overlap in _overlaps(few))),
            _row(f"word recall, {dataset}", some, lambda few: _mean(overlap.recall for overlap in _overlaps(few))),
            _row(f"F1 below .80, {dataset}", some, lambda few: _ratio((overlap.f1 < WEAK_F1, 1) for overlap in _overlaps(few))),
            _row(f"F1 above .98, {dataset}", some, lambda few: _ratio((overlap.f1 > NEAR_PERFECT_F1, 1) for overlap in _overlaps(few))),
        ]
    return rows


def _snippet_rows(results: Results) -> list[Row]:
    rows = []
    for dataset, some in _by_dataset(_only(results, lambda result: result.wanted[1] > 0)):
        rows.append(_row(f"wanted snippets found, {dataset}", some, lambda few: _ratio(result.wanted for result in few)))
    for dataset, some in _by_dataset(_only(results, lambda result: result.unwanted[1] > 0)):
        rows.append(_row(f"unwanted snippets leaked, {dataset}", some, lambda few: _ratio(result.unwanted for result in few)))
    return rows


def _verdict_rows(results: Results) -> list[Row]:
    articles = _only(results, lambda result: result.page.is_article)
    others = _only(results, lambda result: not result.page.is_article)
    return [
        *_rows("articles refused", articles, lambda few: _ratio((result.text is None, 1) for result in few)),
        *_rows("other pages accepted", others, lambda few: _ratio((result.text is not None, 1) for result in few)),
    ]


def _leak_rows(results: Results) -> list[Row]:
    labelled = _only(results, lambda result: bool(result.page.segments))
    rows = []
    for place, label in enumerate(LEAK_LABELS):
        rows += _rows(f"{label} leaked, hand-labelled", labelled, partial(_leaks, place=place))
    return rows


def _leaks(results: Sequence[Result], place: int) -> str:
    return _ratio(result.leaks[place] for result in results)


def _cost_rows(results: Results) -> list[Row]:
    mean = {name: statistics.fmean(_times(some)) for name, some in results.items()}
    cheapest = min(mean.values())
    count = len(next(iter(results.values())))
    return [
        ("CPU per page, mean", count, [f"{value:.1f} ms" for value in mean.values()]),
        _row("CPU per page, median", results, lambda some: f"{statistics.median(_times(some)):.1f} ms"),
        _row("CPU per page, p99", results, lambda some: f"{percentile(_times(some), 0.99):.1f} ms"),
        ("CPU against the cheapest, mean", count, [f"{value / cheapest:.2f} ×" for value in mean.values()]),
    ]


def _rows(measure: str, results: Results, cell: Callable[[Sequence[Result]], str]) -> list[Row]:
    """One row, or none where no page has that measure."""
    return [_row(measure, results, cell)] if any(results.values()) else []


def _row(measure: str, results: Results, cell: Callable[[Sequence[Result]], str]) -> Row:
    return measure, len(next(iter(results.values()))), [cell(some) for some in results.values()]


def _only(results: Results, holds: Callable[[Result], bool]) -> Results:
    return {name: [result for result in some if holds(result)] for name, some in results.items()}


def _by_dataset(results: Results) -> list[tuple[str, Results]]:
    """Each data set's results and, where there are several, all of them."""
    datasets = sorted({result.page.dataset for some in results.values() for result in some})
    parts = [(dataset, _of_dataset(results, dataset)) for dataset in datasets]
    return [*parts, ("all", results)] if len(datasets) > 1 else parts


def _of_dataset(results: Results, dataset: str) -> Results:
    return _only(results, lambda result: result.page.dataset == dataset)


def _ratio(pairs: Iterable[tuple[int, int]]) -> str:
    hits, total = (sum(column) for column in zip(*pairs, strict=True))
    return f"{hits:,} of {total:,} ({_share(hits, total)})"


def _share(hits: int, total: int) -> str:
    return f"{hits / total:.1%}" if total else "–"


def _times(results: Sequence[Result]) -> list[float]:
    return [result.cpu_ms for result in results]


def _overlaps(results: Sequence[Result]) -> list[Overlap]:
    return [result.overlap for result in results if result.overlap is not None]


def _mean(values: Iterable[float]) -> str:
    return f"{statistics.fmean(values):.3f}"
