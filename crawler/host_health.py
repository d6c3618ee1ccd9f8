"""Which hosts are left alone for a while: those that failed too often in a row, and those that asked for it. Pure, no clock of its own."""

from __future__ import annotations

from collections import Counter


class HostHealth:
    """Failures in a row by host. A host is left alone after `max_failures` of them, for `pause_s` seconds.

    After the pause the next request is a trial: one more failure begins a new pause, one success forgets all.
    """

    def __init__(self, max_failures: int, pause_s: float) -> None:
        self._max_failures = max_failures
        self._pause_s = pause_s
        self._failures: Counter[str] = Counter()
        self._until_s: dict[str, float] = {}

    def is_left_alone(self, host: str, now_s: float) -> bool:
        """Whether nothing may be asked of the host now."""
        return self._until_s.get(host, now_s) > now_s

    def succeeded(self, host: str) -> None:
        """The host answered: what was before is forgotten."""
        self._failures.pop(host, None)
        self._until_s.pop(host, None)

    def failed(self, host: str, now_s: float) -> bool:
        """Counts a failure; whether the host is left alone because of it, which it was not before."""
        self._failures[host] += 1
        if self._failures[host] < self._max_failures or self.is_left_alone(host, now_s):
            return False
        self._until_s[host] = now_s + self._pause_s
        return True

    def leave_alone(self, host: str, until_s: float) -> None:
        """Leaves the host alone because it asked for it."""
        self._until_s[host] = max(until_s, self._until_s.get(host, until_s))
