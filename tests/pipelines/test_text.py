"""Text is normalised once, so that every later stage may compare it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import clean_text, count_words, squeeze, tokens, words


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("Cafe\u0301", "Caf\u00e9", id="nfc"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends"),
        pytest.param("a\tb\nc", "a\tb\nc", id="tab and newline stay"),
        pytest.param("a\x00b\x1bc\x9f", "abc", id="control characters"),
        pytest.param("a\ud800b", "ab", id="lone surrogate"),
        pytest.param("safe\u202etxt\u2066", "safetxt", id="bidi overrides"),
        pytest.param("Zei\u00adtung", "Zeitung", id="soft hyphen"),
        pytest.param("\ufeffa\uffff", "a", id="byte order mark and non-character"),
        pytest.param("👩\u200d🚒 رشید\u200cی", "👩\u200d🚒 رشید\u200cی", id="joiners stay"),
    ],
)
def test_clean_text(text: str, clean: str) -> None:
    """Cleaning takes out what is no character of a text, and nothing else."""
    assert clean_text(text) == clean


def test_squeeze_makes_one_line() -> None:
    """Every kind of space, also a no-break space, becomes one plain space."""
    assert squeeze("  a\u00a0\u2003b\n\n\tc ") == "a b c"


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("…!", 0), ("don't stop", 3), ("E-Mail 24.310", 4), ("東京の新聞", 5), ("한국어 신문", 2), ("Москва сегодня", 2)],
)
def test_count_words(text: str, count: int) -> None:
    """A Chinese character or Japanese letter is a word, elsewhere what stands between separators is."""
    assert count_words(text) == count


def test_tokens_split_at_apostrophes_and_hyphens() -> None:
    """Phrases are looked up in lower-case tokens without punctuation."""
    assert tokens("L'infolettre: votre E-Mail, İstanbul!") == ["l", "infolettre", "votre", "e", "mail", "istanbul"]


def test_words_take_cjk_characters_one_by_one() -> None:
    """Word scores count each Chinese character."""
    assert words("ABC 北京today") == ["abc", "北", "京", "today"]


@given(st.text())
def test_squeezed_text_is_stable_and_storable(text: str) -> None:
    """Squeezing twice changes nothing, and the result is NFC and encodes as UTF-8."""
    once = squeeze(text)
    assert squeeze(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")
