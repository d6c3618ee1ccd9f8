"""The benchmark from its command line, on a corpus of four pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import bench
import pytest

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


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles, one with snippets and one labelled by hand, and a list of links."""
    rows = [
        ("plain", HTML, {"text": "\n\n".join(STORY)}),
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
    labels = {
        "id": "labelled",
        "dataset": "set",
        "is_article": True,
        "segments": [*([line, "body"] for line in STORY), ["Jobs", "job_listing"]],
    }
    folder = tmp_path / "corpus"
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in gold), encoding="utf-8")
    (folder / "blocks.jsonl").write_text(json.dumps(labels) + "\n", encoding="utf-8")
    return folder


def test_table_of_a_small_corpus(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every measure has its row: our text is the story, neither extractor refuses an article."""
    assert bench.main([str(corpus)]) == 0
    table = capsys.readouterr().out
    assert table.startswith("4 pages (1 without a URL); reinschrift ")
    assert "| measure | pages | reinschrift | trafilatura |" in table
    assert "| word F1, set | 2 | 1.000 |" in table
    assert "| wanted snippets found, set | 1 | 1 of 1 (100.0%) | 1 of 1 (100.0%) |" in table
    assert "| articles refused | 3 | 0 of 3 (0.0%) | 0 of 3 (0.0%) |" in table
    assert "| other pages accepted | 1 | 0 of 1 (0.0%) |" in table
    assert "| job_listing leaked, hand-labelled | 1 | 0 of 1 (0.0%) | 0 of 1 (0.0%) |" in table
    assert "| CPU per page, p99 | 4 |" in table


def test_texts_are_written(corpus: Path, tmp_path: Path) -> None:
    """With --out each extractor's texts can be read, as many as --limit allows."""
    assert bench.main([str(corpus), "--limit", "2", "--out", str(tmp_path / "out")]) == 0
    lines = (tmp_path / "out" / "reinschrift.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["set/plain", "set/labelled"]
    assert json.loads(lines[0])["text"] == "\n\n".join(STORY)


@pytest.mark.parametrize("arguments", [[], ["/no/such/folder"]])
def test_without_a_corpus_it_says_how_to_call_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No corpus is one line on standard error and exit code 2."""
    assert bench.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "bench.py CORPUS" in error
