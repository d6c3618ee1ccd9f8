"""trafilatura at its default settings, with its metadata."""

from __future__ import annotations

import trafilatura
from measured_run import Extraction, run
from trafilatura.settings import Document


def extract(html: bytes, url: str) -> Extraction:
    """Text, title, authors and date; the comments, which it keeps apart, are left out."""
    document = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    if not isinstance(document, Document):
        return Extraction(None)
    authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
    return Extraction(document.text, document.title, authors, document.date)


if __name__ == "__main__":
    run("trafilatura", extract)
