"""Pages of a corpus, or generated ones of the same sizes -> a news site in a folder, as `crawler.sample_server` serves it."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice, pairwise
from pathlib import Path
from urllib.parse import urljoin

from corpus_pages import CorpusPage

from pipelines.urls import registered_domain

HOST = "www.kurier.example"
ADDRESS = "127.0.0.1"  # for crawlers that cannot be told where a name leads to: the same files under the address
# Bytes of a page at these shares of 421 news pages of 2020 to 2026, measured 2026-11-22; mean 203 kB.
SIZES = (
    (0.0, 8_000), (0.05, 30_000), (0.1, 38_000), (0.2, 61_000), (0.3, 78_000), (0.4, 98_000), (0.5, 127_000), (0.6, 163_000),
    (0.7, 204_000), (0.8, 268_000), (0.9, 407_000), (0.95, 614_000), (1.0, 1_260_000),
)  # fmt: skip
_LINK = re.compile(rb"""(<a\b[^>]*?\shref\s*=\s*["'])([^"'#][^"']*)""", re.IGNORECASE)
_CANONICAL = re.compile(rb"""<link\b[^>]*rel\s*=\s*["']?canonical[^>]*>""", re.IGNORECASE)
_FEED = re.compile(rb"""<link\b[^>]*application/(?:rss|atom)[^>]*>""", re.IGNORECASE)
FEED_LINK = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
SENTENCE = (
    "The council of village {0} met on Tuesday evening to talk about landing {1}, which has been closed since the flood of last spring. "
)
PARAGRAPH_SENTENCES = 4
SCRIPT_SHARE = 0.6  # of a page's bytes beside the story: state and code that no reader sees
LINK_BOX = '<li class="teaser"><a href="{path}"><span class="kicker">Village {number}</span><h3>Landing {number} stays closed</h3></a></li>'


def write_site(pages: Iterable[bytes], folder: Path) -> list[str]:
    """Writes the site with robots.txt and a news sitemap; gives the paths of its stories."""
    root = folder / HOST
    (root / "news").mkdir(parents=True)
    paths: list[str] = []
    for number, body in enumerate(pages):
        paths.append(story_path(number))
        (root / f"{paths[-1].lstrip('/')}").write_bytes(body)
    (root / "robots.txt").write_text(f"User-agent: *\nDisallow: /login/\nSitemap: http://{HOST}/sitemap.xml\n", encoding="utf-8")
    (root / "sitemap.xml").write_text(sitemap_of(paths), encoding="utf-8")
    items = "".join(f"<item><link>http://{HOST}{path}</link></item>" for path in paths[:20])
    (root / "feed.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")
    (root / "index.html").write_text("<!doctype html><title>Kurier</title><p>The news are in the sitemap.</p>", encoding="utf-8")
    _link(root, folder / ADDRESS)
    return paths


def corpus_bodies(pages: Iterable[CorpusPage], number: int) -> Iterator[bytes]:
    """That many article pages, evenly spread over the corpus, over and over where it has fewer; links lead to pages of the site."""
    articles = [page for page in pages if page.is_article]
    wanted = min(number, len(articles))
    chosen = cycle(articles[index * len(articles) // wanted] for index in range(wanted))
    for index, page in enumerate(islice(chosen, number)):
        yield moved(gzip.decompress(page.path.read_bytes()), page.url, index, number)


def moved(body: bytes, url: str, index: int, total: int) -> bytes:
    """The page as story `index` of the site: it is its own canonical URL, and each link to its old site leads to a story of the new one."""
    site = registered_domain(url)
    own = f'<link rel="canonical" href="http://{HOST}{story_path(index)}">'.encode()

    def led_here(match: re.Match[bytes]) -> bytes:
        try:
            target = urljoin(url, match[2].decode("utf-8", "replace"))
            is_own = target.startswith("http") and registered_domain(target) == site
        except ValueError:
            return match[0]
        return match[1] + story_path(zlib.crc32(match[2]) % total).encode() if is_own else match[0]

    return _LINK.sub(led_here, _FEED.sub(FEED_LINK, _CANONICAL.sub(own, body)))


def generated_bodies(number: int, kilobytes: int | None = None) -> Iterator[bytes]:
    """That many pages, of the sizes of a corpus, or all of one size."""
    for index in range(number):
        share = (index * 7919 % number + 0.5) / number  # large and small ones by turns
        yield story(index, number, kilobytes * 1000 if kilobytes else size_at(share))


def size_at(share: float) -> int:
    """Bytes of the page below which this share of the corpus's pages lies."""
    for (low, small), (high, large) in pairwise(SIZES):
        if share <= high:
            return int(small + (large - small) * (share - low) / (high - low))
    return SIZES[-1][1]


def story_path(number: int) -> str:
    """Where a story lies: a path that looks like one."""
    return f"/news/ferry-landing-of-village-{number}-stays-closed.html"


def story(index: int, total: int, size: int) -> bytes:
    """One generated page of a site of so many, about that many bytes long."""
    headline = f"Ferry landing of village {index} stays closed"
    paragraphs = 3 + index % 17
    sentences = (SENTENCE.format(index, index * 31 + part) for part in range(paragraphs * PARAGRAPH_SENTENCES))
    text = "".join(f"<p>{''.join(islice(sentences, PARAGRAPH_SENTENCES))}</p>" for _ in range(paragraphs))
    rest = max(0, size - len(text) - 1000)
    script = f'{{"id":{index},"state":"closed"}},' * int(rest * SCRIPT_SHARE / 27)
    boxes = int(rest * (1 - SCRIPT_SHARE) / len(LINK_BOX))
    links = "".join(LINK_BOX.format(path=story_path((index + box) % total), number=(index + box) % total) for box in range(boxes))
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title><script type="application/ld+json">{{"@context":"https://schema.org",'
        f'"@type":"NewsArticle","headline":"{headline}","datePublished":"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}}</script>'
        f"<script>window.state=[{script}0]</script></head><body><main><article><h1>{headline}</h1>{text}</article></main>"
        f"<aside><ul>{links}</ul></aside></body></html>"
    ).encode()


def sitemap_of(paths: Iterable[str]) -> str:
    """A news sitemap of these paths, all of them published now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    news = f"<news:news><news:publication_date>{now}</news:publication_date><news:title>Ferry</news:title></news:news>"
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        + "".join(f"<url><loc>http://{HOST}{path}</loc>{news}</url>" for path in paths)
        + "</urlset>"
    )


def _link(source: Path, target: Path) -> None:
    """The same files in a second folder, without a second copy."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, place)
