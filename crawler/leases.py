"""Visits that were handed out and have no verdict yet: in memory only, so that a killed run leaves them queued."""

from __future__ import annotations

from collections import Counter

from crawler.items import Visit


class Leases:
    """The visits in flight, and how many of each site."""

    def __init__(self) -> None:
        self._visits: dict[str, Visit] = {}
        self._by_site: Counter[str] = Counter()

    def __contains__(self, url_id: str) -> bool:
        return url_id in self._visits

    def __len__(self) -> int:
        return len(self._visits)

    def take(self, visit: Visit) -> None:
        """Marks a visit as in flight."""
        self._visits[visit.id] = visit
        self._by_site[visit.site] += 1

    def release(self, visit: Visit) -> None:
        """Ends a visit; a second time does nothing."""
        if self._visits.pop(visit.id, None) is not None:
            self._by_site[visit.site] -= 1
            if not self._by_site[visit.site]:
                del self._by_site[visit.site]

    def of_site(self, site: str) -> int:
        """How many visits of a site are in flight."""
        return self._by_site[site]

    def all(self) -> tuple[Visit, ...]:
        """The visits in flight."""
        return tuple(self._visits.values())
