"""Which of the named URLs belong to the site that is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crawler.finds import Find
from pipelines.urls import absolute_url, registered_domain

MAX_LINK_CHARS = 8_000  # RFC 9110 section 4.1 wants servers to take so many; URLLENGTH_LIMIT is far below


def link_url(base: str, link: str | None) -> str | None:
    """The link as an absolute http(s) URL; one that is far too long is cut, so that its verdict can say so without holding all of it."""
    return absolute_url(base, (link or "")[:MAX_LINK_CHARS], MAX_LINK_CHARS + len(base))


def of_site(finds: Iterable[Find | None], site_or_url: str) -> Iterator[Find]:
    """The finds whose registered domain is that of the site, in their order."""
    site = registered_domain(site_or_url)
    return (find for find in finds if find is not None and site_of(find.url) == site)


def site_of(url: str) -> str | None:
    """The registered domain of an absolute URL, None where its host can have none.

    Asked by host, since a sitemap names one host 50,000 times and the answers are remembered.
    """
    try:
        return registered_domain(f"//{url.split('/', 3)[2]}")
    except ValueError:
        return None
