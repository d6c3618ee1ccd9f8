"""What is known of a site after the exploration: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RobotsFinding:
    """robots.txt: whether there is one, the group of rules that holds for us (None: no group does), and what it says."""

    is_there: bool
    group: str | None = None
    disallow: tuple[str, ...] = ()
    crawl_delay_s: float | None = None
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """A sitemap, feed or page of links that could be read: its kind, what it names, its newest date, and who named it."""

    url: str
    kind: str  # "sitemap index", "news sitemap", "sitemap", "feed", "front page", "section"
    found_by: str
    stories: int
    entries: int
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class PatternFinding:
    """A form of story URLs, as a pattern of site profiles, and how many of the named URLs have it."""

    pattern: str
    urls: int
    example: str


@dataclass(frozen=True, slots=True)
class SampleFinding:
    """A story page taken apart. `refusal` says why it is no article; `label_shares` are shares of the page's words, 0 to 1."""

    url: str
    headline: str | None
    published: str | None
    words: int
    expected_f1: float | None
    label_shares: Mapping[str, float]
    language: str | None = None
    refusal: str | None = None
    is_paywalled: bool = False
    is_partial: bool = False
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the exploration of a site brought to light. `failures` are URLs that gave nothing, with the reason."""

    url: str
    site: str
    asked_at: datetime
    requests: int
    budget: int
    robots: RobotsFinding
    front_came: bool
    sources: tuple[SourceFinding, ...]
    patterns: tuple[PatternFinding, ...]
    stories_named: int
    samples: tuple[SampleFinding, ...]
    has_tdm_policy: bool
    failures: tuple[tuple[str, str], ...]

    def of_kind(self, *kinds: str) -> tuple[SourceFinding, ...]:
        """The sources of some kinds."""
        return tuple(source for source in self.sources if source.kind in kinds)

    @property
    def has_pages(self) -> bool:
        """Whether anything but robots.txt came."""
        return self.front_came or bool(self.sources) or bool(self.samples)
