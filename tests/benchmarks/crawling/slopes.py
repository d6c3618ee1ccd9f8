"""How fast memory grows over a long crawl: megabytes for a thousand pages, by least squares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SETTLED_FROM = 0.2  # of the pages: caches, pools and models have filled by then


@dataclass(frozen=True, slots=True)
class Growth:
    """One process: megabytes at the beginning of the measured part and at the end, and megabytes for a thousand pages."""

    name: str
    first_mb: float
    last_mb: float
    slope_mb: float


def growths(samples: Sequence[tuple[int, dict[str, int]]], pages: int) -> list[Growth]:
    """Of the main process and of each worker that lived through the measured part. Samples are (pages, {process: KiB})."""
    return growths_over([(done, memory) for done, memory in samples if done >= pages * SETTLED_FROM])


def growths_over(settled: Sequence[tuple[int, Mapping[str, int]]]) -> list[Growth]:
    """The same over all of these samples."""
    whole = [name for name in settled[0][1] if all(memory.get(name) for _, memory in settled)] if settled else []
    rows = [_growth("main process", settled, "0")] if "0" in whole else []
    workers = sorted((name for name in whole if name != "0"), key=int)
    return rows + [_growth(f"child {number}", settled, name) for number, name in enumerate(workers, start=1)]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the line that fits best; 0 where all points lie at one place."""
    mean_x, mean_y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def _growth(name: str, samples: Sequence[tuple[int, Mapping[str, int]]], process: str) -> Growth:
    points = [(pages / 1000, memory[process] * 1024 / 1e6) for pages, memory in samples]
    return Growth(name, points[0][1], points[-1][1], slope(points))
