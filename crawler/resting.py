"""Sites that may not be asked for a while: a request handed out too early would hold a place that another site could use.

With CONCURRENT_REQUESTS 32 and two requests of each site, 16 sites with a Crawl-delay of 10 s would keep all others waiting, and the
end of a run would wait for what a Retry-After holds back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot

HEARTBEAT_S = 5.0  # the engine asks its scheduler for requests at least this often, so nobody is handed out late


def is_resting(slot: Slot | None, now_s: float) -> bool:
    """Whether the next request of a site has longer to wait than the engine takes to ask again, or one waits already.

    `slot` is the site's place in the downloader, None where it has none; `now_s` is monotonic, as Scrapy counts.
    """
    if slot is None:
        return False
    return slot.lastseen + slot.delay - now_s > HEARTBEAT_S or (slot.delay > HEARTBEAT_S and bool(slot.queue))
