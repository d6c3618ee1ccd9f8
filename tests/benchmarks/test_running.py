"""Adapters that fail in all the ways there are: the other pages come out."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from contestants import EXTRACTORS
from running import RunFailedError, run_adapter

ADAPTER = f"""
import os, signal, sys
sys.path.insert(0, {str(EXTRACTORS)!r})
from measured_run import Extraction, run

def extract(html, url):
    print("an extractor that talks")
    if b"raise" in html:
        raise ValueError("no such page")
    if b"hang" in html:
        if b"deaf" in html:
            signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGALRM}})
        while True:
            pass
    if b"die" in html:
        os._exit(3)
    return Extraction(html.decode() + " " + url, title="T")

run("pytest", extract)
"""


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("fine", None),
        ("raise", "ValueError: no such page"),
        ("hang", "no answer in 0.3 s"),
        ("hang, deaf", "the process died on it"),
        ("die", "the process died on it"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_page(page: str, error: str | None, place: int, tmp_path: Path) -> None:
    """Wherever it stands, it is an error of its own, and all others have their text."""
    pages = ["a", "b"]
    pages.insert(place, page)
    rows = _run(ADAPTER, pages, tmp_path)
    assert [row["id"] for row in rows] == ["set/0", "set/1", "set/2"]
    assert [row["error"] for row in rows] == [error if number == place else None for number in range(3)]
    assert [bool(row["text"]) for row in rows] == [error is None or number != place for number in range(3)]


def test_a_line_of_a_page(tmp_path: Path) -> None:
    """It holds what the extractor gave, and what that cost."""
    [row] = _run(ADAPTER, ["a"], tmp_path)
    assert (row["text"], row["title"], row["authors"], row["date"], row["status"]) == ("a https://kurier.example/0", "T", [], None, None)
    assert row["cpu_ms"] >= 0
    assert row["peak_bytes"] > 2**20


def test_an_adapter_that_does_not_start(tmp_path: Path) -> None:
    """The reason is the last line that it wrote to standard error."""
    with pytest.raises(RunFailedError, match="ModuleNotFoundError: No module named 'no_such_extractor'"):
        _run("import no_such_extractor", ["a"], tmp_path)
    assert not (tmp_path / "predictions.jsonl").exists()


def _run(adapter: str, pages: list[str], folder: Path) -> list[dict[str, Any]]:
    (folder / "some_adapter.py").write_text(adapter, encoding="utf-8")
    jobs = []
    for number, page in enumerate(pages):
        path = folder / f"{number}.html.gz"
        path.write_bytes(gzip.compress(page.encode()))
        jobs.append({"id": f"set/{number}", "url": f"https://kurier.example/{number}", "path": str(path)})
    (folder / "jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs), encoding="utf-8")
    target = folder / "predictions.jsonl"
    run_adapter(Path(sys.executable), folder / "some_adapter.py", folder / "jobs.jsonl", target, timeout_s=0.3)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "id" in row]
