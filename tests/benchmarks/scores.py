"""What one extractor made of one page, scored."""

from __future__ import annotations

from dataclasses import dataclass

from corpus_pages import CorpusPage
from measures import Overlap, agreement, count_body, count_found, count_leaks, day, flat, names_set, shingle_overlap, word_overlap
from predictions import Prediction

LEAK_LABELS = ("newsletter", "job_listing", "comment_policy")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """One page's figures.

    `overlap` and `shingles` are None where the gold has no text. Each pair counts (found, there are): snippets, characters of story
    segments, segments of each of LEAK_LABELS, and fields of metadata, of which there is one or none.
    """

    page: CorpusPage
    prediction: Prediction
    overlap: Overlap | None
    shingles: tuple[int, int, int] | None
    wanted: Pair
    unwanted: Pair
    body: Pair
    leaks: tuple[Pair, ...]
    title: Pair
    authors: Pair
    date: Pair


def score(page: CorpusPage, prediction: Prediction) -> Score:
    """The figures of this prediction for this page."""
    text = prediction.text
    return Score(
        page=page,
        prediction=prediction,
        overlap=word_overlap(text, page.text) if page.text else None,
        shingles=shingle_overlap(text, page.text) if page.text else None,
        wanted=(count_found(text, page.wanted), len(page.wanted)),
        unwanted=(count_found(text, page.unwanted), len(page.unwanted)),
        body=count_body(text, page.segments),
        leaks=tuple(count_leaks(text, page.segments, label) for label in LEAK_LABELS),
        title=agreement(flat(prediction.title or ""), flat(page.title or "")),
        authors=agreement(names_set(prediction.authors), names_set(page.authors)),
        date=agreement(day(prediction.date), day(page.date)),
    )
