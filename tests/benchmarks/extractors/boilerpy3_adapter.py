"""boilerpy3's ArticleExtractor, the one that its authors name for news."""

from __future__ import annotations

from boilerpy3.extractors import ArticleExtractor
from measured_run import Extraction, decoded, run

EXTRACTOR = ArticleExtractor()


def extract(html: bytes, url: str) -> Extraction:
    """Text and the document's title; it takes no bytes, and gives no authors and no date."""
    document = EXTRACTOR.get_doc(decoded(html))
    return Extraction(document.content, document.title or None)


if __name__ == "__main__":
    run("boilerpy3", extract)
