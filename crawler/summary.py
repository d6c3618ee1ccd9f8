"""A run in a dozen lines of text, for a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crawler.items import UrlState
from crawler.run_result import Outcome, RunResult


def summarize(result: RunResult, data_dir: Path) -> str:
    """What the run found, how each URL ended, and where the data is."""
    states = (UrlState.STORED, UrlState.SKIPPED, UrlState.ERROR)
    stored, left_out, errors = (result.total(state) for state in states)
    queued = result.total(UrlState.QUEUED)
    end = "finished" if result.outcome is Outcome.FINISHED else "stopped early"
    lines = [
        f"Run {result.run_id[:8]} {end} after {result.seconds:.1f} s: {result.found} URLs found on {_sites(len(result.sites))}.",
        f"  stored   {stored:6d}",
        f"  skipped  {left_out:6d}  {_by_reason(result.verdicts, UrlState.SKIPPED)}".rstrip(),
        f"  errors   {errors:6d}  {_by_reason(result.verdicts, UrlState.ERROR)}".rstrip(),
    ]
    rest = f" + {queued} queued" if queued else ""
    lines.append(f"  {stored} stored + {left_out} skipped + {errors} errors{rest} = {result.found} found")
    if queued:
        lines.append("  The next run of these sites goes on with what is queued.")
    if result.removed:
        lines.append(f"Removed blocks in the stored articles: {_listed(result.removed)}.")
    if result.failed_sites:
        lines.append(f"Failed or silent: {', '.join(site.site for site in result.failed_sites)}.")
    lines.append(f"Data: {data_dir / 'articles'} (articles), {data_dir / 'pages'} (every decision).")
    return "\n".join(lines)


def _sites(number: int) -> str:
    return "1 site" if number == 1 else f"{number} sites"


def _by_reason(verdicts: Mapping[str, int], state: UrlState) -> str:
    prefix = f"{state}:"
    return _listed({name.removeprefix(prefix): number for name, number in verdicts.items() if name.startswith(prefix)})


def _listed(counts: Mapping[str, int]) -> str:
    """`newsletter 40, share 12`: the most frequent first, then by name."""
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
