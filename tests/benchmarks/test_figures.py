"""Predictions and gold in, figures and tables out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from corpus_pages import CorpusPage
from figures import Figures, figures
from predictions import Prediction, Run, read_run, with_mean_costs, with_texts
from scores import score
from tables import markdown_tables

STORY = CorpusPage(
    dataset="set",
    page_id="story",
    url="https://kurier.example/story",
    path=Path("story.html.gz"),
    text="one two three four",
    wanted=("one two",),
    unwanted=("five", "six"),
    is_article=True,
    segments=(("one two three four", "body"), ("Jobs", "job_listing")),
    has_stand_in_url=False,
    title="The Ferry",
    authors=("A. Roth", "B. Weiß"),
    date="2026-05-04T23:30:00+02:00",
)
SHOP = replace(STORY, page_id="shop", text=None, wanted=(), unwanted=(), is_article=False, segments=(), title=None, authors=(), date=None)
GOOD = Prediction("one two three four", "The ferry!", ("B. Weiß", "A. Roth"), "2026-05-04", "ok", cpu_ms=10.0, peak_bytes=2**20)
POOR = Prediction("one five\nJobs", cpu_ms=30.0, peak_bytes=2**21)


def test_figures_of_a_good_prediction() -> None:
    """All that is asked for is there, nothing else is, and the other page is refused."""
    result = _figures(GOOD, replace(GOOD, text="", status="not_article"))
    assert (result.texts["all"].f1, result.texts["set"].shingle_f1, result.texts["all"].below_80) == (1.0, 1.0, (0, 1))
    assert (result.texts["all"].wanted, result.texts["all"].unwanted) == ((1, 1), (0, 2))
    assert (result.body, result.leaks["job_listing"]) == ((18, 18), (0, 1))
    assert (result.title, result.authors, result.date) == ((1, 1), (1, 1), (1, 1))
    assert (result.refused, result.accepted, result.errors) == ((0, 1), (0, 1), (0, 2))


def test_figures_of_a_poor_prediction() -> None:
    """Half of the words are wrong and a job leaks; an extractor that gives no metadata and no verdict is not blamed for that."""
    result = _figures(POOR, replace(POOR, text="", error="ValueError"))
    assert result.texts["all"].below_80 == (1, 1)
    assert (result.texts["all"].wanted, result.texts["all"].unwanted) == ((0, 1), (1, 2))
    assert (result.body, result.leaks["job_listing"]) == ((0, 18), (1, 1))
    assert (result.title, result.authors, result.date, result.refused, result.accepted) == (None, None, None, None, None)
    assert (result.without_text, result.errors) == ((0, 1), (1, 2))


def test_tables_mark_the_best_and_count() -> None:
    """The better value is bold, more or less as the measure has it; a dash stands where there is none; the last row counts."""
    tables = markdown_tables({"trafilatura": _figures(POOR, POOR), "good": _figures(GOOD, GOOD)})
    assert "| trafilatura | 0.286 | 0.333 | 0.250 | 100.0% | 0.0% | 0.000 | 0.0% | 50.0% |" in tables
    assert "| good | **1.000** | **1.000** | **1.000** | **0.0%** | **100.0%** | **1.000** | **100.0%** | **0.0%** |" in tables
    assert "| *of* | *1* | *1* | *1* | *1* | *1* | *1* | *1* | *2* |" in tables
    assert "| trafilatura | – | – | – |\n| good | 100.0% | 100.0% | 100.0% |" in tables
    assert "| trafilatura | 30.0 ms | 30.0 ms | 30.0 ms | 1.00 × | 2 MiB |" in tables
    assert "| good | **10.0 ms** | **10.0 ms** | **10.0 ms** | **0.33 ×** | **1 MiB** |" in tables


def test_a_file_of_predictions(tmp_path: Path) -> None:
    """The line on the extractor is optional; a page that the file does not name is empty; the status error is an error."""
    head = {"distribution": "goose3", "version": "3.1", "python": "3.11.7"}
    rows = [head, {"id": "set/story", "text": "one", "authors": None, "cpu_ms": 2.5}, {"id": "set/shop", "text": "", "status": "error"}]
    (tmp_path / "run.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    run = read_run(tmp_path / "run.jsonl")
    assert (run.version, run.python) == ("3.1", "3.11.7")
    assert run.of("set/story") == Prediction("one", cpu_ms=2.5)
    assert run.of("set/shop").error == "error"
    assert run.of("set/other") == Prediction()


def test_texts_of_one_run_and_costs_of_another() -> None:
    """Our texts are cross-validated, our costs are those of the shipped model; an error of either run counts."""
    costs = Run("1.0", "3.11", {"set/story": replace(POOR, error="ValueError")})
    merged = with_texts(costs, Run(pages={"set/story": GOOD}))
    assert merged.version == "1.0"
    assert merged.of("set/story") == replace(GOOD, error="ValueError", cpu_ms=30.0, peak_bytes=2**21)


def test_the_mean_of_two_runs() -> None:
    """Text and memory are the first run's, the CPU time lies between both."""
    first, again = Run(pages={"set/story": GOOD}), Run(pages={"set/story": POOR})
    assert with_mean_costs(first, again).of("set/story") == replace(GOOD, cpu_ms=20.0)


def _figures(story: Prediction, shop: Prediction) -> Figures:
    return figures(Run("1.0", "3.11", {}), [score(STORY, story), score(SHOP, shop)])
