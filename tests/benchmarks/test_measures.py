"""The benchmark's measures: texts in, figures out."""

from __future__ import annotations

import pytest
from measures import (
    Overlap,
    agreement,
    count_body,
    count_found,
    count_leaks,
    day,
    names_set,
    percentile,
    shingle_overlap,
    word_overlap,
    words,
)

SEGMENTS = (
    ("The ferry stays closed for another winter.", "body"),
    ("Jobs", "job_listing"),
    ("Never miss a story: subscribe to our newsletter today", "newsletter"),
    ("The ferry stays closed", "newsletter"),
)


def test_words_are_lower_case_and_cjk_characters_stand_alone() -> None:
    """Letters and digits form words, and every Chinese or Japanese sign is one."""
    assert words("Die Fähre, 3 km: 東京 is カナ2") == ["die", "fähre", "3", "km", "東", "京", "is", "カ", "ナ", "2"]


@pytest.mark.parametrize(
    ("text", "gold", "overlap"),
    [
        ("a b", "a b", Overlap(1.0, 1.0, 1.0)),
        ("b a", "A, b!", Overlap(1.0, 1.0, 1.0)),
        ("a a a a", "a b", Overlap(1 / 3, 0.25, 0.5)),
        ("a b c d", "a b", Overlap(2 / 3, 0.5, 1.0)),
        ("c d", "a b", Overlap(0.0, 0.0, 0.0)),
        ("", "a b", Overlap(0.0, 0.0, 0.0)),
        ("a", "", Overlap(0.0, 0.0, 0.0)),
        ("", "", Overlap(1.0, 1.0, 1.0)),
    ],
)
def test_word_overlap(text: str, gold: str, overlap: Overlap) -> None:
    """Words count as often as they stand in both texts, whatever their order."""
    assert word_overlap(text, gold) == overlap


def test_snippets_are_found_whatever_the_white_space() -> None:
    """Line breaks do not matter, letters do."""
    assert count_found("one two\n\nthree", ["two three", " one ", "Two"]) == 2


@pytest.mark.parametrize(
    ("text", "label", "leaks"),
    [
        ("", "job_listing", (0, 1)),
        ("Talks go on.\nJobs!", "job_listing", (1, 1)),
        ("Jobs were lost.", "job_listing", (0, 1)),
        ("And: never miss a story: subscribe to our newsletter today, he said.", "newsletter", (1, 1)),
        ("The ferry stays closed", "newsletter", (0, 1)),
        ("Jobs", "comment_policy", (0, 0)),
    ],
)
def test_leaks(text: str, label: str, leaks: tuple[int, int]) -> None:
    """A short segment leaks as a line, a long one anywhere, and one that the story says too never."""
    assert count_leaks(text, SEGMENTS, label) == leaks


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.5, 2.0), (0.75, 3.0), (0.99, 4.0), (1.0, 4.0)])
def test_percentile_is_one_of_the_values(share: float, value: float) -> None:
    """The nearest rank is taken, nothing is interpolated."""
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == value


def test_body_is_counted_in_characters() -> None:
    """A story segment counts whole where it stands in the text as a line, or anywhere from six words on."""
    segments = [*SEGMENTS, ("Talks go on.", "body")]
    assert count_body("He said: the ferry stays closed for another winter. Talks go on.", segments) == (41, 52)
    assert count_body("Talks go on!", segments) == (11, 52)


@pytest.mark.parametrize(
    ("text", "gold", "counts"),
    [("a b c d e", "A B C D", (1, 2, 1)), ("a b", "a b", (1, 1, 1)), ("a b c", "c b a", (0, 1, 1)), ("", "a", (0, 0, 1))],
)
def test_shingles(text: str, gold: str, counts: tuple[int, int, int]) -> None:
    """Runs of four words count; a shorter text is one run."""
    assert shingle_overlap(text, gold) == counts


@pytest.mark.parametrize(("found", "wanted", "pair"), [("a", "a", (1, 1)), (None, "a", (0, 1)), ("a", None, (0, 0)), ("", "", (0, 0))])
def test_agreement(found: str | None, wanted: str | None, pair: tuple[int, int]) -> None:
    """Only what is wanted counts, and only the same is right."""
    assert agreement(found, wanted) == pair


@pytest.mark.parametrize(
    ("date", "found"), [("2026-05-04T23:30:00+02:00", "2026-05-04"), ("May 4, 2026", None), ("2026-05", None), (None, None)]
)
def test_day(date: str | None, found: str | None) -> None:
    """The day is taken as it is written."""
    assert day(date) == found


def test_names_are_a_set() -> None:
    """Neither order nor case nor punctuation matters, and an empty name is none."""
    assert names_set(["B. Weiß", "A. ROTH", ""]) == names_set(["A Roth", "b weiß"])
