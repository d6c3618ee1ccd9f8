"""Pages that say they are another page: AMP and print versions, second pages, and pages whose claim is wrong."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from crawler.frontier import SOURCE_KINDS
from crawler.items import UrlState, Verdict, Visit
from crawler.ledger import HOLD_CANONICAL, Ledger
from crawler.ledger_rows import UrlRow
from pipelines.article import Article
from pipelines.reasons import Reason, Stage
from pipelines.urls import is_front_page, is_same_site, url_id

CANONICAL_CONFLICT = "canonical_conflict"
MAX_CHAIN = 10  # pages that name each other in turn; longer chains are a trap

# The canonical URL ended so in this run, but its story is known or out of reach by choice: the alias is not stored in its place.
COVERED = frozenset({Reason.ALIAS, Reason.KNOWN, Reason.TOO_OLD, Reason.TOO_NEW, Reason.BUDGET, Reason.TOO_DEEP, Reason.FORGOTTEN})


class AliasStep(StrEnum):
    """What to do with an article once its canonical URL is known."""

    STORE = "store"
    STORE_AS_OWN = "store_as_own"  # a story of its own whose canonical URL belongs to another
    SKIP = "skip"
    WAIT = "wait"  # for the verdict on the canonical URL
    LATER = "later"  # left to its canonical URL, which the next run has to look at first


def canonical_elsewhere(article: Article) -> str | None:
    """The canonical URL where it names another page of the site, None where the article names itself, or nothing usable."""
    url = article.metadata.canonical_url
    if url is None or not is_same_site(url, article.url) or is_front_page(url) or url_id(url) == url_id(article.url):
        return None
    return url


def judge_alias(ledger: Ledger, visit: Visit, canonical_id: str, headline_hash: str | None) -> AliasStep:
    """Whether an article that names another URL is stored, left to that URL, or has to wait for it."""
    canonical = ledger.get(canonical_id)
    if canonical is not None and canonical.settled == UrlState.STORED:
        return AliasStep.SKIP if canonical.headline_hash == headline_hash else _beside_stored(ledger, canonical)
    if not visit.accept_alias:
        if canonical is None or _is_open(ledger, canonical):
            return AliasStep.STORE_AS_OWN if _names_each_other(ledger, visit, canonical) else AliasStep.WAIT
        if canonical.reason in COVERED:
            return AliasStep.SKIP
    return AliasStep.SKIP if ledger.has_stored_alias(canonical_id, headline_hash, visit.id) else AliasStep.STORE


def _beside_stored(ledger: Ledger, canonical: UrlRow) -> AliasStep:
    """Another headline than that of the stored article: its headline may have been changed meanwhile, or the page's claim is wrong."""
    if canonical.run_id != ledger.run_id or canonical.state is UrlState.QUEUED:
        return AliasStep.WAIT
    return AliasStep.LATER if canonical.reason == Reason.KNOWN and canonical.http_status is None else AliasStep.STORE_AS_OWN


def as_own(article: Article) -> Article:
    """The article under its own URL, flagged: its canonical URL names another story."""
    flags = (*article.quality_flags, CANONICAL_CONFLICT)
    return replace(article, article_id=url_id(article.url), quality_flags=tuple(dict.fromkeys(flags)))


def is_covered(verdict: Verdict, *, same_headline: bool) -> bool:
    """Whether the verdict on a canonical URL makes its waiting alias superfluous."""
    if verdict.state is UrlState.STORED or (verdict.stage is Stage.STORE and verdict.reason == Reason.KNOWN):
        return same_headline
    return verdict.reason in COVERED


def _is_open(ledger: Ledger, canonical: UrlRow) -> bool:
    """Whether the canonical URL still has to be fetched, in the run that goes on."""
    if canonical.kind in SOURCE_KINDS or canonical.settled is not None:
        return False
    return canonical.run_id != ledger.run_id or canonical.state is UrlState.QUEUED


def _names_each_other(ledger: Ledger, visit: Visit, canonical: UrlRow | None) -> bool:
    """Whether the canonical URL waits, by one or more steps, for this very page."""
    row = canonical
    for _ in range(MAX_CHAIN):
        if row is None or row.hold != HOLD_CANONICAL or row.canonical_id is None:
            return False
        if row.canonical_id == visit.id:
            return True
        row = ledger.get(row.canonical_id)
    return True
