"""A plain text in, its story and its labelled rest out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import FERRY
from trap_stories import STORIES

from pipelines import LabelledBlock, separate_text

TEXTS = st.sampled_from([*FERRY, "Subscribe to our newsletter", "Share", "3 comments", "Jobs", "<b>", "", "  ", "东京"])


def story_of(blocks: list[LabelledBlock]) -> list[str]:
    """The kept lines."""
    return [block.text for block in blocks if block.kept]


def test_empty_text_has_no_lines() -> None:
    """No text, no blocks."""
    assert separate_text("") == separate_text(" \n\r\n") == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("name", STORIES)
def test_story_without_boilerplate_stays_whole(name: str, line_end: str) -> None:
    """A story about newsletters, vacancies or comment rules loses no line, however its lines end."""
    lines = STORIES[name].splitlines()
    assert story_of(separate_text(line_end.join(lines))) == lines


TAILS = {
    "en": (
        "Subscribe to our newsletter",
        "We are hiring:",
        "Editor (m/f/d)",
        "Comments are moderated. Please be polite and stay on topic.",
    ),
    "de": (
        "Jetzt unseren Newsletter abonnieren",
        "Stellenangebote",
        "Redakteur (m/w/d)",
        "Bitte beachten Sie unsere Netiquette, bleiben Sie sachlich.",
    ),
    "fr": (
        "Inscrivez-vous à notre newsletter",
        "Offres d’emploi",
        "Journaliste (H/F)",
        "Merci de respecter la charte de modération des commentaires.",
    ),
    "es": (
        "Suscríbete a nuestro boletín",
        "Ofertas de empleo",
        "Redactor (h/m)",
        "Lee las normas de participación antes de escribir un comentario.",
    ),
}


@pytest.mark.parametrize("line_end", ["\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("name", ["en vacancies", "de comments", "fr newsletter", "es comments"])
def test_tail_of_a_text_is_separated(name: str, line_end: str) -> None:
    """Below the story, invitation, job ads and comment rules are taken out and named."""
    lines, tail = STORIES[name].splitlines(), TAILS[name[:2]]
    blocks = separate_text(line_end.join((*lines, *tail)))
    assert story_of(blocks) == lines
    assert [str(block.label) for block in blocks[len(lines) :]] == ["newsletter", "job_listing", "job_listing", "comment_policy"]


def test_offsets_of_a_text_point_into_its_story() -> None:
    """Kept lines carry their place in the story; every line has its index."""
    blocks = separate_text(f"{STORIES['en vacancies']}\nSubscribe to our newsletter\n")
    story = "\n\n".join(story_of(blocks))
    assert "\n\n".join(story[block.char_start : block.char_end] for block in blocks if block.kept) == story
    assert [block.block_index for block in blocks] == list(range(len(blocks)))


def test_language_does_no_harm() -> None:
    """A wrong language changes nothing: the tables of all languages are asked."""
    text = f"{STORIES['de newsletter']}\nJetzt unseren Newsletter abonnieren\n"
    assert separate_text(text, language="pt-BR") == separate_text(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.text(max_size=30), TEXTS), max_size=12))
def test_any_text_gets_labels(lines: list[str]) -> None:
    """Any text, with whatever characters, is separated without an exception, and no visible line is lost."""
    text = "\n".join(lines)
    assert all(block.text and block.reason for block in separate_text(text))
