"""Language claims in, BCP 47 out."""

import pytest

from pipelines.metadata.language import declared_language, detect_language, normalize_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de_DE", "de-DE"),
        ("EN-us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("de-DE, en", "de-DE"),
        ("es-419", "es-419"),
        ("en_US.UTF-8", "en-US"),
        ("German", "de"),
        ("cz", "cs"),
        ("", None),
        ("{{lang}}", None),
        ("und", None),
        (None, None),
        ("x" * 50, None),
    ],
)
def test_normalize(text, tag):
    """A language tag is written as BCP 47 writes it; what is none gives None."""
    assert normalize_language(text) == tag


def test_first_claim():
    """The first claim that is a language counts."""
    assert declared_language([None, "", "undefined!", "fr_CA", "en"]) == "fr-CA"


def test_detect():
    """A text's language is found, and a text too short to tell gives None."""
    assert detect_language("Der Stadtrat hat gestern nach langem Streit den Haushalt beschlossen und die Steuern erhöht.") == "de"
    assert detect_language("Ja.") is None
