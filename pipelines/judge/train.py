"""Trains the article judge: `python -m pipelines.judge.train --corpus DIR [--crossvalidate]`; needs the extra `train`.

The folder holds `gold.jsonl` (id, dataset, url, domain, gold) and `pages/<dataset>/<id>.html.gz`; a page is no article where its gold
says `"is_article": false`. Which blocks are story, trafilatura says here; who has better answers calls `train_judge`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.errors import PageError
from pipelines.judge.features import read_features
from pipelines.judge.learn import Example, learn
from pipelines.judge.model import MODEL_FILE
from pipelines.judge.rules import refuse
from pipelines.judge.trial import describe, try_out
from pipelines.main_content import find_main_content
from pipelines.metadata import read_metadata
from pipelines.page import Page
from pipelines.parse import parse_page
from pipelines.segment import segment
from pipelines.urls import registered_domain

FOLDS = 5
READ_AT = datetime(2026, 11, 1, tzinfo=UTC)  # fixed: relative dates must not make two runs differ


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """A page of which is known whether it is an article. `fold` is the same for all pages of a site."""

    url: str
    metadata: Metadata
    blocks: Sequence[Block]
    is_story: Sequence[bool]
    is_article: bool
    fold: int


def train_judge(pages: Sequence[JudgedPage]) -> dict[str, NDArray[np.generic]]:
    """The model as named arrays, the same for the same pages. `is_story` should be what the labels say that had not seen the page."""
    return learn([read_example(page) for page in pages]).arrays()


def read_example(page: JudgedPage) -> Example:
    """What is learned from a page."""
    words = sum(block.words for block, kept in zip(page.blocks, page.is_story, strict=True) if kept)
    return Example(
        features=read_features(page.url, page.metadata, page.blocks, page.is_story),
        is_article=page.is_article,
        fold=page.fold,
        is_refused=refuse(page.metadata, page.blocks, words) is not None,
    )


def read_corpus(corpus: Path) -> Iterator[JudgedPage]:
    """The pages of a corpus folder in its order; those that are no HTML are left out."""
    with (corpus / "gold.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            body = gzip.decompress((corpus / "pages" / row["dataset"] / f"{row['id']}.html.gz").read_bytes())
            is_article = row.get("gold", {}).get("is_article", True) is not False
            yield from _read_page(row["url"], body, row.get("domain"), is_article=is_article)


def read_samples(folder: Path) -> Iterator[JudgedPage]:
    """The labelled pages of the sample sites."""
    for path in sorted(folder.rglob("*.labels.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        body = path.with_name(path.name.replace(".labels.json", ".html")).read_bytes()
        yield from _read_page(labels["url"], body, None, is_article=labels["is_article"])


def write_model(arrays: dict[str, NDArray[np.generic]], path: Path) -> None:
    """Writes the arrays compressed; equal arrays give equal bytes, since NumPy dates every entry 1980-01-01."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{name: arrays[name] for name in sorted(arrays)})
    path.write_bytes(buffer.getvalue())


def _read_page(url: str, body: bytes, domain: str | None, *, is_article: bool) -> Iterator[JudgedPage]:
    try:
        root = parse_page(Page(url, body, READ_AT))
        metadata = read_metadata(root, url, fetched_at=READ_AT)
    except PageError as error:
        print(f"{url}: {error.reason}", file=sys.stderr)
        return
    blocks = segment(root)
    is_story = find_main_content(root, blocks) or [False] * len(blocks)
    fold = hashlib.sha256((domain or registered_domain(url)).encode()).digest()[0] % FOLDS
    yield JudgedPage(url, metadata, blocks, is_story, is_article, fold)


def main() -> None:
    """Writes model.npz, or says how a model does that has not seen the sites it judges; the sample sites are learned from alone."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--samples", type=Path, help="folder of the sample sites")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(MODEL_FILE))
    parser.add_argument("--crossvalidate", action="store_true")
    arguments = parser.parse_args()
    samples = [read_example(page) for page in read_samples(arguments.samples)] if arguments.samples else []
    examples = [*map(read_example, read_corpus(arguments.corpus)), *samples]
    if arguments.crossvalidate:
        judged = len(examples) - len(samples)
        print(describe(examples[:judged], try_out(examples)[:judged]))
        return
    write_model(learn(examples).arrays(), arguments.out)


if __name__ == "__main__":
    main()
