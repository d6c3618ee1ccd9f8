"""The library stands on its own: nothing in it needs Scrapy, Twisted or the crawler."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, sys
from datetime import UTC, datetime

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("scrapy", "twisted", "crawler"):
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, Blocked())
import pkgutil, importlib
import pipelines
from pipelines import Page, extract_article, separate_text

for module in pkgutil.walk_packages(pipelines.__path__, "pipelines."):
    importlib.import_module(module.name)
html = "<h1>Ferry stays closed</h1>" + "".join(
    f"<p>Sentence number {number} of this story tells what the council decided on the ferry landing of the town.</p>" for number in range(5)
)
article = extract_article(Page("https://news.example/news/ferry", html, datetime.now(UTC)))
blocks = separate_text("The ferry stays closed, the council said.")
print(json.dumps([article.word_count, len(blocks), len({"scrapy", "twisted", "crawler"} & sys.modules.keys())]))
"""


def test_library_works_without_scrapy_and_twisted(tmp_path: Path) -> None:
    """With Scrapy, Twisted and the crawler out of reach, every module of the library is imported and both doors answer."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [90, 1, 0]
