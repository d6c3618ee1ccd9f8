"""The phrase tables keep their rules, and phrases are found where they count."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from pipelines.block import BlockLabel
from pipelines.label.phrases import Strength, find_phrases
from pipelines.text import CJK

LANGUAGES = ("cs", "da", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "no", "pl", "pt", "ru", "sv", "tr", "zh")
FOLDER = files("pipelines.label").joinpath("phrases")
MAX_WORDS, MAX_CJK_CHARS = 4, 12
ADDRESS = re.compile(r"://|www\.|@|\.(?:com|org|net|de|fr|es|uk|example)\b")


def table_of(language: str) -> dict[str, dict[str, object]]:
    """The table of a language as it is in its file."""
    return tomllib.loads(FOLDER.joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def phrases_of(language: str) -> list[tuple[str, str, str]]:
    """Label, strength and text of each phrase."""
    found = []
    for label, section in table_of(language).items():
        for name, value in section.items() if isinstance(section, dict) else ():
            groups = value.items() if isinstance(value, dict) else [(name, value)]
            found += [(label, name if isinstance(value, dict) else "strong", phrase) for _, phrases in groups for phrase in phrases]
    return found


def labels_of(text: str, strength: Strength = Strength.STRONG) -> set[BlockLabel]:
    """The labels that phrases of one strength in the text point to."""
    return {hit.label for hit in find_phrases(text) if hit.strength is strength}


def test_all_languages_are_there() -> None:
    """Seventeen languages, one file each."""
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{language}.toml" for language in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_names_its_language(language: str) -> None:
    """The file's own language is its name."""
    assert table_of(language)["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_labels_and_strengths(language: str) -> None:
    """Every section is a label, every table in it a strength, every rule a short name with phrases."""
    for label, section in table_of(language).items():
        if label == "language":
            continue
        assert BlockLabel(label) not in (BlockLabel.BODY, BlockLabel.HEADLINE)
        for name, value in section.items():
            rules = {name: value} if isinstance(value, list) else value
            assert isinstance(value, list) or name in ("weak", "heading")
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", rule) and phrases for rule, phrases in rules.items()), (label, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_long(language: str) -> None:
    """Four words at most, twelve characters where words are written without spaces: no text is copied into a table."""
    cjk = re.compile(f"[{CJK}\uac00-\ud7af]")
    long = [
        phrase
        for _, _, phrase in phrases_of(language)
        if (len(phrase) > MAX_CJK_CHARS if cjk.search(phrase) and language != "ko" else len(re.findall(r"\w+", phrase)) > MAX_WORDS)
    ]
    assert not long


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_an_address(language: str) -> None:
    """No site is named."""
    assert not [phrase for _, _, phrase in phrases_of(language) if ADDRESS.search(phrase)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_lower_case_and_not_empty(language: str) -> None:
    """Phrases are looked up in lower case, so they are written in it."""
    assert not [phrase for _, _, phrase in phrases_of(language) if phrase != phrase.lower() or not re.search(r"\w", phrase)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_stands_twice_under_one_strength(language: str) -> None:
    """Of one strength, a phrase has one label and stands once."""
    counts = Counter((strength, phrase) for _, strength, phrase in phrases_of(language))
    assert not [phrase for phrase, count in counts.items() if count > 1]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Subscribe to our newsletter", BlockLabel.NEWSLETTER),
        ("SUBSCRIBE TO OUR NEWSLETTER!", BlockLabel.NEWSLETTER),
        ("Jetzt Newsletter abonnieren", BlockLabel.NEWSLETTER),
        ("Redakteur (m/w/d)", BlockLabel.JOB_LISTING),
        ("ニュースレターに登録", BlockLabel.NEWSLETTER),
    ],
)
def test_strong_phrase(text: str, label: BlockLabel) -> None:
    """A call to the reader is found whatever its case and punctuation, in all languages at once."""
    assert label in labels_of(text)


@pytest.mark.parametrize("text", ["", "¤", "The ferry is closed.", "Der Stadtrat tagte am Dienstag.", "Le conseil a voté mardi soir."])
def test_no_phrase(text: str) -> None:
    """Reporting has no phrases."""
    assert labels_of(text) == labels_of(text, Strength.HEADING) == set()


def test_quotation_is_no_call() -> None:
    """What stands in quotation marks is somebody else's word."""
    assert labels_of("„Abonnieren Sie unseren Newsletter“, stand jahrelang auf der Titelseite der Zeitung.") == set()
    assert labels_of("“Subscribe to our newsletter,” she had written on the wall behind her desk.") == set()


@pytest.mark.parametrize(("text", "whole"), [("Comments", True), ("3 comments", True), ("Comments on the plan are due in May", False)])
def test_heading_phrase_counts_as_the_whole_block(text: str, *, whole: bool) -> None:
    """A heading phrase is one only where little stands beside it; digits do not count."""
    assert (BlockLabel.COMMENT_POLICY in labels_of(text, Strength.HEADING)) is whole


def test_word_inside_another_is_no_hit() -> None:
    """Phrases are looked up by whole words."""
    assert not find_phrases("Teilenrode")
    assert not labels_of("Newslettersternwarte")


def test_hits_name_their_rule() -> None:
    """The rule of a hit is its label and the name in the table."""
    assert all(hit.rule.startswith(f"{hit.label}.") for hit in find_phrases("Subscribe to our newsletter"))
