"""The numbers of a run for Prometheus."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawls import crawl, serve
from small_site import FRONT, HOST, big_site

from crawler.metrics import check_metrics_file, metrics_of, write_metrics
from crawler.run_result import ExitCode, Outcome, RunResult, SiteResult
from pipelines.errors import InputError

ENDED = datetime(2026, 11, 22, 12, tzinfo=UTC)
# The text format: comments, or a name, labels with escaped values, and a number.
_LINE = re.compile(r'# (HELP|TYPE) \w+ .+|\w+\{(\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\} [-+0-9.eInNaf]+')


def test_numbers_of_a_run(tmp_path: Path) -> None:
    """Exit code, verdicts by state and reason, and each site, with a data folder whose name needs escaping."""
    data_dir = tmp_path / 'a "b" \\c'
    data_dir.mkdir()
    sites = (SiteResult("a.example", 3, 3, 2, 0, 2), SiteResult("b.example", 1, 0, 0, 1, 0))
    result = RunResult("r", Outcome.FINISHED, 3, {"stored": 2, "error:http_500": 1}, sites, {}, 1.5)
    lines = metrics_of(ExitCode.SITES_FAILED, ENDED, data_dir, result).splitlines()
    assert [line for line in lines if not _LINE.fullmatch(line)] == []
    label = 'data_dir="{}"'.format(str(data_dir).replace("\\", "\\\\").replace('"', '\\"'))
    assert f"reinschrift_run_exit_code{{{label}}} 5" in lines
    assert f"reinschrift_run_ended_timestamp_seconds{{{label}}} {int(ENDED.timestamp())}" in lines
    assert f'reinschrift_run_urls{{{label},state="error",reason="http_500"}} 1' in lines
    assert f'reinschrift_site_failed{{{label},site="b.example"}} 1' in lines
    assert f'reinschrift_site_pages_came{{{label},site="a.example"}} 2' in lines


def test_fault_leaves_its_code(tmp_path: Path) -> None:
    """A run without a result still says that it ended, and how."""
    text = metrics_of(ExitCode.STORE_FAILED, ENDED, tmp_path, None)
    assert f'reinschrift_run_exit_code{{data_dir="{tmp_path}"}} 7' in text
    assert "site_failed" not in text


@pytest.mark.parametrize("name", ["metrics.txt", "missing/metrics.prom"])
def test_file_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    """The exporter reads *.prom only."""
    with pytest.raises(InputError, match=r"needs a name that ends in \.prom"):
        check_metrics_file(str(tmp_path / name))


def test_file_is_replaced(tmp_path: Path) -> None:
    """Only the new text is left, readable for others, with no temporary file beside it."""
    path = tmp_path / "reinschrift.prom"
    write_metrics(path, "old\n")
    write_metrics(path, "new\n")
    assert path.read_text(encoding="utf-8") == "new\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
def test_crawl_writes_them(data_dir: Path, tmp_path: Path) -> None:
    """A run with METRICS_FILE leaves its numbers there."""
    path = tmp_path / "reinschrift.prom"
    with serve({HOST: big_site(2)}) as servers:
        done = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", "-s", f"METRICS_FILE={path}")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert f'reinschrift_run_urls{{data_dir="{data_dir}",state="stored",reason=""}} 2' in path.read_text(encoding="utf-8")
