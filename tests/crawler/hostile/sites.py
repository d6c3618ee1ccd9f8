"""A small news site around each attack: a front page that leads to it, and good stories beside it that have to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from generated_stories import Story, story_page
from hostile.replies import XML, reply
from hostile.server import Reply

ROBOTS, SITEMAP, FEED = "/robots.txt", "/sitemap.xml", "/feed.xml"
FEED_LINK = f'<link rel="alternate" type="application/rss+xml" href="{FEED}">'


@dataclass(frozen=True)
class Attack:
    """One hostile site: its bad answers by path, the verdict that each of them ends with (`A or B`), and how many good stories it has."""

    name: str
    replies: Mapping[str, Reply]
    ends: Mapping[str, str] = field(default_factory=dict)
    good: int = 1
    front: str = ""  # more markup on the front page

    @property
    def host(self) -> str:
        """Where it is served."""
        return f"www.{self.name}.example"

    @property
    def domain(self) -> str:
        """The site's registered domain."""
        return f"{self.name}.example"

    def stories(self, now: datetime) -> list[Story]:
        """The good stories; those of one site differ."""
        return [Story(self.host, number, now - timedelta(minutes=30 + number)) for number in range(self.good)]

    def pages(self, now: datetime) -> dict[str, Reply]:
        """Everything that the host answers, by path."""
        stories = {story.path: reply(story_page(story)) for story in self.stories(now)}
        named = f"Sitemap: http://{self.host}{SITEMAP}\n" if SITEMAP in self.replies else ""
        own: dict[str, Reply] = {ROBOTS: reply(named, kind="text/plain"), "/": reply(self._front(list(stories)))}
        return own | stories | dict(self.replies)

    def profile(self) -> str:
        """The site profile that leads a crawl here."""
        return f'name = "{self.name}"\ndomain = "{self.domain}"\nstart = ["http://{self.host}/"]\n'

    def _front(self, good: list[str]) -> str:
        paths = [path for path in self.replies if path.startswith("/news/") and "?" not in path]
        links = "".join(f'<li><a href="{path}">{path.rpartition("/")[2].replace("-", " ")}</a></li>' for path in [*paths, *good])
        head = FEED_LINK if FEED in self.replies else ""
        return f"<html><head><title>The Paper</title>{head}</head><body><ul>{links}</ul>{self.front}</body></html>"


def trap(name: str) -> str:
    """A path that looks like that of a story."""
    return f"/news/the-story-behind-{name}"


def traps(name: str, replies: Mapping[str, Reply], verdict: str) -> Attack:
    """A site of several stories that are none, all of which end alike."""
    placed = {trap(key): answer for key, answer in replies.items()}
    return Attack(name, placed, dict.fromkeys(placed, verdict))


def alone(name: str, answer: Reply, verdict: str) -> Attack:
    """A site with one bad story: what fails on the wire counts against its host, so each such attack has its own."""
    return traps(name, {name: answer}, verdict)


def sitemap(body: str | bytes) -> bytes:
    """A sitemap, or what is called one."""
    return reply(body, kind=XML)


def fresh() -> datetime:
    """Now, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
