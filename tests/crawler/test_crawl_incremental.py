"""Crawls that show what only a real run can: a full run, and a sitemap larger than a page may be."""

from __future__ import annotations

from pathlib import Path

from crawls import Answer, articles, crawl, serve
from small_site import FRONT, HOST, TODAY, XML, article, listing, robots, sitemap, story

PADDING = (" " * 2**20 + "<url><loc></loc></url>") * 12  # DOWNLOAD_MAXSIZE is 10 MiB; the sitemap protocol allows 50 MB


def _large(answer: Answer) -> Answer:
    """The same sitemap with much white space and some empty entries in it."""
    text = answer.body if isinstance(answer.body, str) else answer.body.decode()
    return Answer(text.replace("<url>", PADDING + "<url>", 1), headers=XML)


def test_full_run_fetches_what_is_known_and_adds_no_row(data_dir: Path) -> None:
    """A large sitemap is read; then a run asks for nothing but lists, and with --full for the story, too."""
    site = {
        "/": listing("/town/"),
        "/town/": listing(),
        "/robots.txt": robots(f"Sitemap: {FRONT}sitemap.xml"),
        "/sitemap.xml": _large(sitemap((story(1), TODAY))),
        story(1): article("village 1"),
    }
    asked = []
    with serve({HOST: site}) as servers:
        for arguments in ((), ("--full",)):
            servers.requests.clear()
            process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *arguments)
            assert process.returncode == 0, process.stderr
            asked.append(servers.requests.count(f"{HOST} {story(1)}"))
    assert asked == [1, 1]
    assert len(articles(data_dir)) == 1
