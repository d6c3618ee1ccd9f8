"""Figures of crawls -> Markdown: what was measured, and beside it what the project asks of itself."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from crawling.crawlers import FETCH_ONLY, IN_FLIGHT, INLINE, NEWS_PLEASE, NEWSPAPER4K, OURS, Run
from crawling.ledger_size import LedgerFigures
from crawling.slopes import Growth
from crawling.soak import EVERY_PAGES, MAX_HANDLES_APART, SETTLED_PAGES, Handles

Round = Mapping[str, Run]
MIN_FASTER, MIN_NEWSPAPER4K, MIN_NEWS_PLEASE = 1.5, 3.0, 6.0  # what is wanted, here and below
MAX_MORE_MS = 8.0
MAX_BLOCKED = 0.001
MAX_SLOPE_MB = 1.0
MAX_OPENING_S, MAX_LOOKUP_MS = 2.0, 1.0


def setting(*, has_corpus: bool) -> str:
    """The heading: date, versions, machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("reinschrift", "Scrapy", "trafilatura"))
    pages = "Pages of a corpus, their links led to the loopback site" if has_corpus else "Generated pages of a corpus's sizes"
    return (
        f"# A whole crawl\n\n{datetime.now(UTC):%Y-%m-%d}. {versions}, Python {platform.python_version()}, {platform.system()}, "
        f"{len(os.sched_getaffinity(0))} cores. {pages}; politeness off, {IN_FLIGHT} requests in flight."
    )


def throughput_tables(starts: Round, rounds: Sequence[Round], failed: Mapping[str, str]) -> str:
    """Speed and CPU time of all crawlers, then the ratios of each round to each other: a busy machine slows both sides of a ratio."""
    names = [name for name in starts if all(name in one for one in rounds)]
    head = "| crawler | pages/s | CPU a page | start, CPU | main process a page |\n| --- | --: | --: | --: | --: |"
    lines = [_line(name, starts[name], [one[name] for one in rounds]) for name in names]
    checks = [check for check in _checks(starts, rounds, names) if check]
    count = f"{rounds[0][OURS].pages if OURS in rounds[0] else 0} pages, {len(rounds)} rounds; the median of the rounds, and the range."
    note = "CPU a page is that of all processes, without what one page alone takes (start). Without start-up means the same for the clock."
    wanted = ["| | measured | wanted | |\n| --- | --: | --: | --- |", *checks]
    apart = [f"- {name} was not measured: {reason}" for name, reason in failed.items()]
    return "\n\n".join(
        part for part in (f"## Speed\n\n{count} {note}", "\n".join([head, *lines]), "\n".join(wanted), "\n".join(apart)) if part
    )


def memory_table(found: Sequence[Growth], pages: int, run: Run) -> str:
    """Growth of each process."""
    wanted = f"< {MAX_SLOPE_MB:.0f} MB"
    lines = [
        f"| {one.name} | {one.first_mb:.0f} MB | {one.last_mb:.0f} MB | {one.slope_mb:+.2f} MB | {wanted} | "
        f"{_mark(is_met=one.slope_mb < MAX_SLOPE_MB)} |"
        for one in found
    ]
    head = "| process | at first | at last | for 1,000 pages | wanted | |\n| --- | --: | --: | --: | --: | --- |"
    note = f"{pages:,} short pages in {run.wall_s:.0f} s; resident memory from the fifth part of the crawl on."
    return "\n".join([f"## Memory\n\n{note}\n", head, *lines])


def soak_table(found: Sequence[Growth], handles: Handles, pages: int, share: float, run: Run) -> str:
    """Growth of each process and open files over a crawl with hostile pages."""
    table = memory_table(found, pages, run).splitlines()
    apart = handles.most - handles.fewest
    note = (
        f"{pages:,} short pages, {share:.0%} of them hostile, in {run.wall_s:.0f} s; a sample every {EVERY_PAGES} pages after the first "
        f"{SETTLED_PAGES:,}."
    )
    line = (
        f"| open files of the main process | {handles.fewest} to {handles.most} | {handles.last} | | ± {MAX_HANDLES_APART} | "
        f"{_mark(is_met=apart <= 2 * MAX_HANDLES_APART)} |"
    )
    return "\n".join([f"## Soak\n\n{note}\n", *table[table.index("") + 3 :], line])


def ledger_table(found: LedgerFigures) -> str:
    """Times and size of a large ledger."""
    slowest = max(found.known_p99_ms, found.unknown_p99_ms, found.next_ms)
    return "\n".join([
        f"## A ledger of {found.urls:,} URLs\n\nOpened by a process that has nothing of it in memory; a lookup by id.\n",
        "| | measured | wanted | |\n| --- | --: | --: | --- |",
        f"| opening a run | {found.opening_s:.2f} s | < {MAX_OPENING_S:.0f} s | {_mark(is_met=found.opening_s < MAX_OPENING_S)} |",
        (f"| lookup of a known URL, median (p99) | {found.known_ms:.3f} ms ({found.known_p99_ms:.3f}) | < {MAX_LOOKUP_MS:.0f} ms | "
        f"{_mark(is_met=slowest < MAX_LOOKUP_MS)} |"),
        f"| lookup of an unknown URL | {found.unknown_ms:.3f} ms ({found.unknown_p99_ms:.3f}) | | |",
        f"| the next eight URLs of a site | {found.next_ms:.3f} ms | | |",
        f"| size | {found.megabytes:.0f} MB, {found.megabytes * 1e6 / found.urls:.0f} bytes a URL | | |",
    ])  # fmt: skip


def _line(name: str, start: Run, runs: Sequence[Run]) -> str:
    speed = median(run.pages / run.wall_s for run in runs)
    cpu = median(_cpu_ms(start, run) for run in runs)
    main = [_main_ms(run) for run in runs if run.probe]
    return f"| {name} | {speed:.2f} | {cpu:.0f} ms | {start.cpu_s:.1f} s | {f'{median(main):.1f} ms' if main else '–'} |"


def _checks(starts: Round, rounds: Sequence[Round], names: Sequence[str]) -> list[str]:
    """One line for each thing that is wanted, as far as the crawlers that it needs were measured."""

    def line(title: str, needs: str, value: Callable[[Round], float], wanted: float, *, at_least: bool, form: str) -> str:
        if needs not in names or OURS not in names:
            return ""
        values = sorted(map(value, rounds))
        middle = median(values)
        is_met = middle >= wanted if at_least else middle <= wanted
        span = f" ({form.format(values[0])} to {form.format(values[-1])})"
        return f"| {title} | {form.format(middle)}{span} | {'≥' if at_least else '≤'} {form.format(wanted)} | {_mark(is_met=is_met)} |"

    def wall(one: Round) -> float:
        return one[INLINE].wall_s / one[OURS].wall_s

    def wall_without_start(one: Round) -> float:
        return _beyond(one[INLINE].wall_s, starts[INLINE].wall_s) / _beyond(one[OURS].wall_s, starts[OURS].wall_s)

    def cpu(name: str) -> Callable[[Round], float]:
        return lambda one: _cpu_ms(starts[name], one[name]) / _cpu_ms(starts[OURS], one[OURS])

    return [
        line(f"speed of {INLINE}, times", INLINE, wall, MIN_FASTER, at_least=True, form="{:.2f}"),
        line("the same without start-up", INLINE, wall_without_start, MIN_FASTER, at_least=True, form="{:.2f}"),
        line(f"pages a CPU second of {INLINE}, times", INLINE, cpu(INLINE), 1.0, at_least=True, form="{:.2f}"),
        line(f"pages a CPU second of {NEWSPAPER4K}, times", NEWSPAPER4K, cpu(NEWSPAPER4K), MIN_NEWSPAPER4K, at_least=True, form="{:.2f}"),
        line(f"pages a CPU second of {NEWS_PLEASE}, times", NEWS_PLEASE, cpu(NEWS_PLEASE), MIN_NEWS_PLEASE, at_least=True, form="{:.2f}"),
        line(
            "main process a page, beyond fetching, ms",
            FETCH_ONLY,
            lambda one: _main_ms(one[OURS]) - _main_ms(one[FETCH_ONLY]),
            MAX_MORE_MS,
            at_least=False,
            form="{:.1f}",
        ),
        line("reactor ticks over 50 ms", OURS, lambda one: _share(one[OURS], "blocked"), MAX_BLOCKED, at_least=False, form="{:.2%}"),
    ]


def _cpu_ms(start: Run, run: Run) -> float:
    return _beyond(run.cpu_s, start.cpu_s) * 1000 / max(1, run.pages - start.pages)


def _beyond(value: float, start: float) -> float:
    """What the pages cost beside the start; never nothing, so that a ratio of tiny runs stays a number."""
    return max(value - start, 1e-3)


def _main_ms(run: Run) -> float:
    return float(run.probe["main_cpu_s"]) * 1000 / run.pages


def _share(run: Run, name: str) -> float:
    return float(run.probe[name]) / max(1, run.probe["ticks"])


def _mark(*, is_met: bool) -> str:
    return "met" if is_met else "**missed**"
