"""An ordinary Scrapy spider over a list of URLs: it only fetches, or calls trafilatura in its callback as most public examples do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from scrapy import Spider
from scrapy.http import Response


class PlainSpider(Spider):
    """`-a urls=FILE`, one a line; `-a extract=yes` for an item with the text of each page."""

    name = "plain"

    def __init__(self, urls: str, extract: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = Path(urls).read_text(encoding="utf-8").split()
        self._extract = bool(extract)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The page's text and metadata, or nothing."""
        if self._extract:
            document = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
            if document is not None:
                fields = document.as_dict() if hasattr(document, "as_dict") else dict(document)
                yield {name: fields.get(name) for name in ("title", "author", "date", "text")} | {"url": response.url}
