"""readability-lxml at its default settings; its HTML is turned into text. It parses the page anew for each thing it is asked for."""

from __future__ import annotations

from html_text import html_text
from measured_run import Extraction, run
from readability import Document

NO_TITLE = "[no-title]"
NO_AUTHOR = "[no-author]"


def extract(html: bytes, url: str) -> Extraction:
    """Text, title and author; it gives no date."""
    document = Document(html, url=url)
    title, author = document.short_title(), document.author()
    return Extraction(
        html_text(document.summary()),
        None if title == NO_TITLE else title,
        () if author == NO_AUTHOR else (author,),
    )


if __name__ == "__main__":
    run("readability-lxml", extract)
