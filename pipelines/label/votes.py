"""Evidence for one block, added up by label."""

from __future__ import annotations

from pipelines.block import BlockLabel


class Votes:
    """Weights by label, each with the rule that gave most of it.

    A weight of about 1 is a hint, 2.5 settles an ordinary block, 4 overrules trafilatura's verdict.
    """

    __slots__ = ("_best", "_strongest", "_totals")

    def __init__(self) -> None:
        self._best: tuple[BlockLabel | None, float] | None = None  # None where it has to be looked for
        self._totals: dict[BlockLabel, float] = {}
        self._strongest: dict[BlockLabel, tuple[float, str]] = {}

    def add(self, label: BlockLabel, weight: float, rule: str) -> None:
        """Adds a weight (it may be negative) and remembers the rule if it is the label's strongest."""
        self._best = None
        self._totals[label] = self._totals.get(label, 0.0) + weight
        strongest = self._strongest.get(label)
        if strongest is None or weight > strongest[0]:
            self._strongest[label] = (weight, rule)

    def total(self, label: BlockLabel) -> float:
        """The label's weight, 0 where nothing speaks for it."""
        return self._totals.get(label, 0.0)

    def rule(self, label: BlockLabel) -> str:
        """The rule that gave the label most of its weight; `default` where there is none."""
        return self._strongest.get(label, (0.0, "default"))[1]

    def best(self) -> tuple[BlockLabel | None, float]:
        """The label with the greatest weight (ties by the order of BlockLabel) and that weight; (None, 0) without positive evidence."""
        if self._best is None:
            self._best = self._find_best()
        return self._best

    def _find_best(self) -> tuple[BlockLabel | None, float]:
        if not self._totals:
            return None, 0.0
        weight = max(self._totals.values())
        label = min((label for label, total in self._totals.items() if total == weight), key=_ORDER.__getitem__)
        return (label, weight) if weight > 0 else (None, 0.0)

    def items(self) -> list[tuple[BlockLabel, float]]:
        """All labels with their weights."""
        return list(self._totals.items())


_ORDER = {label: position for position, label in enumerate(BlockLabel)}
