"""Lines of plain text: stories with the words of boilerplate stay whole, tails below them are taken out and named."""

from __future__ import annotations

import pytest
from test_lines_stories import STORIES, TAILS

from pipelines.block import Block, BlockLabel
from pipelines.label.lines import label_lines

LABELS = {"n": BlockLabel.NEWSLETTER, "j": BlockLabel.JOB_LISTING, "c": BlockLabel.COMMENT_POLICY}
MAX_LEFT, MIN_KEPT = 0.06, 0.94
MIN_NAMED = 0.9  # of the lines of all tails: the name of a line matters less than that it goes


def labels_of(lines: list[str]) -> list[BlockLabel]:
    """The labels of a text of these lines."""
    return [evidence.label for evidence in label_lines([Block(index, text, "line") for index, text in enumerate(lines)])]


def test_no_lines_have_no_labels() -> None:
    """Nothing in, nothing out."""
    assert label_lines([]) == []


@pytest.mark.parametrize("language", STORIES)
def test_story_with_the_words_of_boilerplate_stays_whole(language: str) -> None:
    """A report about newsletters, vacancies and closed comments loses no line, in any of the languages."""
    lines = STORIES[language].splitlines()
    assert labels_of(lines) == [BlockLabel.BODY] * len(lines)


def test_lines_of_stories_stay_alone() -> None:
    """A text of a single line is story, nearly whatever it is about."""
    kept = [labels_of([line]) == [BlockLabel.BODY] for story in STORIES.values() for line in story.splitlines()]
    assert sum(kept) >= MIN_KEPT * len(kept)


@pytest.mark.parametrize("language", STORIES)
def test_story_above_a_tail_stays(language: str) -> None:
    """Nothing is lost of a story above invitation, vacancies and comment rules."""
    lines, tail = STORIES[language].splitlines(), [text for _, text in TAILS[language]]
    assert labels_of([*lines, *tail])[: len(lines)] == [BlockLabel.BODY] * len(lines)


def test_tails_go() -> None:
    """Nearly all lines of the tails go: those of which the phrase tables know nothing may stay."""
    left = []
    for language, tail in TAILS.items():
        lines = STORIES[language].splitlines()
        given = labels_of([*lines, *(text for _, text in tail)])[len(lines) :]
        left += [label is BlockLabel.BODY for label in given]
    assert sum(left) <= MAX_LEFT * len(left)


def test_story_that_goes_on_below_a_tail_stays() -> None:
    """Of stories that are interrupted by boilerplate nearly all lines stay."""
    kept = []
    for language, tail in TAILS.items():
        lines = STORIES[language].splitlines()
        labels = labels_of([*lines[:2], *(text for _, text in tail), *lines[2:]])
        kept += [label is BlockLabel.BODY for label in (*labels[:2], *labels[2 + len(tail) :])]
    assert sum(kept) >= MIN_KEPT * len(kept)


def test_lines_of_tails_are_named() -> None:
    """Nearly all lines of the tails get their own label."""
    found = []
    for language, tail in TAILS.items():
        lines = STORIES[language].splitlines()
        given = labels_of([*lines, *(text for _, text in tail)])[len(lines) :]
        found += [label is LABELS[letter] for label, (letter, _) in zip(given, tail, strict=True)]
    assert sum(found) >= MIN_NAMED * len(found)


def test_evidence_is_complete() -> None:
    """Every line has a reason and a probability; a line that a rule speaks for carries the rule's name."""
    evidence = label_lines(
        [Block(index, text, "line") for index, text in enumerate([*STORIES["en"].splitlines(), "Subscribe to our newsletter"])]
    )
    assert all(found.reason and found.confidence is not None and 0 <= found.confidence <= 1 for found in evidence)
    assert evidence[-1].reason.startswith("phrase:newsletter")
    assert evidence[0].reason == "model:lines"


def test_same_lines_get_the_same_labels() -> None:
    """Two calls agree to the last digit."""
    blocks = [Block(index, text, "line") for index, text in enumerate(STORIES["de"].splitlines())]
    assert label_lines(blocks) == label_lines(blocks)
