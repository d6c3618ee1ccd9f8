"""What a monitor says."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.watch.numbers import AlarmKind

MIN_BASELINE = 5  # runs, or samples of several runs, before anything is called usual; a median of fewer is chance


@dataclass(frozen=True, slots=True)
class Judgement:
    """An alarm or all well, in words, with the value and what is usual."""

    kind: AlarmKind
    is_alarm: bool
    message: str = ""
    value: float | None = None
    usual: float | None = None
