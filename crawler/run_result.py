"""How a run ended, in numbers that add up, and the exit code that follows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from pipelines.errors import InputError, NotFetchedError, ReinschriftError, StoreError, StoreLockedError

MIN_PAGE_ERRORS = 3  # fewer say nothing about a site; dead links (404, 410) say nothing in any number


class ExitCode(IntEnum):
    """Exit codes of all commands."""

    DONE = 0
    OUR_FAULT = 1
    BAD_INPUT = 2
    LOCKED = 3
    NOTHING_FETCHED = 4
    SITES_FAILED = 5
    STOPPED_EARLY = 6
    STORE_FAILED = 7


class Outcome(StrEnum):
    """How a run ended, as the ledger keeps it. A run without an outcome goes on, or was killed."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class SiteResult:
    """One site in one run: URLs that were tried and that came; then, of articles and what might be one: named, failed, came."""

    site: str
    tried: int
    came: int
    pages_named: int
    page_errors: int
    pages_came: int
    unchanged: int = 0  # lists that had nothing to say, or rest: they name no page

    @property
    def has_failed(self) -> bool:
        """Whether nothing came, no page was named any more, or more pages failed than came."""
        mostly_errors = self.page_errors >= MIN_PAGE_ERRORS and self.page_errors > self.pages_came
        return self.tried > 0 and (not self.came or not (self.pages_named or self.unchanged) or mostly_errors)


@dataclass(frozen=True, slots=True)
class RunResult:
    """The numbers of a run: `verdicts` by name (`stored`, `skipped:known`, …), `queued` where it was stopped early."""

    run_id: str
    outcome: Outcome
    found: int
    verdicts: Mapping[str, int]
    sites: tuple[SiteResult, ...]
    removed: Mapping[str, int]
    seconds: float

    def total(self, state: str) -> int:
        """URLs with this state, whatever the reason."""
        return sum(number for name, number in self.verdicts.items() if name.partition(":")[0] == state)

    @property
    def failed_sites(self) -> tuple[SiteResult, ...]:
        """The sites that failed or fell silent."""
        return tuple(site for site in self.sites if site.has_failed)


def sites_of_run(connection: sqlite3.Connection, run_id: str, sites: Iterable[str]) -> tuple[SiteResult, ...]:
    """The result of each site; robots.txt counts neither as tried nor as come, since a site may well have none."""
    rows = connection.execute(_SITES, (run_id,))
    results = {row[0]: SiteResult(*row) for row in rows}
    return tuple(results.get(site, SiteResult(site, 0, 0, 0, 0, 0)) for site in sites)


_SITES = """
SELECT site,
    sum(kind != 'robots' AND (state = 'error' OR http_status IS NOT NULL)),
    sum(kind != 'robots' AND (http_status BETWEEN 200 AND 299 OR http_status = 304)),
    sum(kind IN ('article', 'unknown')),
    sum(kind IN ('article', 'unknown') AND state = 'error' AND coalesce(http_status, 0) NOT IN (404, 410)),
    sum(kind IN ('article', 'unknown') AND state != 'error' AND http_status IS NOT NULL),
    sum(kind != 'robots' AND reason IN ('unchanged', 'not_due'))
FROM urls WHERE run_id = ? GROUP BY site
"""


def exit_code(result: RunResult, max_failed_share: float) -> ExitCode:
    """The exit code of a run that ended without an exception."""
    if result.outcome is Outcome.STOPPED:
        return ExitCode.STOPPED_EARLY
    if any(site.tried for site in result.sites) and not any(site.came for site in result.sites):
        return ExitCode.NOTHING_FETCHED
    if len(result.failed_sites) > (0 if len(result.sites) == 1 else max_failed_share * len(result.sites)):
        return ExitCode.SITES_FAILED
    return ExitCode.DONE


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code that an exception asks for."""
    if isinstance(error, StoreLockedError):
        return ExitCode.LOCKED
    if isinstance(error, StoreError):
        return ExitCode.STORE_FAILED
    if isinstance(error, NotFetchedError):
        return ExitCode.NOTHING_FETCHED
    return ExitCode.BAD_INPUT if isinstance(error, InputError) else ExitCode.OUR_FAULT


class VerdictSumError(ReinschriftError):
    """Found URLs and verdicts do not add up: a fault of this program. Exit code 1."""


def check_sums(found: int, verdicts: Mapping[str, int], tally: Mapping[str, int], outcome: Outcome) -> None:
    """Raises VerdictSumError unless every URL found has exactly one verdict, given once.

    Three counts are compared: URLs counted when they were found, rows of the ledger, and verdicts counted when they were given.
    """
    given = {name: number for name, number in tally.items() if number and name.partition(":")[0] in ("stored", "skipped", "error")}
    ended = {name: number for name, number in verdicts.items() if name != "queued"}
    left = verdicts.get("queued", 0)
    if sum(verdicts.values()) != found or given != ended or (left and outcome is Outcome.FINISHED):
        raise VerdictSumError(f"verdicts do not add up: {found} URLs found, ledger {dict(verdicts)}, given {given}")


def check_log(verdicts: Mapping[str, int], logged: Mapping[str, int]) -> None:
    """Raises VerdictSumError unless the published decision log has exactly the ledger's verdicts."""
    ended = {name: number for name, number in verdicts.items() if name != "queued"}
    if ended != dict(logged):
        raise VerdictSumError(f"the decision log does not add up: ledger {ended}, data set of pages {dict(logged)}")
