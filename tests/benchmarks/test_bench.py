"""The benchmark from its command line, on a corpus of four pages; most predictions lie there already, so that nothing is installed."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import bench
import pytest
from contestants import CONTESTANTS, Contestant

STORY = [
    f"The council of Talheim met for the {number}th time about the old ferry landing, which has been closed since spring."
    for number in range(4, 9)
]
LINKED_DATA = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}</script>'
HTML = (
    f'<html lang="en"><head><title>Ferry</title>{LINKED_DATA}</head>'
    f"<body><main><article><h1>Ferry</h1>{''.join(f'<p>{line}</p>' for line in STORY)}</article></main></body></html>"
)
LISTING = f"<html><body>{''.join(f'<p><a href=/{number}>Story {number}</a></p>' for number in range(9))}</body></html>"
IDS = ("set/plain", "set/snippets", "set/labelled", "set/listing")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles, one with snippets and one labelled by hand, and a list of links."""
    rows = [
        ("plain", HTML, {"text": "\n\n".join(STORY), "title": "Ferry", "authors": ["A. Roth"], "date": "2026-05-04T08:00:00Z"}),
        ("snippets", HTML, {"text": None, "with": [STORY[0]], "without": ["Subscribe"]}),
        ("labelled", HTML, {"text": "\n\n".join(STORY)}),
        ("listing", LISTING, {"text": None, "is_article": False}),
    ]
    pages = tmp_path / "corpus" / "pages" / "set"
    pages.mkdir(parents=True)
    for name, html, _ in rows:
        (pages / f"{name}.html.gz").write_bytes(gzip.compress(html.encode()))
    gold = [{"id": name, "dataset": "set", "url": f"https://kurier.example/{name}", "gold": row} for name, _, row in rows]
    gold[1]["url"] = "hard::kurier.html"
    segments = [*([line, "body"] for line in STORY), ["Jobs", "job_listing"]]
    labels = {"id": "labelled", "dataset": "set", "is_article": True, "segments": segments}
    folder = tmp_path / "corpus"
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in gold), encoding="utf-8")
    (folder / "blocks.jsonl").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def call(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Arguments for a run without installations and without a plot: our predictions, our costs and both of trafilatura's runs are files."""
    monkeypatch.setitem(sys.modules, "plot", None)
    predictions = tmp_path / "out" / "predictions"
    predictions.mkdir(parents=True)
    head = {"distribution": "trafilatura", "version": "2.3.1", "python": "3.11.7"}
    for name, cpu_ms in (("trafilatura", 30.0), ("trafilatura-again", 50.0)):
        rows = [{"id": key, "text": f"{STORY[0]}\nJobs", "title": "Ferry", "cpu_ms": cpu_ms, "peak_bytes": 2**20} for key in IDS]
        _write(predictions / f"{name}.jsonl", [head, *rows])
    ours = [{"id": key, "text": "\n\n".join(STORY), "status": "ok", "title": "The Ferry"} for key in IDS]
    _write(tmp_path / "ours.jsonl", [*ours[:3], {**ours[3], "status": "not_article"}])
    _write(predictions / "reinschrift.jsonl", [{**row, "cpu_ms": 80.0} for row in ours])
    known = ["--ours", str(tmp_path / "ours.jsonl"), "--only", "reinschrift,trafilatura", "--reuse"]
    return [str(corpus), "--out", str(tmp_path / "out"), *known]


def test_tables_of_a_small_corpus(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each extractor has its row, each measure its table; trafilatura's CPU time is that of both its runs."""
    assert bench.main(call) == 0
    tables = capsys.readouterr().out
    assert "4 pages: 3 articles, 2 of them with a gold text and 1 labelled by hand, 1 other pages; 1 without a URL." in tables
    assert "trafilatura ran first and last: 30.0 and 50.0 ms a page." in tables
    assert "| reinschrift | **1.000** | **1.000** | **1.000** | **0.0%** | **100.0%** |" in tables
    assert "| extractor | title right |\n" in tables  # columns in which nobody has a value are left out
    assert "| trafilatura | **100.0%** |\n" in tables
    assert "| trafilatura | – | – | **0.0%** | **0.0%** |" in tables
    assert "| reinschrift | 0.0% | 0.0% | **0.0%** | **0.0%** |" in tables
    assert "| reinschrift | 80.0 ms | 80.0 ms | 80.0 ms | 2.00 × | **0 MiB** |" in tables
    assert "| trafilatura | **40.0 ms** | **40.0 ms** | **40.0 ms** | **1.00 ×** | 1 MiB |" in tables


def test_files_are_written(call: list[str], tmp_path: Path) -> None:
    """The folder holds the tables, all figures as JSON, and our own run where that was missing."""
    (tmp_path / "out" / "predictions" / "reinschrift.jsonl").unlink()
    assert bench.main(call) == 0
    figures = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["extractors"]
    assert figures["trafilatura"]["leaks"]["job_listing"] == [1, 1]
    assert figures["reinschrift"]["leaks"]["job_listing"] == [0, 1]
    assert figures["trafilatura"]["cost"] == {"mean_ms": 40.0, "median_ms": 40.0, "p99_ms": 40.0, "peak_bytes": 2**20}
    assert figures["reinschrift"]["cost"]["mean_ms"] > 0
    lines = (tmp_path / "out" / "predictions" / "reinschrift.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("id") for line in lines] == [None, *IDS]
    assert (tmp_path / "out" / "results.md").read_text(encoding="utf-8").startswith("# Extractors on the same pages")


def test_an_extractor_that_cannot_be_installed_is_named(
    call: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its reason stands below the tables, and the others are measured all the same."""
    monkeypatch.setattr(bench, "CONTESTANTS", (*CONTESTANTS, Contestant("future", python=(9, 0))))
    call[call.index("--only") + 1] = "trafilatura,future"
    assert bench.main(call) == 0
    tables = capsys.readouterr().out
    assert "## Not measured\n\n- future: could not be installed: it needs Python 9.0, which was not found; name one by --python" in tables
    assert "| trafilatura | 0.3" in tables


@pytest.mark.parametrize("arguments", [[], ["/no/such/folder"]])
def test_without_a_corpus_it_says_how_to_call_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No corpus is one line on standard error and exit code 2."""
    assert bench.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "bench.py CORPUS" in error


def test_an_unknown_extractor_is_named(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in --only ends the call, with the names that there are in its help."""
    with pytest.raises(SystemExit):
        bench.main([str(corpus), "--only", "trafilatura,gose3"])
    assert "no such extractor: gose3" in capsys.readouterr().err


def test_the_plot_is_a_picture(call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With matplotlib, of the extra `bench`, there is one, and the tables show it."""
    monkeypatch.delitem(sys.modules, "plot")
    assert bench.main(call) == 0
    assert (tmp_path / "out" / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert "(plot.png)" in (tmp_path / "out" / "results.md").read_text(encoding="utf-8")


def test_without_matplotlib_the_tables_are_there(call: list[str], tmp_path: Path) -> None:
    """A missing extra costs the picture alone."""
    assert bench.main(call) == 0
    assert "plot.png" not in (tmp_path / "out" / "results.md").read_text(encoding="utf-8")


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
