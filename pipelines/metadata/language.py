"""The language of a page as it declares it, and the language of a text where no page does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MIN_LETTERS = 40  # below this py3langid guesses
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?(?:-[a-z0-9]{2,8})*\Z", re.IGNORECASE)
_NAMES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es"}
# Codes that pages use and BCP 47 has not, or has under another name.
_ALIASES = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "cz": "cs", "jp": "ja", "gr": "el", "dk": "da", "ua": "uk", "cn": "zh"}
_NO_LANGUAGES = frozenset({"und", "zxx", "mul", "xx"})


def declared_language(claims: Iterable[str | None]) -> str | None:
    """The first claim that is a language, as a BCP 47 tag (`de_DE` gives `de-DE`)."""
    return next((tag for claim in claims if (tag := normalize_language(claim))), None)


def normalize_language(text: str | None) -> str | None:
    """The language tag in BCP 47's spelling with language, script and region; None where the text is no tag."""
    value = (text or "").split(",")[0].split(";")[0].split(".")[0].strip().replace("_", "-")
    value = _NAMES.get(value.lower(), value)
    match = _TAG.match(value)
    if match is None or match["language"].lower() in _NO_LANGUAGES:
        return None
    language = match["language"].lower()
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return "-".join(filter(None, (_ALIASES.get(language, language), script, region)))


def detect_language(text: str) -> str | None:
    """The language of a text as a two-letter code, None where the text is too short to tell."""
    if sum(letter.isalpha() for letter in text[:2000]) < MIN_LETTERS:
        return None
    import py3langid  # noqa: PLC0415 - loads a model of some megabytes that most pages never need

    classified: tuple[Any, Any] = py3langid.classify(text[:5000])
    return str(classified[0])
