"""A long crawl of a site of which a share of the pages is hostile: what each attack leaves behind in memory and open files adds up."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawling.crawlers import ServedSite
from crawling.site import HOST, sitemap_of, story, story_path

sys.path.append(str(Path(__file__).parents[2] / "crawler"))  # the server of the tests against hostile sites

from hostile.replies import HEAD, MEGABYTE, chunked, encoded, gzip_bomb, redirect, reply, silence, stream
from hostile.server import NOT_FOUND, Reply, serving

EVERY_PAGES = 100  # one sample for so many pages
SETTLED_PAGES = 1000  # caches, pools and models have filled by then
MAX_HANDLES_APART = 5
BEGUN = b"<html><body><p>It began well</p>"
ROBOTS = f"User-agent: *\nSitemap: http://{HOST}/sitemap.xml\n"


@dataclass(frozen=True, slots=True)
class Handles:
    """How many files the main process had open at the samples: fewest, most, and at the end."""

    fewest: int
    most: int
    last: int


def attacks() -> Sequence[Reply]:
    """The bad answers, which take turns."""
    nested = "<div>" * 3000 + "Deep." + "</div>" * 3000
    return (
        encoded(gzip_bomb(), "gzip"),
        stream(HEAD + b"\r\n" + BEGUN, MEGABYTE),
        HEAD + b"Content-Length: 5000\r\n\r\n" + BEGUN,
        encoded(b"\x1f\x8b\x08 no such thing", "gzip"),
        chunked(b"zz\r\n", BEGUN),
        redirect("http://127.0.0.2/"),
        redirect("http://["),
        HEAD + b"X-Long: " + b"x" * 2**20 + b"\r\n\r\n" + BEGUN,
        silence,
        b"SSH-2.0-OpenSSH_9.9\r\n",
        reply(nested),
        reply(b"%PDF-1.7\n" + bytes(range(256)) * 400),
        reply("<!doctype html " + " " * 100_000 + "<p>A doctype without an end"),
        reply(f'<script type="application/ld+json">{{"headline": {"[" * 50_000}</script><p>\\ud800&#xd800;</p>'),
        reply(status="302 Found", Location="/news/" + "a" * 3000),
        b"",
    )


class SoakSite:
    """The site's answers by path, each made when it is asked for: 10,000 pages need not lie in memory."""

    def __init__(self, pages: int, share: float, kilobytes: int) -> None:
        self._pages, self._kilobytes = pages, kilobytes
        self._attacks = attacks()
        step = round(1 / share) if share else pages + 1
        self._hostile = {story_path(number): index for index, number in enumerate(range(step // 2, pages, step))}
        self._numbers = {story_path(number): number for number in range(pages)}

    @property
    def good(self) -> list[str]:
        """The paths of the pages that are stories."""
        return [path for path in self._numbers if path not in self._hostile]

    def get(self, path: str, default: Reply = NOT_FOUND) -> Reply:
        """The answer, as a mapping would give it."""
        if path in self._hostile:
            return self._attacks[self._hostile[path] % len(self._attacks)]
        if path in self._numbers:
            return reply(story(self._numbers[path], self._pages, self._kilobytes * 1000))
        files = {"/robots.txt": ROBOTS, "/": "<title>Kurier</title>", "/sitemap.xml": sitemap_of(self._numbers)}
        return reply(files[path], kind="application/xml" if path.endswith("xml") else "text/html") if path in files else default


@contextmanager
def serving_soak(folder: Path, site: SoakSite) -> Iterator[ServedSite]:
    """Serves the site while the block runs."""
    folder.mkdir(parents=True)
    with serving() as server:
        server.hosts = {HOST: site}  # type: ignore[dict-item]  # as much of a mapping as the server needs
        server.asked = _Nothing()  # 10,000 requests are not kept
        yield ServedSite(folder, server.port, site.good)


class _Nothing(list):  # type: ignore[type-arg]
    """A list that keeps nothing."""

    def append(self, _: object) -> None:
        """Forgets it."""


def by_pages(samples: Sequence[tuple[int, Mapping[str, int]]]) -> list[tuple[int, Mapping[str, int]]]:
    """The first sample of each hundred pages after the first thousand."""
    chosen = {pages // EVERY_PAGES: (pages, values) for pages, values in reversed(samples) if pages >= SETTLED_PAGES}
    return [chosen[key] for key in sorted(chosen)]


def handles_of(samples: Sequence[tuple[int, int]]) -> Handles:
    """The open files at those samples. Connections come and go, so each sample is the fewest of its hundred pages."""
    fewest: dict[int, int] = {}
    for pages, number in samples:
        if pages >= SETTLED_PAGES:
            fewest[pages // EVERY_PAGES] = min(number, fewest.get(pages // EVERY_PAGES, number))
    numbers = [fewest[key] for key in sorted(fewest)] or [0]
    return Handles(min(numbers), max(numbers), numbers[-1])
