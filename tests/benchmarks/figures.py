"""Scores of all pages -> the figures of one extractor: plain numbers, ready for JSON and for the tables."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures import percentile
from predictions import Run
from scores import LEAK_LABELS, Pair, Score

WEAK_F1 = 0.80
NEAR_PERFECT_F1 = 0.98
ALL = "all"


@dataclass(frozen=True, slots=True)
class TextFigures:
    """The text of a data set's article pages: means over pages with a gold text (None without one), and (found, there are) pairs."""

    pages: int
    gold_texts: int
    f1: float | None
    precision: float | None
    recall: float | None
    below_80: Pair
    above_98: Pair
    shingle_f1: float | None
    wanted: Pair
    unwanted: Pair


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time of a page in ms, and the most memory of the process."""

    mean_ms: float
    median_ms: float
    p99_ms: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one extractor.

    `refused` (articles) and `accepted` (other pages) are None where the extractor judges no pages, a field of metadata where it never
    gives one, `cost` where nobody measured it. `without_text` counts articles.
    """

    version: str
    python: str
    texts: dict[str, TextFigures]
    body: Pair
    leaks: dict[str, Pair]
    title: Pair | None
    authors: Pair | None
    date: Pair | None
    refused: Pair | None
    accepted: Pair | None
    without_text: Pair
    errors: Pair
    cost: Cost | None


def figures(run: Run, scores: Sequence[Score]) -> Figures:
    """The figures of one run, from the scores of its pages."""
    articles = [score for score in scores if score.page.is_article]
    judges = any(score.prediction.status is not None for score in scores)
    refused = [score.prediction.status not in {None, "ok"} for score in articles]
    accepted = [score.prediction.status in {None, "ok"} for score in scores if not score.page.is_article]
    return Figures(
        version=run.version,
        python=run.python,
        texts={dataset: _text_figures(some) for dataset, some in _by_dataset(articles)},
        body=_sum(score.body for score in articles),
        leaks={label: _sum(score.leaks[place] for score in articles) for place, label in enumerate(LEAK_LABELS)},
        title=_sum(score.title for score in scores) if any(score.prediction.title for score in scores) else None,
        authors=_sum(score.authors for score in scores) if any(score.prediction.authors for score in scores) else None,
        date=_sum(score.date for score in scores) if any(score.prediction.date for score in scores) else None,
        refused=_count(refused) if judges else None,
        accepted=_count(accepted) if judges else None,
        without_text=_count(not score.prediction.text for score in articles),
        errors=_count(score.prediction.error is not None for score in scores),
        cost=_cost(scores),
    )


def _text_figures(scores: Sequence[Score]) -> TextFigures:
    overlaps = [score.overlap for score in scores if score.overlap is not None]
    return TextFigures(
        pages=len(scores),
        gold_texts=len(overlaps),
        f1=_mean(overlap.f1 for overlap in overlaps),
        precision=_mean(overlap.precision for overlap in overlaps),
        recall=_mean(overlap.recall for overlap in overlaps),
        below_80=_count(overlap.f1 < WEAK_F1 for overlap in overlaps),
        above_98=_count(overlap.f1 > NEAR_PERFECT_F1 for overlap in overlaps),
        shingle_f1=_shingle_f1([score.shingles for score in scores if score.shingles is not None]),
        wanted=_sum(score.wanted for score in scores),
        unwanted=_sum(score.unwanted for score in scores),
    )


def _shingle_f1(counts: Sequence[tuple[int, int, int]]) -> float | None:
    """The harmonic mean of precision and recall over all shingles, 2·h / (found + wanted)."""
    if not counts:
        return None
    hits, found, wanted = (sum(column) for column in zip(*counts, strict=True))
    return 2 * hits / (found + wanted) if hits else 0.0


def _cost(scores: Sequence[Score]) -> Cost | None:
    times = [score.prediction.cpu_ms for score in scores if score.prediction.cpu_ms is not None]
    if not times:
        return None
    peak = max(score.prediction.peak_bytes or 0 for score in scores)
    return Cost(statistics.fmean(times), statistics.median(times), percentile(times, 0.99), peak)


def _by_dataset(scores: Sequence[Score]) -> list[tuple[str, Sequence[Score]]]:
    """Each data set's scores, and all of them."""
    datasets = sorted({score.page.dataset for score in scores})
    return [*((dataset, [score for score in scores if score.page.dataset == dataset]) for dataset in datasets), (ALL, scores)]


def _sum(pairs: Iterable[Pair]) -> Pair:
    some = list(pairs)
    return sum(pair[0] for pair in some), sum(pair[1] for pair in some)


def _count(flags: Iterable[bool]) -> Pair:
    some = list(flags)
    return sum(some), len(some)


def _mean(values: Iterable[float]) -> float | None:
    some = list(values)
    return statistics.fmean(some) if some else None
