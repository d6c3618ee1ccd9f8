"""magic-html's article extractor; its HTML is turned into text."""

from __future__ import annotations

from html_text import html_text
from magic_html import GeneralExtractor
from measured_run import Extraction, decoded, run

EXTRACTOR = GeneralExtractor()


def extract(html: bytes, url: str) -> Extraction:
    """Text and title; it takes no bytes, and gives no authors and no date."""
    found = EXTRACTOR.extract(decoded(html), base_url=url)
    return Extraction(html_text(found["html"]), found["title"] or None)


if __name__ == "__main__":
    run("magic-html", extract)
