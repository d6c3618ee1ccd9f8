"""newspaper4k at its default settings, without images and without its language models."""

from __future__ import annotations

from measured_run import Extraction, run
from newspaper import Article


def extract(html: bytes, url: str) -> Extraction:
    """Text, title, authors and date."""
    article = Article(url, fetch_images=False).download(input_html=html).parse()
    date = article.publish_date.isoformat() if article.publish_date else None
    return Extraction(article.text, article.title, tuple(article.authors), date)


if __name__ == "__main__":
    run("newspaper4k", extract)
