"""What robots.txt says about where the site's URLs are listed. What it forbids is the matter of the robots middleware."""

from __future__ import annotations

import re
from itertools import islice

from crawler.discovery.scope import link_url, of_site
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Find, Source, UrlKind

MAX_SITEMAPS = 500  # a site and run
_SITEMAP = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def read_robots(body: bytes, url: str, site: str | None = None, limits: SourceLimits = DEFAULT_LIMITS) -> list[Find]:
    """The sitemaps that a robots.txt names, in its order, each once; those that are not of the site are left out.

    `site` is the registered domain that counts, that of the URL where it is None.
    """
    lines = _SITEMAP.finditer(body[: limits.robots_bytes].replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf"))
    named = (link_url(url, line[1].decode("utf-8", "replace")) for line in lines)
    sitemaps = (Find(sitemap, Source.ROBOTS, UrlKind.SITEMAP) for sitemap in dict.fromkeys(filter(None, named)))
    return list(islice(of_site(sitemaps, site or url), MAX_SITEMAPS))
