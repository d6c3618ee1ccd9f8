"""How a site builds its pages, in selectors: where the story stands, and what is no part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.block import BlockLabel
from pipelines.sites.keys import Keys
from pipelines.sites.selectors import selector_fault

LAYOUT_KEYS = ("since", "until", "body", "remove")
REMOVABLE = tuple(str(label) for label in BlockLabel if label is not BlockLabel.BODY)


@dataclass(frozen=True, slots=True)
class Layout:
    """Selectors, and the publication days for which they hold (both included; None: no bound).

    Only blocks inside an element of `body` can be story; without `body` all can. `remove` pairs a label with the selectors of the
    elements whose blocks get it.
    """

    body: tuple[str, ...] = ()
    remove: tuple[tuple[BlockLabel, tuple[str, ...]], ...] = ()
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the layout is that of pages published on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


ALWAYS = Layout()  # no selectors, on all days


def read_layout(keys: Keys) -> Layout:
    """The layout in a table with the keys of LAYOUT_KEYS; other keys are not looked at. Raises ProfileError."""
    since, until = keys.day("since"), keys.day("until")
    if since and until and until < since:
        keys.fail("until", f"lies before since: {until} < {since}")
    removed = keys.below("remove")
    removed.only(REMOVABLE)
    remove = tuple((BlockLabel(key), removed.strings(key, selector_fault)) for key in removed.table)
    return Layout(keys.strings("body", selector_fault), remove, since, until)


def read_dated_layouts(keys: Keys) -> tuple[Layout, ...]:
    """The dated layouts of a profile, by day. Raises ProfileError where one has no day, or two hold on the same day."""
    layouts = []
    for entry in keys.each("layout"):
        entry.only(LAYOUT_KEYS)
        layout = read_layout(entry)
        if layout.since is None and layout.until is None:
            entry.fail("since", "or 'until' must be given; selectors for all pages stand outside of [[layout]]")
        layouts.append(layout)
    layouts.sort(key=lambda layout: layout.since or date.min)
    for earlier, later in pairwise(layouts):
        if (earlier.until or date.max) >= (later.since or date.min):
            keys.fail("layout", f"has two layouts for {later.since or earlier.until}; end the earlier one with until")
    return tuple(layouts)


def layout_of_day(always: Layout, dated: Sequence[Layout], day: date) -> Layout:
    """What holds for pages of a day: the dated layout's `body` in the place of the general one, both their `remove`."""
    for layout in dated:
        if layout.holds_on(day):
            return Layout(layout.body or always.body, always.remove + layout.remove, layout.since, layout.until)
    return always
