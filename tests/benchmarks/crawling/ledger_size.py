"""A ledger with a million URLs: what it takes to open a run on it, to look up a URL, and on the disk."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import STORED, Candidate
from crawler.ledger import Checked, Ledger
from crawler.ledger_schema import MIGRATIONS
from crawler.plan import CrawlPlan
from crawler.session import open_session
from pipelines.reasons import Reason
from pipelines.state import migrate, open_state, transaction
from pipelines.urls import url_id

SITE_URLS = 5_000  # of each site, so that a million are 200 sites
QUEUED_EVERY = 100  # one in so many was left queued by a run that was killed
CHUNK = 20_000
LOOKUPS = 10_000
SEED = 4


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """Times of the opening and of single lookups, and the file's size. `opening_s` is the session of a crawl of ten sites."""

    urls: int
    opening_s: float
    known_ms: float
    known_p99_ms: float
    unknown_ms: float
    unknown_p99_ms: float
    next_ms: float
    megabytes: float


def fill(data_dir: Path, urls: int) -> None:
    """Enters that many URLs as a run does: found, and stored, or left queued."""
    with closing(open_state(_file(data_dir))) as connection:
        migrate(connection, "crawler", MIGRATIONS)
        ledger = Ledger(connection, "earlier-run")
        for begin in range(0, urls, CHUNK):
            with transaction(connection):
                for number in range(begin, min(begin + CHUNK, urls)):
                    _enter(ledger, number)
            print(f"ledger: {min(begin + CHUNK, urls):,} of {urls:,} URLs", file=sys.stderr)


def measure_apart(data_dir: Path, urls: int) -> LedgerFigures:
    """The figures, taken in a process of its own, which has nothing of the ledger in memory."""
    code = f"from crawling.ledger_size import print_figures; from pathlib import Path; print_figures(Path({str(data_dir)!r}), {urls})"
    path = f"import sys; sys.path[:0] = {[str(Path(__file__).parents[1]), str(Path(__file__).parents[3])]!r}; "
    done = subprocess.run([sys.executable, "-c", path + code], capture_output=True, text=True, check=True)
    return LedgerFigures(**json.loads(done.stdout))


def print_figures(data_dir: Path, urls: int) -> None:
    """Measures in this process and prints the figures as JSON."""
    sites = tuple(_site(number * SITE_URLS) for number in range(max(1, min(10, urls // SITE_URLS))))
    plan = CrawlPlan({"sites": "all"}, data_dir, (), sites, {}, Limits(datetime(2026, 1, 1, tzinfo=UTC)))
    began_s = time.perf_counter()
    with open_session(plan, "news") as session:
        opening_s = time.perf_counter() - began_s
        chance = random.Random(SEED)
        known = sorted(_times(session.ledger, (chance.randrange(urls) for _ in range(LOOKUPS))))
        unknown = sorted(_times(session.ledger, (urls + number for number in range(LOOKUPS))))
        began_s = time.perf_counter()
        for site in sites:
            session.ledger.queued(site, 8)
        next_ms = (time.perf_counter() - began_s) * 1000 / len(sites)
    size = sum(file.stat().st_size for file in (data_dir / "state").iterdir() if file.is_file())
    figures = LedgerFigures(urls, opening_s, *_middle_and_p99(known), *_middle_and_p99(unknown), next_ms, size / 1e6)
    print(json.dumps(asdict(figures)))


def _enter(ledger: Ledger, number: int) -> None:
    url, site = _url(number), _site(number)
    candidate = Candidate(url_id(url), url, site, UrlKind.ARTICLE, Source.NEWS_SITEMAP, 2, datetime(2026, 5, 4, tzinfo=UTC))
    ledger.queue(candidate)
    if number % QUEUED_EVERY:
        checked = Checked(UrlKind.ARTICLE, Reason.KNOWN, 200, "ab" * 32, None, "cd" * 16, datetime(2026, 5, 4, tzinfo=UTC))
        ledger.conclude(candidate.id, STORED, checked)


def _times(ledger: Ledger, numbers: Iterator[int]) -> Iterator[float]:
    """Milliseconds of each lookup, the URL's id worked out beforehand."""
    for wanted in [url_id(_url(number)) for number in numbers]:
        began_s = time.perf_counter()
        ledger.get(wanted)
        yield (time.perf_counter() - began_s) * 1000


def _middle_and_p99(values: list[float]) -> tuple[float, float]:
    return statistics.median(values), values[len(values) * 99 // 100]


def _url(number: int) -> str:
    return f"https://www.{_site(number)}/news/2026/05/04/ferry-landing-of-village-{number}-stays-closed-for-another-winter"


def _site(number: int) -> str:
    return f"kurier-{number // SITE_URLS}.example"


def _file(data_dir: Path) -> Path:
    (data_dir / "state").mkdir(parents=True, exist_ok=True)
    return data_dir / "state" / "ledger.sqlite3"
