"""One mutated page through the extraction, and what became of its story. Runs in a worker process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

from markup import shown_text
from mutations import Leaves

from pipelines import Article, Page, PageError, extract_article
from pipelines.parse import decode_page
from pipelines.text import words

SHINGLE = 3  # words; where a story was damaged, one that is still whole


@dataclass(frozen=True, slots=True)
class Trial:
    """The answer for one page, counted in units of the story: words, or shingles of them.

    Of `original` units of the unmutated story `wanted` are still shown, and `kept` of these are in the article; `lost` names some others.
    """

    verdict: str
    seconds: float
    original: int
    wanted: int
    kept: int
    lost: str = ""


def try_page(page: Page, story: str, leaves: Leaves) -> Trial:
    """Extracts the page and holds what was kept against the unmutated page's story. Raises what the extraction raises."""
    begin = time.perf_counter()
    outcome = extract_article(page)
    seconds = time.perf_counter() - begin
    if isinstance(outcome, Article):
        check_article(outcome)
    original = _units(story, leaves)
    wanted = original if leaves is Leaves.WHOLE else original & _units(_shown(page), leaves)
    kept = wanted & _units(outcome.body if isinstance(outcome, Article) else "", leaves)
    verdict = "article" if isinstance(outcome, Article) else f"refused:{outcome.reason}"
    lost = " ".join(map(str, list((wanted - kept).elements())[:40]))
    return Trial(verdict, seconds, original.total(), wanted.total(), kept.total(), lost)


def check_article(article: Article) -> None:
    """Raises AssertionError where the offsets do not point at the kept blocks, or a text is not clean."""
    kept = [block for block in article.blocks if block.kept]
    slices = [article.body[block.char_start : block.char_end] for block in kept]
    if slices != [block.text for block in kept] or "\n\n".join(slices) != article.body:
        raise AssertionError("offsets do not point at the kept blocks")
    if [block.block_index for block in article.blocks] != list(range(len(article.blocks))):
        raise AssertionError("block indices do not count from 0")
    "".join(block.text for block in article.blocks).encode()


def _shown(page: Page) -> str:
    try:
        return shown_text(decode_page(page))
    except PageError:
        return ""


def _units(text: str, leaves: Leaves) -> Counter[Hashable]:
    own = words(text)
    return Counter(own if leaves is Leaves.WHOLE else zip(own, own[1:], own[2:], strict=False))
