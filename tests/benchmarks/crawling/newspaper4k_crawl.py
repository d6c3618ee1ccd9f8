"""newspaper4k over a file of URLs, by its own download and parse: `newspaper4k_crawl.py FILE`; prints how many pages have a text."""

from __future__ import annotations

import sys
from pathlib import Path

from newspaper import Article
from newspaper.exceptions import ArticleException

texts = 0
for url in Path(sys.argv[1]).read_text(encoding="utf-8").split():
    try:
        texts += bool(Article(url, fetch_images=False).download().parse().text)
    except ArticleException as error:
        print(f"{url}: {error}", file=sys.stderr)
print(texts)
