"""A corpus folder -> pages with their values and what is known of each block."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.errors import PageError
from pipelines.label.features.page import PageValues, read_values
from pipelines.label.train.targets import read_kinds, read_story_target
from pipelines.main_content import find_main_content
from pipelines.metadata import read_metadata
from pipelines.page import Page
from pipelines.parse import parse_page
from pipelines.script_story import segment_shown

FOLDS = 5
SAMPLES = "sample"
SAMPLE_WEIGHT = 4.0  # of a page of the sample sites: few, and full of traps that real pages have now and then
MAX_NESTING = 20_000  # containers are linked to the ones around them, and are sent between processes so
READ_AT = datetime(2026, 11, 1, tzinfo=UTC)  # fixed: relative dates must not make two runs differ

_Job = tuple[str, Path, dict[str, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """One page of the corpus.

    `story` is 1 for each block that is story, `known` how much is known of it (0: nothing); `kinds` the number of each block's
    label, UNKNOWN without one; `verdict` trafilatura's, None where it failed. `fold` is 0 to 4, the same for all of a registered domain.
    """

    key: str
    dataset: str
    url: str
    fold: int
    is_article: bool
    metadata: Metadata
    blocks: Sequence[Block]
    values: PageValues
    verdict: NDArray[np.float32] | None
    story: NDArray[np.float32]
    known: NDArray[np.float32]
    kinds: NDArray[np.int64] | None

    @property
    def texts(self) -> list[str]:
        """The blocks' texts."""
        return [block.text for block in self.blocks]


def fold_of(domain: str) -> int:
    """The fold, 0 to 4, of a registered domain: the same for everybody."""
    return hashlib.sha256(domain.encode()).digest()[0] % FOLDS


def read_labels(path: Path) -> dict[str, dict[str, Any]]:
    """Hand labels by page: ranges of block numbers with their label, bound to the page by a digest of its blocks."""
    with path.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def read_pages(corpus: Path, labels: Mapping[str, dict[str, Any]], samples: Path | None, workers: int) -> Iterator[TrainingPage]:
    """All pages of the corpus in a fixed order, then those of the sample sites; pages that cannot be read leave a line on stderr."""
    jobs: list[_Job] = [(key, corpus_file(corpus, row), row, labels.get(key)) for key, row in corpus_rows(corpus).items()]
    jobs += [(row["id"], row["path"], row, None) for row in _sample_rows(samples)]
    with ProcessPoolExecutor(workers, initializer=sys.setrecursionlimit, initargs=(MAX_NESTING,)) as pool:
        for done, page in enumerate(pool.map(_read_page, jobs, chunksize=8), start=1):
            if page is not None:
                yield page
            if done % 200 == 0:
                print(f"read {done} of {len(jobs)} pages", file=sys.stderr, flush=True)


def corpus_rows(corpus: Path) -> dict[str, dict[str, Any]]:
    """What the corpus knows of each page, by dataset/id: its line of gold.jsonl with what blocks.jsonl adds, in this order."""
    gold = {f"{row['dataset']}/{row['id']}": row for row in _read_lines(corpus / "gold.jsonl")}
    hand = {f"{row['dataset']}/{row['id']}": row for row in _read_lines(corpus / "blocks.jsonl")}
    return {key: {**hand.get(key, {}), **gold.get(key, {})} for key in dict.fromkeys((*gold, *hand))}


def _read_lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def corpus_file(corpus: Path, row: Mapping[str, Any]) -> Path:
    """The page of a row."""
    return corpus / "pages" / str(row["dataset"]) / f"{row['id']}.html.gz"


def _sample_rows(samples: Path | None) -> list[dict[str, Any]]:
    """The pages of the bundled sample sites as rows of a corpus; a site's name is its domain."""
    rows = []
    for file in sorted(samples.glob("*/**/*.labels.json")) if samples else ():
        truth = json.loads(file.read_text(encoding="utf-8"))
        row = {
            "dataset": SAMPLES,
            "id": f"{SAMPLES}/{file.relative_to(samples or file)}",
            "url": truth["url"],
            "domain": urlsplit(truth["url"]).netloc,
        }
        known = {"segments": truth["segments"]} if truth.get("segments") else {}
        rows.append(
            row | known | {"gold": {"is_article": truth["is_article"]}, "path": file.with_name(file.name.replace(".labels.json", ".html"))}
        )
    return rows


def _read_page(job: _Job) -> TrainingPage | None:
    key, path, row, ranges = job
    body = path.read_bytes()
    body = gzip.decompress(body) if path.suffix == ".gz" else body
    try:
        root = parse_page(Page(row["url"], body, READ_AT))
        metadata = read_metadata(root, row["url"], fetched_at=READ_AT)
    except PageError as error:
        print(f"{key}: {error.reason}", file=sys.stderr)
        return None
    blocks, metadata = segment_shown(root, metadata)
    if not blocks:
        return None
    verdict = find_main_content(root, blocks)
    kinds = read_kinds(blocks, row, ranges)
    story, known = read_story_target(blocks, row.get("gold", {}), kinds)
    return TrainingPage(
        key=key,
        dataset=row["dataset"],
        url=row["url"],
        fold=fold_of(str(row.get("domain") or row["url"])),
        is_article=row.get("gold", {}).get("is_article", True) is not False,
        metadata=metadata,
        blocks=blocks,
        values=read_values(blocks, metadata),
        verdict=np.array(verdict, dtype=np.float32) if verdict is not None else None,
        story=story,
        known=known * (SAMPLE_WEIGHT if row["dataset"] == SAMPLES else 1.0),
        kinds=kinds,
    )
