"""jusText at its default settings, with the stop words of the language that the page declares."""

from __future__ import annotations

import justext
from measured_run import Extraction, declared_language, run

STOP_LISTS = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French",
    "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ko": "Korean", "nb": "Norwegian_Bokmal", "nl": "Dutch",
    "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip
WORDS = {code: justext.get_stoplist(name) for code, name in STOP_LISTS.items()}
ALL_WORDS = frozenset().union(*WORDS.values())


def extract(html: bytes, url: str) -> Extraction:
    """Text alone: it gives no metadata. Its own way for a language without stop words is to set both thresholds to 0."""
    language = declared_language(html)
    if language is None or language in WORDS:
        paragraphs = justext.justext(html, WORDS.get(language or "", ALL_WORDS))
    else:
        paragraphs = justext.justext(html, frozenset(), stopwords_low=0, stopwords_high=0)
    return Extraction("\n\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


if __name__ == "__main__":
    run("justext", extract)
