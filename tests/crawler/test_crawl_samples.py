"""A whole crawl of the bundled sample sites, and a second one."""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawls import SAMPLE_SITES, articles, crawl, pages

from crawler.sample_server import hosts_in, resolve_setting, serve_sites
from pipelines.urls import normalize_url


@dataclass(frozen=True)
class SampleRun:
    """One of the two crawls: how it ended, and what the server was asked for."""

    process: subprocess.CompletedProcess[str]
    requests: list[str]
    data_dir: Path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[SampleRun, SampleRun]:
    """The first crawl and the second."""
    data_dir = tmp_path_factory.mktemp("samples") / "data"
    return (_run(data_dir), _run(data_dir))


def _run(data_dir: Path) -> SampleRun:
    log = io.StringIO()
    with serve_sites(SAMPLE_SITES, log) as port:
        resolve = resolve_setting(hosts_in(SAMPLE_SITES), port)
        profiles = f"SITES_DIRS={SAMPLE_SITES / 'profiles'}"
        process = crawl(data_dir, resolve, "-a", "sites=all", "-a", "since=2026-01-01", "-s", profiles, "-s", "EXTRACT_WORKERS=2")
    return SampleRun(process, log.getvalue().splitlines(), data_dir)


def _sample_articles() -> set[str]:
    labels = [json.loads(path.read_text(encoding="utf-8")) for path in SAMPLE_SITES.rglob("*.labels.json")]
    return {normalize_url(page["url"]) for page in labels if page["is_article"] and not page.get("disallowed")}


def test_every_sample_article_is_stored_once_and_nothing_else(runs: tuple[SampleRun, SampleRun]) -> None:
    """The data set holds each article of the sample sites once, and no other page."""
    stored = [normalize_url(url) for url in articles(runs[0].data_dir)["url"]]
    assert runs[0].process.returncode == 0, runs[0].process.stderr
    assert sorted(stored) == sorted(_sample_articles())


def test_second_run_adds_nothing_and_fetches_no_article(runs: tuple[SampleRun, SampleRun]) -> None:
    """A second crawl asks only for listings and sources, and stores no row."""
    assert runs[1].process.returncode == 0, runs[1].process.stderr
    asked = {normalize_url(f"http://{line.split()[1]}{line.split()[2]}") for line in runs[1].requests}
    assert asked.isdisjoint(_sample_articles())
    assert "  stored        0" in runs[1].process.stdout
    assert articles(runs[1].data_dir)["run_id"].nunique() == 1


def test_each_url_has_one_verdict_in_each_run(runs: tuple[SampleRun, SampleRun]) -> None:
    """The decision log has no URL twice in a run, and as many as the summary says were found."""
    log = pages(runs[1].data_dir)
    assert not log.duplicated(["url", "run_id"]).any()
    rows_by_run = log.sort_values("fetched_at")["run_id"].value_counts(sort=False)
    for run, rows in zip(runs, rows_by_run, strict=True):
        assert f"= {rows} found" in run.process.stdout


def test_disallowed_pages_are_never_asked_for(runs: tuple[SampleRun, SampleRun]) -> None:
    """What robots.txt disallows gets its verdict without a request."""
    assert not [line for run in runs for line in run.requests if "/intern/" in line]
    log = pages(runs[0].data_dir)
    assert (log[log["url"].str.contains("/intern/")]["reason"] == "robots").all()


def test_summary_is_on_standard_output_and_logs_are_not(runs: tuple[SampleRun, SampleRun]) -> None:
    """Standard output carries the summary only: counts by reason, removed blocks, and where the data is."""
    summary = runs[0].process.stdout.splitlines()
    assert summary[0].startswith("Run ")
    assert "URLs found on 3 sites." in summary[0]
    assert summary[-1].startswith(f"Data: {runs[0].data_dir / 'articles'}")
    assert any(line.startswith("Removed blocks in the stored articles: ") and "newsletter" in line for line in summary)


def test_progress_is_logged(runs: tuple[SampleRun, SampleRun]) -> None:
    """Without a terminal the last state is a line of the log."""
    assert f"stored {len(articles(runs[0].data_dir))}, queued 0" in runs[0].process.stderr
