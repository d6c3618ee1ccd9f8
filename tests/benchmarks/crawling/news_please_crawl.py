"""news-please over a file of URLs, by its own download and extractors: `news_please_crawl.py FILE`; prints how many pages have a text."""

from __future__ import annotations

import sys
from pathlib import Path

from newsplease import NewsPlease

texts = 0
for url in Path(sys.argv[1]).read_text(encoding="utf-8").split():
    try:
        texts += bool(NewsPlease.from_url(url, request_args={"timeout": 60}, fetch_images=False).maintext)
    except Exception as error:  # noqa: BLE001  # what it raises is no class of its own
        print(f"{url}: {error!r}", file=sys.stderr)
print(texts)
