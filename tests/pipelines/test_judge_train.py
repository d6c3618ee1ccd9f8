"""The judge learns from pages, and what it has learned is written, read and measured."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("lightgbm")
pytest.importorskip("sklearn")

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.judge.features import read_features
from pipelines.judge.learn import Example, learn
from pipelines.judge.model import model_from_arrays
from pipelines.judge.train import JudgedPage, read_corpus, read_example, train_judge, write_model
from pipelines.judge.trial import describe, try_out

SENTENCE = "The ferry landing stays closed for another winter, the council decided on Tuesday night."
OFFER = "Kettle K7 boils your water in a minute for only $ 49.90"


def page(number: int, *, is_article: bool) -> JudgedPage:
    """A news story or a product, each a little longer than the one before."""
    texts = [SENTENCE if is_article else OFFER] * (3 + number % 7) + ([] if is_article else ["Add to cart"])
    blocks = [Block(index=index, text=text, tag="p") for index, text in enumerate(texts)]
    url = f"https://www.kurier{number}.example/{'news' if is_article else 'shop'}/{number}"
    metadata = Metadata(article_type="newsarticle" if is_article else "product", authors=("Anna Lindqvist",) if is_article else ())
    return JudgedPage(url, metadata, blocks, [text != "Add to cart" for text in texts], is_article, number % 5)


PAGES = [page(number, is_article=number % 3 > 0) for number in range(120)]


def test_learned_model_tells_them_apart() -> None:
    """On pages of folds that were left out, stories are accepted and products refused."""
    examples = [read_example(page) for page in PAGES]
    line = describe(examples, try_out(examples))
    assert line == "refused 0 of 80 articles (0.0%), accepted 0 of 40 other pages (0.0%), AUC 1.0000"


def test_same_pages_give_the_same_file(tmp_path: Path) -> None:
    """Training twice writes the same bytes, which are read without pickle and score as the model did."""
    for name in ("first", "second"):
        write_model(train_judge(PAGES), tmp_path / name)
    content = (tmp_path / "first").read_bytes()
    assert content == (tmp_path / "second").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        read = model_from_arrays(dict(arrays))
    features = read_features(PAGES[1].url, PAGES[1].metadata, PAGES[1].blocks, PAGES[1].is_story)
    assert read.score(features) == pytest.approx(learn([read_example(page) for page in PAGES]).score(features), abs=1e-6)


def test_page_that_a_rule_refuses_counts_as_refused() -> None:
    """A story of one word that claims nothing is an article lost, whatever its score would be."""
    lost = JudgedPage(PAGES[1].url, Metadata(), [Block(index=0, text="Closed", tag="p")], [True], is_article=True, fold=0)
    assert read_example(lost).is_refused


def test_area_counts_ties_half() -> None:
    """One article above, one level with the other page: three quarters."""
    examples = [Example(read_features("https://kurier.example/", Metadata(), [], []), is_article, 0) for is_article in (True, True, False)]
    assert describe(examples, [2.0, 1.0, 1.0]).endswith("accepted 1 of 1 other pages (100.0%), AUC 0.7500")


def test_corpus_folder_is_read(tmp_path: Path) -> None:
    """A gold line and a page give a judged page; one that is no HTML is left out."""
    import gzip

    rows = [f'{{"id": "{name}", "dataset": "d", "url": "https://www.kurier.example/a", "gold": {{"is_article": false}}}}' for name in "ab"]
    (tmp_path / "gold.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "pages" / "d").mkdir(parents=True)
    (tmp_path / "pages" / "d" / "a.html.gz").write_bytes(gzip.compress(f"<html><body><p>{SENTENCE}</p></body></html>".encode()))
    (tmp_path / "pages" / "d" / "b.html.gz").write_bytes(gzip.compress(b"%PDF-1.4"))
    (found,) = read_corpus(tmp_path)
    assert [block.text for block in found.blocks] == [SENTENCE]
    assert not found.is_article
