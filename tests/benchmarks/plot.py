"""Figures -> one picture: accuracy against CPU time, and the share of pages and snippets that go wrong. Needs matplotlib."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from contestants import OURS
from figures import ALL, Figures, TextFigures
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scores import Pair
from tables import cpu_ratio, share

OURS_COLOUR, OTHER_COLOUR, INK, FAINT = "#b3312c", "#8a9aa9", "#2b2f33", "#dfe3e6"
LABEL_WIDTH = 0.45  # of a label, in powers of ten
LABEL_ROOM = 3.6  # right of the last point, as a factor on the log scale
LABEL_GAP = 0.045  # of the axis's height: two labels nearer than this would touch
STYLE: dict[Any, Any] = {
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
}


def draw(measured: Mapping[str, Figures], note: str, path: Path) -> None:
    """Writes the picture as PNG; extractors without a gold text or without a measured cost are left out of the panels that need them."""
    with mpl.rc_context(STYLE):
        picture = Figure(figsize=(13, 5), layout="constrained")
        left, middle, right = picture.subplots(1, 3, width_ratios=(1.6, 1, 1))
        _draw_points(left, measured)
        order = _by_disasters(measured)
        _draw_bars(middle, order, "Pages with a word F1 below .80", lambda text: text.below_80)
        _draw_bars(right, order, "Unwanted snippets in the text", lambda text: text.unwanted)
        right.set_yticklabels([])
        picture.supxlabel(note, fontsize=8.5, x=0.01, ha="left", color="#6b7580")
        picture.savefig(path, dpi=160)


def _draw_points(axes: Axes, measured: Mapping[str, Figures]) -> None:
    points = _points(measured)
    axes.set_title("Word F1 against CPU time a page")
    axes.set_xscale("log")
    axes.set_xlabel("CPU time as a multiple of trafilatura's (log scale; further left is faster)")
    axes.grid(visible=True)
    axes.set_axisbelow(True)
    if not points:
        return
    lowest, highest = min(y for _, y in points.values()), max(y for _, y in points.values())
    height = max(highest - lowest, 0.02)
    axes.set_ylim(lowest - 0.1 * height, highest + 0.1 * height)
    for name, (x, y) in points.items():
        axes.scatter(x, y, s=90 if name == OURS else 55, color=_colour(name), zorder=3)
    for name, place in _label_heights(points, 1.2 * height * LABEL_GAP).items():
        _label(axes, name, points[name], place)
    ticks = [tick for tick in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if _in_reach(tick, [x for x, _ in points.values()])]
    axes.set_xticks(ticks, [f"{tick:g} ×" for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(min(x for x, _ in points.values()) / 1.5, max(x for x, _ in points.values()) * LABEL_ROOM)


def _points(measured: Mapping[str, Figures]) -> dict[str, tuple[float, float]]:
    points = {}
    for name, figures in measured.items():
        ratio, text = cpu_ratio(figures, measured), figures.texts.get(ALL)
        if ratio is not None and text is not None and text.f1 is not None:
            points[name] = (ratio, text.f1)
    return points


def _label_heights(points: Mapping[str, tuple[float, float]], gap: float) -> dict[str, float]:
    """A height for each label, as near to its point as the labels beside it allow: from the top down."""
    places: dict[str, float] = {}
    for name, (x, y) in sorted(points.items(), key=lambda item: -item[1][1]):
        beside = [place for other, place in places.items() if abs(math.log10(points[other][0] / x)) < LABEL_WIDTH]
        places[name] = min([y, *(place - gap for place in beside)])
    return places


def _label(axes: Axes, name: str, point: tuple[float, float], height: float) -> None:
    x, y = point
    weight = "bold" if name == OURS else "normal"
    line = {"arrowstyle": "-", "color": OTHER_COLOUR, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 5} if height != y else None
    axes.annotate(name, point, (x * 1.12, height), va="center", fontweight=weight, color=_colour(name, text=True), arrowprops=line)


def _in_reach(tick: float, values: list[float]) -> bool:
    return min(values) / 1.5 <= tick <= max(values) * LABEL_ROOM


def _by_disasters(measured: Mapping[str, Figures]) -> dict[str, TextFigures]:
    """The extractors with a text, worst first: the first bar is drawn at the bottom."""
    texts = {name: figures.texts[ALL] for name, figures in measured.items() if ALL in figures.texts}
    return dict(sorted(texts.items(), key=lambda item: -(share(item[1].below_80) or 0.0)))


def _draw_bars(axes: Axes, texts: Mapping[str, TextFigures], title: str, pair: Callable[[TextFigures], Pair]) -> None:
    shares = [100 * (share(pair(text)) or 0.0) for text in texts.values()]
    bars = axes.barh(list(texts), shares, color=[_colour(name) for name in texts], height=0.65)
    axes.bar_label(bars, [f"{share:.1f} %" for share in shares], padding=4, fontsize=9)
    axes.set_title(title)
    axes.set_xlim(0, 1.25 * max([*shares, 1.0]))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)
    for label in axes.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() == OURS else "normal")


def _colour(name: str, *, text: bool = False) -> str:
    other = INK if text else OTHER_COLOUR
    return OURS_COLOUR if name == OURS else other
