"""How a corpus page becomes a training page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipelines.label.train.__main__ import main
from pipelines.label.train.pages import fold_of, read_pages
from pipelines.label.train.targets import UNKNOWN, segments_digest

HTML = """<html><head><title>Ferry landing reopens</title></head><body><h1>Ferry landing reopens</h1>
<p>The council voted on Tuesday to reopen the old ferry landing, closed since spring.</p>
<p>Get our newsletter every morning.</p></body></html>"""
TEXTS = [
    "Ferry landing reopens",
    "The council voted on Tuesday to reopen the old ferry landing, closed since spring.",
    "Get our newsletter every morning.",
]


def _corpus(folder: Path, gold: dict[str, object]) -> Path:
    pages = folder / "pages" / "made"
    pages.mkdir(parents=True)
    (pages / "one.html.gz").write_bytes(gzip.compress(HTML.encode()))
    row = {"dataset": "made", "id": "one", "url": "http://ferry.example/landing", "domain": "ferry.example", "gold": gold}
    (folder / "gold.jsonl").write_text(json.dumps(row) + "\n")
    (folder / "blocks.jsonl").write_text("")
    return folder


def _labels(digest: str) -> dict[str, dict[str, object]]:
    ranges = [[0, 0, "headline"], [1, 1, "body"], [2, 2, "newsletter"]]
    return {"made/one": {"id": "made/one", "segments_sha256": digest, "is_article": True, "ranges": ranges}}


def test_folds_are_the_same_for_everybody() -> None:
    """The first byte of the domain's SHA-256, modulo five."""
    assert [fold_of(domain) for domain in ("ferry.example", "harbour.example", "example.org")] == [0, 2, 1]


def test_gold_text(tmp_path: Path) -> None:
    """A page with a gold text is known in all its blocks: what stands in the text, in order, is story."""
    (page,) = read_pages(_corpus(tmp_path, {"text": TEXTS[1]}), {}, None, 1)
    assert page.texts == TEXTS
    assert page.story.tolist() == [0, 1, 0]
    assert page.known.min() > 0
    assert page.kinds is None


def test_snippets(tmp_path: Path) -> None:
    """A page with a few wanted and unwanted snippets is known in the blocks that hold them, and in no other."""
    (page,) = read_pages(_corpus(tmp_path, {"with": ["the old ferry landing"], "without": ["Get our newsletter"]}), {}, None, 1)
    assert page.story.tolist() == [0, 1, 0]
    assert (page.known > 0).tolist() == [False, True, True]


def test_ranges_of_labels(tmp_path: Path) -> None:
    """Labels by block number count where the digest says that the page is cut as it was for its labeller."""
    (page,) = read_pages(_corpus(tmp_path, {}), _labels(segments_digest(TEXTS)), None, 1)
    assert page.kinds is not None
    assert page.kinds.tolist() == [1, 0, 4]
    assert page.story.tolist() == [0, 1, 0]


def test_labels_of_another_cut_are_left_out(tmp_path: Path) -> None:
    """A page that is cut in another way would get its neighbours' labels: it gets none."""
    (page,) = read_pages(_corpus(tmp_path, {}), _labels(segments_digest(TEXTS[:2])), None, 1)
    assert page.kinds is None
    assert not page.known.any()
    assert UNKNOWN == -1


def test_a_folder_that_is_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says what is missing, and ends with 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["--corpus", str(tmp_path)])
    assert stopped.value.code == 2
    assert "it has no gold.jsonl" in capsys.readouterr().err
