"""resiliparse's main content, without comments, alternative texts and bullets."""

from __future__ import annotations

from measured_run import Extraction, run
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree


def extract(html: bytes, url: str) -> Extraction:
    """Text and the document's title; it gives no authors and no date."""
    tree = HTMLTree.parse_from_bytes(html, detect_encoding(html, from_html_meta=True))
    text = extract_plain_text(tree, main_content=True, preserve_formatting=True, list_bullets=False, alt_texts=False, comments=False)
    return Extraction(text, tree.title or None)


if __name__ == "__main__":
    run("resiliparse", extract)
