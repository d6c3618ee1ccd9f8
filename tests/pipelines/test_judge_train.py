"""The judge learns from pages, and what it has learned is written, read and measured."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.judge.features import read_features
from pipelines.judge.learn import JudgedPage, learn, read_example
from pipelines.judge.model import model_from_arrays
from pipelines.model_file import write_arrays

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
    model = learn([example for example in examples if example.fold != 0])
    assert [model.score(example.features) >= 0 for example in examples if example.fold == 0] == [
        example.is_article for example in examples if example.fold == 0
    ]


def test_same_pages_give_the_same_file(tmp_path: Path) -> None:
    """Training twice writes the same bytes, which are read without pickle and score as the model did."""
    for name in ("first", "second"):
        write_arrays(tmp_path / name, learn([read_example(page) for page in PAGES]).arrays())
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
