"""A corpus folder -> its pages with their gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class CorpusPage:
    """One page and what is known about it.

    `text` is the gold story, None where there is none; `wanted` and `unwanted` are snippets that the story must and must not hold;
    `segments` are the (text, label) pairs of a hand-labelled article page, empty for other pages. Where the corpus knows only a file
    name, `url` is a neutral stand-in, the same for all extractors: articles are named by URLs, and one without a host is an error.
    `title`, `authors` and `date` are the gold metadata, None or empty where there is none.
    """

    dataset: str
    page_id: str
    url: str
    path: Path
    text: str | None
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    is_article: bool
    segments: tuple[tuple[str, str], ...]
    has_stand_in_url: bool
    title: str | None
    authors: tuple[str, ...]
    date: str | None

    @property
    def key(self) -> str:
        """What predictions call the page."""
        return f"{self.dataset}/{self.page_id}"


def read_corpus(folder: Path) -> list[CorpusPage]:
    """The pages of `gold.jsonl` in its order, with the hand-made labels of `blocks.jsonl` where that file exists."""
    labelled_file = folder / "blocks.jsonl"
    labelled = {(row["dataset"], row["id"]): row for row in _rows(labelled_file)} if labelled_file.exists() else {}
    return [_page(folder, row, labelled.get((row["dataset"], row["id"]), {})) for row in _rows(folder / "gold.jsonl")]


def spread(pages: list[CorpusPage], limit: int | None) -> list[CorpusPage]:
    """At most `limit` pages, evenly spread over the list, so that every data set has its share."""
    if limit is None or limit >= len(pages):
        return pages
    return [pages[index * len(pages) // limit] for index in range(limit)]


def _page(folder: Path, row: dict[str, Any], labels: dict[str, Any]) -> CorpusPage:
    gold = row["gold"]
    is_url = row["url"].startswith(("http://", "https://"))
    return CorpusPage(
        dataset=row["dataset"],
        page_id=row["id"],
        url=row["url"] if is_url else f"https://page.invalid/{quote(row['id'])}",
        path=folder / "pages" / row["dataset"] / f"{row['id']}.html.gz",
        text=gold.get("text") or None,
        wanted=tuple(gold.get("with") or ()),
        unwanted=tuple(gold.get("without") or ()),
        is_article=gold.get("is_article") is not False,
        segments=tuple((text, label) for text, label in labels.get("segments", ())) if labels.get("is_article", True) else (),
        has_stand_in_url=not is_url,
        title=gold.get("title") or None,
        authors=tuple(gold.get("authors") or ()),
        date=gold.get("date") or None,
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
