"""Exit codes, the sums that must add up, and the summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.run_result import ExitCode, Outcome, RunResult, SiteResult, VerdictSumError, check_log, check_sums, exit_code, exit_code_of
from crawler.summary import summarize
from pipelines.errors import InputError, ProfileError, StoreError, StoreLockedError

GOOD = SiteResult("a.example", tried=9, came=8, pages_named=5, page_errors=1, pages_came=4)
DEAD = SiteResult("b.example", tried=2, came=0, pages_named=0, page_errors=0, pages_came=0)
SILENT = SiteResult("c.example", tried=2, came=2, pages_named=0, page_errors=0, pages_came=0)
RESTING = SiteResult("e.example", tried=2, came=2, pages_named=0, page_errors=0, pages_came=0, unchanged=2)
BREAKING = SiteResult("d.example", tried=9, came=4, pages_named=7, page_errors=5, pages_came=2)
VERDICTS = {"stored": 4, "skipped:known": 3, "skipped:listing": 5, "error:http_404": 2}


def _result(*sites: SiteResult, outcome: Outcome = Outcome.FINISHED, queued: int = 0) -> RunResult:
    verdicts = VERDICTS | ({"queued": queued} if queued else {})
    return RunResult("0123456789ab", outcome, 14 + queued, verdicts, sites, {"newsletter": 2, "share": 7}, 3.04)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (_result(GOOD), ExitCode.DONE),
        (_result(DEAD), ExitCode.NOTHING_FETCHED),
        (_result(DEAD, DEAD), ExitCode.NOTHING_FETCHED),
        (_result(SILENT), ExitCode.SITES_FAILED),
        (_result(RESTING), ExitCode.DONE),  # its lists have not changed, so they name nothing
        (_result(BREAKING), ExitCode.SITES_FAILED),
        (_result(GOOD, DEAD), ExitCode.SITES_FAILED),
        (_result(*[GOOD] * 9, DEAD), ExitCode.DONE),
        (_result(*[GOOD] * 8, DEAD, SILENT), ExitCode.SITES_FAILED),
        (_result(DEAD, outcome=Outcome.STOPPED), ExitCode.STOPPED_EARLY),
    ],
)
def test_exit_code_of_a_run(result: RunResult, code: ExitCode) -> None:
    """One site may not fail; of many, a tenth may."""
    assert exit_code(result, max_failed_share=0.1) is code


@pytest.mark.parametrize(
    ("error", "code"),
    [(StoreLockedError("x"), 3), (StoreError("x"), 7), (InputError("x"), 2), (ProfileError("x"), 2), (VerdictSumError("x"), 1)],
)
def test_exit_code_of_an_error(error: Exception, code: int) -> None:
    """Every error has its code."""
    assert exit_code_of(error) == code


def test_sums_that_do_not_add_up_are_an_error() -> None:
    """A URL without a verdict, a verdict too many, or one given twice."""
    check_sums(14, VERDICTS, VERDICTS, Outcome.FINISHED)
    check_sums(15, VERDICTS | {"queued": 1}, VERDICTS, Outcome.STOPPED)
    for found, verdicts, given in (
        (15, VERDICTS, VERDICTS),
        (15, VERDICTS | {"queued": 1}, VERDICTS),
        (14, VERDICTS, VERDICTS | {"stored": 5}),
    ):
        with pytest.raises(VerdictSumError):
            check_sums(found, verdicts, given, Outcome.FINISHED)


def test_log_that_does_not_add_up_is_an_error() -> None:
    """A verdict that is missing from the published decision log, or stands there for another; what is queued has none yet."""
    check_log(VERDICTS | {"queued": 3}, VERDICTS)
    for logged in (VERDICTS | {"stored": 3}, {**VERDICTS, "skipped:listing": 4, "skipped:known": 4}, {}):
        with pytest.raises(VerdictSumError):
            check_log(VERDICTS, logged)


def test_summary_of_a_run() -> None:
    """A dozen lines at most; the sum stands there."""
    assert summarize(_result(GOOD, DEAD, outcome=Outcome.STOPPED, queued=6), Path("data")) == (
        "Run 01234567 stopped early after 3.0 s: 20 URLs found on 2 sites.\n"
        "  stored        4\n"
        "  skipped       8  listing 5, known 3\n"
        "  errors        2  http_404 2\n"
        "  4 stored + 8 skipped + 2 errors + 6 queued = 20 found\n"
        "  The next run of these sites goes on with what is queued.\n"
        "Removed blocks in the stored articles: share 7, newsletter 2.\n"
        "Failed or silent: b.example.\n"
        "Data: data/articles (articles), data/pages (every decision)."
    )
