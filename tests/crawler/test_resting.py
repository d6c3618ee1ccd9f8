"""Which sites the scheduler passes over for now."""

from __future__ import annotations

import pytest
from scrapy.core.downloader import Slot
from scrapy.http import Request
from twisted.internet.defer import Deferred

from crawler.resting import is_resting


@pytest.mark.parametrize(
    ("delay_s", "last_s", "waiting", "expected"),
    [
        (1, 99, 0, False),
        (1, 99, 5, False),  # a second is no rest
        (60, 99, 0, True),
        (60, 44, 0, False),  # due in four seconds, before the engine may ask again
        (60, 44, 1, True),  # one waits for that moment already
        (0.01, 300, 0, True),  # Retry-After dates the last request into the future
    ],
)
def test_site_rests(delay_s: float, last_s: float, waiting: int, expected: bool) -> None:  # noqa: FBT001
    """At second 100, by the delay of the site's slot and the time of its last request."""
    slot = Slot(2, delay_s, 0)
    slot.lastseen = last_s
    slot.queue.extend((Request("https://a.example/"), Deferred()) for _ in range(waiting))
    assert is_resting(slot, now_s=100) is expected


def test_unknown_site_does_not_rest() -> None:
    """Nothing was asked of it yet."""
    assert not is_resting(None, now_s=100)
