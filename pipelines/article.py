"""What a page ends as: an `Article`, or a `Rejection` with its reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipelines.block import LabelledBlock
from pipelines.reasons import Reason, Stage
from pipelines.text import count_words, squeeze


class DatePrecision(StrEnum):
    """How exact a publication date is: never a false precision."""

    INSTANT = "instant"
    LOCAL = "local"
    DAY = "day"


class ExtractionStatus(StrEnum):
    """Whether the article is whole; partial: the page shows only a part (paywall) or was cut (truncated)."""

    OK = "ok"
    PARTIAL = "partial"


class LanguageSource(StrEnum):
    """Where the article's language comes from."""

    DECLARED = "declared"
    DETECTED = "detected"


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date as the page says it.

    `moment` is aware, UTC (day: midnight UTC of that day; local: the wall time read as UTC); `day` is the publisher's own
    calendar day; `raw` is the page's text; `iso` is ISO 8601 with the page's own offset, or a day.
    """

    moment: datetime
    precision: DatePrecision
    day: date
    raw: str
    iso: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about itself; None (or an empty tuple) means that it does not say."""

    headline: str | None = None
    description: str | None = None
    image_url: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    date_published: PageDate | None = None
    date_modified: PageDate | None = None
    language: str | None = None
    language_source: LanguageSource | None = None
    is_accessible_for_free: bool | None = None
    canonical_url: str | None = None
    article_type: str | None = None  # what the page claims to be: a schema.org type or og:type, lower case
    article_body: str | None = None  # JSON-LD's own text: a signal, never the text itself
    robots_directives: tuple[str, ...] = ()
    tdm_reserved: bool | None = None
    license_url: str | None = None
    copyright_holder: str | None = None
    flags: tuple[str, ...] = ()  # date_conflict, canonical_conflict, …


@dataclass(frozen=True, slots=True)
class Article:
    """A story with everything that was taken out around it.

    `body` is the kept blocks joined by a blank line, NFC; `blocks` are all blocks of the page in order, and the offsets of the kept
    ones point into `body`. `confidence` is the expected word F1 of the body, None where nothing estimates it.
    """

    url: str
    request_url: str | None
    article_id: str
    metadata: Metadata
    body: str
    blocks: tuple[LabelledBlock, ...]
    status: ExtractionStatus = ExtractionStatus.OK
    confidence: float | None = None
    quality_flags: tuple[str, ...] = ()
    fetched_at: datetime | None = None
    http_status: int | None = None
    html_sha256: str | None = None
    content_hash: str = field(init=False)

    def __post_init__(self) -> None:
        text = squeeze(f"{self.metadata.headline or ''}\n{self.body}")
        object.__setattr__(self, "content_hash", hashlib.sha256(text.encode()).hexdigest()[:32])

    @property
    def word_count(self) -> int:
        """Words of the body; a CJK character counts as one."""
        return count_words(self.body)

    @property
    def removed(self) -> tuple[LabelledBlock, ...]:
        """The blocks that are not part of the story."""
        return tuple(block for block in self.blocks if not block.kept)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that gave no article: at which stage it ended, why, and what a person may want to know."""

    url: str
    stage: Stage
    reason: Reason
    detail: str = ""
