"""What one fetched page holds: an article, links, or both. Runs in a worker process; pure, and knows no ledger."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from crawler.claims import claims_of, complete
from crawler.discovery.feeds import read_feed
from crawler.discovery.links import read_links
from crawler.discovery.markup import count_entries, unpack
from crawler.discovery.robots import read_robots
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Find, UrlKind
from crawler.frontier import MACHINE_KINDS
from crawler.items import Candidate, Concluded, UrlState, Verdict, Visit, failed, skipped
from crawler.session_ids import without_session_id
from crawler.url_shape import is_further_page
from pipelines.article import Article, Rejection
from pipelines.errors import PageError
from pipelines.extract import extract_article
from pipelines.page import Page
from pipelines.parse import parse_whole
from pipelines.ready_row import make_ready
from pipelines.reasons import Reason, Stage
from pipelines.sites import SiteProfile
from pipelines.urls import registered_domain, url_id

MAX_CANDIDATES = 50_000  # of one page: the sitemap protocol's own limit
SNIFF_BYTES = 2048
MIN_ENTRY_BYTES = 8  # no entry of a feed or sitemap is shorter
MIN_LISTING_LINKS = 5  # links to articles on a page without a story of its own that make it a listing worth coming back to
# What a page must claim to be, to count as an article although its URL looks like a section's.
STORY_TYPES = frozenset({"newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "reviewnewsarticle"})

# A rejection for one of these is our fault or the server's, not a judgement on the page.
_FAULTS = frozenset(
    {Reason.INTERNAL_ERROR, Reason.WORKER_DIED, Reason.TIMEOUT, Reason.BROKEN_FEED, Reason.DOCTYPE, Reason.BAD_ROW},
)
_SITEMAP_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")


def examine(page: Page, visit: Visit, profile: SiteProfile | None = None, limits: SourceLimits = DEFAULT_LIMITS) -> Concluded:
    """How the page ends by its content alone, and the URLs that it names. An article still has to pass the run's horizon.

    `profile` is that of the page's site, if it has one.
    """
    body = page.body if isinstance(page.body, bytes) else page.body.encode()
    kind = sniff(body) if visit.kind is UrlKind.UNKNOWN else visit.kind
    try:
        outcome, finds = _read(page, body, kind, visit, profile, limits=limits)
    except PageError as error:
        outcome, finds = verdict_of(error.stage, error.reason), []
    if isinstance(outcome, Verdict) and _is_listing(kind, outcome, finds):
        kind, outcome = UrlKind.SECTION, skipped(Stage.PARSE, Reason.LISTING)
    if isinstance(outcome, Verdict) and outcome.reason == Reason.LISTING and len(finds) >= limits.page_links:
        outcome = skipped(Stage.PARSE, Reason.TOO_MANY_URLS)
    if isinstance(outcome, Article):
        kind = UrlKind.ARTICLE  # whatever its URL looks like
    return Concluded(
        visit=visit,
        kind=kind,
        outcome=outcome,
        candidates=_candidates(finds, visit),
        http_status=page.http_status,
        html_sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=page.fetched_at,
    )


def examine_for_store(
    page: Page, visit: Visit, profile: SiteProfile | None = None, *, keep_comment_text: bool, limits: SourceLimits = DEFAULT_LIMITS
) -> Concluded:
    """As `examine`; of an article the row that is stored, whose blocks need not travel twice."""
    concluded = examine(page, visit, profile, limits)
    article = concluded.outcome
    if isinstance(article, Verdict):
        return concluded
    ready = make_ready(article, keep_comment_text=keep_comment_text)
    return replace(concluded, outcome=replace(article, blocks=()), ready=ready) if ready else concluded


def sniff(body: bytes) -> UrlKind:
    """SITEMAP or FEED where the first bytes show one, else UNKNOWN: what somebody gave as a URL may be anything."""
    head = body[:SNIFF_BYTES]
    if _SITEMAP_ROOT.search(head):
        return UrlKind.SITEMAP
    return UrlKind.FEED if _FEED_ROOT.search(head) else UrlKind.UNKNOWN


def is_source(page: Page, kind: UrlKind) -> bool:
    """Whether a page of this expected kind is robots.txt, a sitemap or a feed; one of unknown kind is judged by its first bytes."""
    body = page.body if isinstance(page.body, bytes) else b""
    return kind in MACHINE_KINDS or (kind is UrlKind.UNKNOWN and sniff(body) is not UrlKind.UNKNOWN)


def verdict_of(stage: Stage, reason: Reason) -> Verdict:
    """The verdict on a page that ended at this stage for this reason."""
    return failed(stage, reason) if reason in _FAULTS else skipped(stage, reason)


def _read(
    page: Page, body: bytes, kind: UrlKind, visit: Visit, profile: SiteProfile | None, *, limits: SourceLimits
) -> tuple[Article | Verdict, list[Find]]:
    if kind is UrlKind.ROBOTS:
        reason = Reason.TRUNCATED if len(body) >= limits.robots_bytes else Reason.SOURCE
        return skipped(Stage.PARSE, reason), read_robots(body, page.url, visit.site, limits)
    if kind in (UrlKind.SITEMAP, UrlKind.FEED):
        read = read_sitemap if kind is UrlKind.SITEMAP else read_feed
        finds = read(body, page.url, visit.site, limits)
        return skipped(Stage.PARSE, _reason_of_source(body, kind, finds, limits)), finds
    return _read_page(page, kind, visit, profile, limits)


def _read_page(
    page: Page, kind: UrlKind, visit: Visit, profile: SiteProfile | None, limits: SourceLimits
) -> tuple[Article | Verdict, list[Find]]:
    """What a page for readers holds; parsed once for its links and its story."""
    try:
        parsed = parse_whole(page)
    except PageError as error:
        refusal = Rejection(page.url, error.stage, error.reason, error.detail)
        return _story(refusal, UrlKind.SECTION if kind is UrlKind.FRONT else kind), []
    finds = read_links(parsed.root, page.url, kind, page.robots_header, limits)
    if kind is UrlKind.FRONT:
        return skipped(Stage.PARSE, Reason.LISTING), finds
    story = _story(extract_article(page, profile, parsed), kind)
    return complete(story, visit.claims) if isinstance(story, Article) and visit.claims is not None else story, finds


def _reason_of_source(body: bytes, kind: UrlKind, finds: list[Find], limits: SourceLimits) -> Reason:
    """What is to be said of a feed or sitemap that was read: that nothing of it is of use, or that it was not read to its end."""
    most = limits.sitemap_urls if kind is UrlKind.SITEMAP else limits.feed_entries
    plain = unpack(body, limits.unpacked_bytes)
    if finds and len(plain) < most * MIN_ENTRY_BYTES:
        return Reason.SOURCE
    entries = count_entries(plain)
    if entries and not finds:
        return Reason.NO_URL
    return Reason.TOO_MANY_URLS if entries > most else Reason.SOURCE


def _story(outcome: Article | Rejection, kind: UrlKind) -> Article | Verdict:
    """The page's article; a page that looks like a section by its URL must claim to be one."""
    is_listing = kind in (UrlKind.SECTION, UrlKind.LISTING)
    if isinstance(outcome, Rejection):
        return skipped(Stage.PARSE, Reason.LISTING) if is_listing else verdict_of(outcome.stage, outcome.reason)
    if is_listing and outcome.metadata.article_type not in STORY_TYPES:
        return skipped(Stage.PARSE, Reason.LISTING)
    return outcome


def _is_listing(kind: UrlKind, outcome: Verdict, finds: Iterable[Find]) -> bool:
    """Whether a page without a story turned out to be a list of stories, which the next run has to look at again."""
    if kind not in (UrlKind.UNKNOWN, UrlKind.ARTICLE) or outcome.state is UrlState.ERROR:
        return False
    many_links = sum(find.kind is UrlKind.ARTICLE for find in finds) >= MIN_LISTING_LINKS
    return outcome.reason == Reason.LISTING or (kind is UrlKind.UNKNOWN and many_links)


def _candidates(finds: Iterable[Find], visit: Visit) -> tuple[Candidate, ...]:
    """The finds as the ledger takes them: those of the visit's site, each once."""
    candidates: dict[str, Candidate] = {}
    for find in finds:
        if len(candidates) >= MAX_CANDIDATES:
            break
        candidate = _candidate(find, visit)
        if candidate is not None:
            candidates.setdefault(candidate.id, candidate)
    candidates.pop(visit.id, None)
    return tuple(candidates.values())


def _candidate(find: Find, visit: Visit) -> Candidate | None:
    url = without_session_id(find.url)
    try:
        site, find_id = registered_domain(url), url_id(url)
    except ValueError:
        return None
    if site != visit.site:
        return None
    return Candidate(
        find_id,
        url,
        site,
        find.kind,
        find.source,
        visit.depth + 1,
        min((moment for moment in (find.published or find.modified, find.end) if moment), default=None),
        modified=find.modified,
        published=find.published,
        begin=find.begin,
        is_further=find.kind is UrlKind.SECTION and is_further_page(find.url, visit.url),
        claims=claims_of(find),
    )
