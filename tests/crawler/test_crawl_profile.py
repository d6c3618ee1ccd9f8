"""A crawl with a site profile: what it leaves out, how politely it asks, and what it takes out of pages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
from crawls import Answer, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, listing, robots

DELAY_S = 0.4
NEWS = [f"/news/ferry-landing-of-{name}-stays-closed" for name in ("aldorf", "cellbach", "dorfen", "erlheim")]
OTHER, SHOP = "/blog/ferry-landing-of-berndorf-stays-closed", "/news/shop/a-new-oar-for-sale"
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


def _story(path: str) -> Answer:
    """A story with a box that the profile removes."""
    return Answer(str(article(path[-20:]).body).replace("</h1>", f'</h1><div class="trip"><p>{AD}</p></div>'))


def test_profile_bounds_and_slows_a_crawl(data_dir: Path, write_profile: Callable[[str, str], Path]) -> None:
    """Include, exclude and budget give their verdicts; requests keep the profile's distance; its removed blocks are stored as such."""
    site = {path: _story(path) for path in (*NEWS, OTHER, SHOP)} | {
        "/": listing(*NEWS, OTHER, SHOP),
        "/robots.txt": robots("User-agent: *", "Crawl-delay: 0.1"),
    }
    folder = write_profile("kurier.example", PROFILE)
    with serve({HOST: site}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", "site=kurier", "-s", f"SITES_DIRS={folder}")
    assert process.returncode == 0, process.stderr
    log = pages(data_dir)
    named = log["verdict"].astype(str) + log["reason"].astype(object).map(lambda reason: f":{reason}" if pd.notna(reason) else "")
    verdicts = dict(zip(log["url"].str.removeprefix(f"http://{HOST}"), named, strict=True))
    assert (verdicts[OTHER], verdicts[SHOP]) == ("skipped:not_included", "skipped:excluded")
    assert sorted(verdicts[path] for path in NEWS) == ["skipped:budget", "stored", "stored", "stored"]
    assert min(later - earlier for earlier, later in pairwise(servers.times_s)) > 0.9 * DELAY_S
    for blocks in articles(data_dir)["blocks"]:
        (block,) = [block for block in blocks if block["text"] == AD]
        assert (block["label"], block["reason"], block["kept"]) == ("promotion", "site:promotion", False)
