"""The benchmark of crawls: what it serves, what it counts and what it says; the crawls themselves are run by make bench-crawl."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import bench_crawl
import pytest
from crawling.crawl_tables import throughput_tables
from crawling.crawlers import FETCH_ONLY, INLINE, NEWS_PLEASE, NEWSPAPER4K, OURS, Run
from crawling.ledger_size import fill, measure_apart
from crawling.probe import Ticks
from crawling.site import generated_bodies, moved, size_at, story_path, write_site
from crawling.slopes import growths, slope
from crawling.soak import Handles, SoakSite, by_pages, handles_of

PAGE = (
    b'<html><head><link rel="canonical" href="https://www.zeitung.example/a"><link type="application/rss+xml" href="/rss"></head>'
    b'<body><a href="/politik/wahl">own</a><a href="https://other.example/x">foreign</a><a href="#top">top</a></body></html>'
)


def test_a_page_moves_to_the_loopback_site() -> None:
    """It is its own canonical URL, own links lead to stories that are there, and links to other sites stay."""
    page = moved(PAGE, "https://www.zeitung.example/a", 3, 1).decode()
    assert f'<link rel="canonical" href="http://www.kurier.example{story_path(3)}">' in page
    assert f'<a href="{story_path(0)}">own</a><a href="https://other.example/x">foreign</a><a href="#top">top</a>' in page
    assert "zeitung" not in page
    assert 'href="/feed.xml"' in page


def test_generated_pages_have_the_sizes_of_a_corpus() -> None:
    """Half of them lie below its median, and their mean is near its own, 203 kB."""
    sizes = sorted(len(body) for body in generated_bodies(40))
    assert size_at(0.5) == 127_000
    assert sizes[20] == pytest.approx(127_000, rel=0.15)
    assert sum(sizes) / 40 == pytest.approx(203_000, rel=0.15)


def test_every_story_is_in_the_sitemap_and_under_the_address(tmp_path: Path) -> None:
    """Crawlers that look and those that are told find the same files."""
    paths = write_site(generated_bodies(3, kilobytes=4), tmp_path)
    sitemap = (tmp_path / "www.kurier.example" / "sitemap.xml").read_text(encoding="utf-8")
    assert [path in sitemap for path in paths] == [True] * 3
    for path in paths:
        assert (tmp_path / "127.0.0.1" / path.lstrip("/")).samefile(tmp_path / "www.kurier.example" / path.lstrip("/"))


def test_a_blocked_tick_is_counted() -> None:
    """A callback that holds the loop for longer than 50 ms is one tick of many."""
    ticks = Ticks()

    async def work() -> None:
        ticks.watch(asyncio.get_running_loop())
        for _ in range(5):
            await asyncio.sleep(0)
        threading.Event().wait(0.06)
        await asyncio.sleep(0)

    asyncio.run(work())
    assert ticks.number >= 5
    assert ticks.blocked >= 1
    assert ticks.longest_s >= 0.06


def test_growth_is_that_of_processes_that_lived_through() -> None:
    """The first fifth of the pages does not count, nor does a worker that was replaced. 1,000 KiB a thousand pages are 1.024 MB."""
    samples = [(pages, {"0": 100_000 + pages, "7": 50_000} | ({"8": 1} if pages < 2000 else {})) for pages in range(0, 5001, 500)]
    samples[0] = (0, {"0": 1, "7": 1, "8": 1})
    found = growths(samples, 5000)
    assert [one.name for one in found] == ["main process", "child 1"]
    assert found[0].slope_mb == pytest.approx(1.024)
    assert found[1].slope_mb == 0.0
    assert slope([(1.0, 2.0)]) == 0.0


def test_the_soak_looks_every_hundred_pages_after_the_first_thousand() -> None:
    """One sample of memory for each hundred pages; of open files the fewest, since connections come and go."""
    samples = [(pages, {"0": pages}) for pages in range(0, 1301, 50)]
    assert [pages for pages, _ in by_pages(samples)] == [1000, 1100, 1200, 1300]
    assert handles_of([(500, 90), (1000, 40), (1050, 33), (1100, 34), (1150, 60), (1299, 31)]) == Handles(31, 34, 31)


def test_a_share_of_the_soak_is_hostile() -> None:
    """Each fiftieth page is an attack, all of them in turn; the others are stories that the sitemap names."""
    site = SoakSite(1000, 0.02, 4)
    assert len(site.good) == 980
    hostile = [site.get(story_path(number)) for number in range(25, 1000, 50)]
    assert len({id(answer) for answer in hostile}) == len(hostile) - 4
    assert site.get("/sitemap.xml").count(b"<loc>") == 1000
    assert b"Ferry landing of village 3 stays closed" in site.get(story_path(3))


def test_the_tables_compare_each_round_with_itself() -> None:
    """Twice as fast in one round and four times in another, slower one: the median is three, start-up taken off or not."""
    probe = {"main_cpu_s": 0.5, "ticks": 1000, "blocked": 2}
    starts = {name: Run(1, 0.0, 0.0, probe) for name in (OURS, FETCH_ONLY, INLINE, NEWSPAPER4K, NEWS_PLEASE)}
    rounds = [
        {OURS: Run(11, 1.0, 1.0, probe), INLINE: Run(11, 2.0, 1.0, probe), NEWSPAPER4K: Run(11, 9.0, 4.0, {})},
        {OURS: Run(11, 2.0, 2.0, probe), INLINE: Run(11, 8.0, 2.0, probe), NEWSPAPER4K: Run(11, 9.0, 4.0, {})},
    ]
    tables = throughput_tables(starts, rounds, {NEWS_PLEASE: "no network"})
    assert f"| speed of {INLINE}, times | 3.00 (2.00 to 4.00) | ≥ 1.50 | met |" in tables
    assert f"| pages a CPU second of {NEWSPAPER4K}, times | 3.00 (2.00 to 4.00) | ≥ 3.00 | met |" in tables
    assert "| reactor ticks over 50 ms | 0.20% (0.20% to 0.20%) | ≤ 0.10% | **missed** |" in tables
    assert "- news-please was not measured: no network" in tables
    assert "beyond fetching" not in tables


def test_a_ledger_is_filled_and_measured(tmp_path: Path) -> None:
    """The process that measures opens what was filled, through the session of a crawl."""
    fill(tmp_path, 300)
    found = measure_apart(tmp_path, 300)
    assert found.urls == 300
    assert 0 < found.known_ms < 1000
    assert found.megabytes > 0.1


def test_a_folder_that_is_no_corpus_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on standard error, and exit code 2."""
    assert bench_crawl.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"no gold.jsonl in {tmp_path}")
