"""news-please at its default settings, without images."""

from __future__ import annotations

from measured_run import Extraction, decoded, run
from newsplease import NewsPlease


def extract(html: bytes, url: str) -> Extraction:
    """Text, title, authors and date; it takes no bytes."""
    article = NewsPlease.from_html(decoded(html), url=url, fetch_images=False)
    date = str(article.date_publish) if article.date_publish else None
    return Extraction(article.maintext, article.title, tuple(article.authors or ()), date)


if __name__ == "__main__":
    run("news-please", extract)
