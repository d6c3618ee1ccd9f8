"""`scrapy extract` and `scrapy inspect` find the profile of a page's site."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT

from crawler.run_result import ExitCode

PAGE = ROOT / "tests" / "gold" / "elpais.com" / "mina.html"
URL = json.loads(PAGE.with_suffix(".labels.json").read_text(encoding="utf-8"))["url"]


def _scrapy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)


@pytest.mark.parametrize(("option", "has_profile"), [((), True), (("--no-profile",), False)])
def test_extract_finds_the_profile_by_the_domain(tmp_path: Path, option: tuple[str, ...], *, has_profile: bool) -> None:
    """The shipped profile of the URL's site names blocks, unless it is not wanted."""
    process = _scrapy(tmp_path, "extract", str(PAGE), "--url", URL, "--workers", "1", *option)
    assert process.returncode == 0, process.stderr
    reasons = {block["reason"] for block in json.loads(process.stdout)["blocks"]}
    assert ("site:author_bio" in reasons) is has_profile


def test_inspect_shows_what_the_profile_did(tmp_path: Path) -> None:
    """The reason of a block that a profile settled stands on the page."""
    process = _scrapy(tmp_path, "inspect", str(PAGE), "--url", URL, "-o", "-")
    assert process.returncode == 0, process.stderr
    assert "site:author_bio" in process.stdout


def test_broken_profile_ends_the_command_by_its_key(tmp_path: Path) -> None:
    """Exit code 2 and one line with file and key, before anything is done."""
    path = tmp_path / "kurier.example.toml"
    path.write_text('name = "kurier"\ndomain = "kurier.example"\nstart = []\n', encoding="utf-8")
    process = _scrapy(tmp_path, "extract", str(PAGE), "--workers", "1", "-s", f"SITES_DIRS={tmp_path}")
    assert (process.returncode, process.stdout) == (ExitCode.BAD_INPUT, "")
    assert process.stderr == f"scrapy extract: {path}: key 'start' must name at least one URL\n"
