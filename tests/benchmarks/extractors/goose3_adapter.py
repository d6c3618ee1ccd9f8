"""goose3 at its default settings, which fetch no images, with the word splitter that it has for the language the page declares."""

from __future__ import annotations

import re
from typing import Any

from goose3 import Goose
from goose3.text import StopWords, StopWordsArabic, StopWordsChinese, StopWordsJapanese, StopWordsKorean
from measured_run import Extraction, declared_language, run

SPLITTERS = {"ar": StopWordsArabic, "ja": StopWordsJapanese, "ko": StopWordsKorean, "zh": StopWordsChinese}
GOOSE = {language: Goose({"stopwords_class": splitter}) for language, splitter in SPLITTERS.items()}
ORDINARY_GOOSE = Goose({"stopwords_class": StopWords})


def extract(html: bytes, url: str) -> Extraction:
    """Text, title, authors and date; the date as the page writes it if that begins with a day, else in UTC."""
    article = GOOSE.get(declared_language(html) or "", ORDINARY_GOOSE).extract(raw_html=html)  # given a URL, it would fetch it
    raw = str(article.publish_date or "")
    moment = article.publish_datetime_utc
    date = raw if re.match(r"\d{4}-\d\d-\d\d", raw) else moment and moment.isoformat()
    return Extraction(article.cleaned_text, article.title, tuple(_names(article.authors)), date or None)


def _names(authors: list[Any]) -> list[str]:
    """The names of a list that may hold lists of names."""
    return [name for some in authors for name in (_names(some) if isinstance(some, list) else [str(some)])]


if __name__ == "__main__":
    run("goose3", extract)
