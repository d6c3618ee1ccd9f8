"""The values that travel through a crawl: from a URL in the ledger to its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crawler.claims import Claims
from crawler.finds import Source, UrlKind
from pipelines.article import Article
from pipelines.page import Page
from pipelines.ready_row import ReadyRow
from pipelines.reasons import Reason, Stage


class UrlState(StrEnum):
    """Where a URL stands in the run that found it last."""

    QUEUED = "queued"
    STORED = "stored"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a URL ends in a run. `reason` is a `Reason`, or `http_404` and the like for a status."""

    state: UrlState
    stage: Stage
    reason: str | None = None

    @property
    def name(self) -> str:
        """The verdict in one word, as the summary counts it: `stored`, `skipped:too_old`, `error:http_404`."""
        return f"{self.state}:{self.reason}" if self.reason else str(self.state)


STORED = Verdict(UrlState.STORED, Stage.STORE)


def skipped(stage: Stage, reason: Reason) -> Verdict:
    """The verdict on a URL that was left out on purpose."""
    return Verdict(UrlState.SKIPPED, stage, reason)


def failed(stage: Stage, reason: str) -> Verdict:
    """The verdict on a URL where something went wrong; the next run tries it again."""
    return Verdict(UrlState.ERROR, stage, reason)


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells whether a page changed: the headers to send back word by word, and the digest of the body for servers without them."""

    etag: str | None = None
    last_modified: str | None = None
    html_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that somebody named, with its id and site worked out. `dated` is when its page was published or last changed."""

    id: str
    url: str
    site: str
    kind: UrlKind
    source: Source
    depth: int
    dated: datetime | None = None
    request_url: str | None = None  # the URL that redirected here
    modified: datetime | None = None  # when its source says that it changed last
    recheck: bool = False  # stored already, and due to be looked at again
    published: datetime | None = None  # `dated`, where that is no date of change
    begin: datetime | None = None  # of a sitemap: the time before which it holds no story
    is_further: bool = False  # the next pages of the list that names it
    claims: Claims | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A queued URL that was handed out to be fetched."""

    id: str
    url: str
    site: str
    kind: UrlKind
    source: Source
    depth: int
    dated: datetime | None = None
    accept_alias: bool = False  # its canonical URL cannot be had: store it all the same
    request_url: str | None = None
    validators: Validators = Validators()  # of the version that was taken in last; empty: fetch it whatever it is
    claims: Claims | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a visit: bytes, nothing read from them yet."""

    visit: Visit
    page: Page
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Concluded:
    """A visit whose verdict is known, with what it led to. Where `ready` is the article's row, `outcome` comes without blocks."""

    visit: Visit
    kind: UrlKind
    outcome: Article | Verdict
    candidates: tuple[Candidate, ...] = ()
    http_status: int | None = None
    html_sha256: str | None = None
    fetched_at: datetime | None = None
    validators: Validators = Validators()
    ready: ReadyRow | None = None
