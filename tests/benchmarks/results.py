"""What one extractor made of one page, scored."""

from __future__ import annotations

from dataclasses import dataclass

from corpus_pages import CorpusPage
from measures import Overlap, count_found, count_leaks, word_overlap

LEAK_LABELS = ("newsletter", "job_listing", "comment_policy")


@dataclass(frozen=True, slots=True)
class Result:
    """One page's figures.

    `overlap` is None where the gold has no text; each pair counts (found, there are); `leaks` has one pair for each of LEAK_LABELS.
    """

    page: CorpusPage
    text: str | None
    cpu_ms: float
    overlap: Overlap | None
    wanted: tuple[int, int]
    unwanted: tuple[int, int]
    leaks: tuple[tuple[int, int], ...]


def score(page: CorpusPage, text: str | None, cpu_ms: float) -> Result:
    """The figures of this text for this page; no text counts as an empty one."""
    given = text or ""
    return Result(
        page=page,
        text=text,
        cpu_ms=cpu_ms,
        overlap=word_overlap(given, page.text) if page.text else None,
        wanted=(count_found(given, page.wanted), len(page.wanted)),
        unwanted=(count_found(given, page.unwanted), len(page.unwanted)),
        leaks=tuple(count_leaks(given, page.segments, label) for label in LEAK_LABELS),
    )
