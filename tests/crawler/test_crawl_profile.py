"""A crawl with a site profile: what it leaves out, how politely it asks, and what it takes out of pages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
from crawls import Servers, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, listing, robots

DELAY_S = 0.4
KEPT, OTHER, SHOP = "/news/ferry-landing-of-aldorf-stays-closed", "/blog/ferry-landing-of-berndorf-stays-closed", "/news/shop/a-new-oar-for-sale"
LATER = [f"/news/ferry-landing-of-{name}-stays-closed" for name in ("cellbach", "dorfen", "erlheim")]
AD = "A week on the river with meals and a guide, every day from May until the end of September, now at a lower price."
PROFILE = f"""
name = "kurier"
domain = "kurier.example"
start = ["{FRONT}"]
include = ["/news/"]
exclude = ["/news/shop/"]
budget = {{ pages = 3 }}
politeness = {{ delay_s = {DELAY_S}, concurrency = 8 }}
remove = {{ promotion = [".trip"] }}
"""


class _Clock(Servers):
    """Nothing but the type that `serve` gives."""


def test_profile_bounds_and_slows_a_crawl(data_dir: Path, write_profile: Callable[[str, str], Path]) -> None:
    """Include, exclude and budget give their verdicts; requests keep the profile's distance; its removed blocks are stored as such."""
    advert = str(article("Aldorf").body).replace("</h1>", f'</h1><div class="trip"><p>{AD}</p></div>')
    site = {
        "/": listing(KEPT, OTHER, SHOP, *LATER),
        "/robots.txt": robots("User-agent: *", "Crawl-delay: 0.1"),
        KEPT: article("x").__class__(advert),
        OTHER: article("Berndorf"),
        SHOP: article("Nowhere"),
    } | {path: article(path[-20:]) for path in LATER}
    folder = write_profile("kurier.example", PROFILE)
    with serve({HOST: site}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", "site=kurier", "-s", f"SITES_DIRS={folder}")
        times = servers.times_s
    assert process.returncode == 0, process.stderr
    log = pages(data_dir)
    named = log["verdict"].astype(str) + log["reason"].astype(object).map(lambda reason: f":{reason}" if pd.notna(reason) else "")
    verdicts = dict(zip(log["url"].str.removeprefix(f"http://{HOST}"), named, strict=True))
    assert (verdicts[OTHER], verdicts[SHOP]) == ("skipped:not_included", "skipped:excluded")
    assert sorted(verdicts[path] for path in (KEPT, *LATER)) == ["skipped:budget", "stored", "stored", "stored"]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.9 * DELAY_S
    rows = articles(data_dir).set_index("url")
    if f"http://{HOST}{KEPT}" in rows.index:
        (block,) = [block for block in rows.loc[f"http://{HOST}{KEPT}", "blocks"] if block["text"] == AD]
        assert (block["label"], block["reason"], block["kept"]) == ("promotion", "site:promotion", False)
