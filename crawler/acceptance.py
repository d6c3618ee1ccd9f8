"""Whether a fetched page becomes a row of the data set: the horizon, the canonical URL, and what is stored already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crawler.aliases import AliasStep, as_own, canonical_elsewhere, judge_alias
from crawler.finds import Source
from crawler.frontier import Limits, outside_horizon
from crawler.items import STORED, Concluded, UrlState, Verdict, Visit, failed, skipped
from crawler.ledger import Ledger
from crawler.ledger_rows import Checked
from pipelines.article import Article
from pipelines.article_row import RevisionCause, article_row, headline_hash
from pipelines.ready_row import ReadyRow
from pipelines.reasons import Reason, Stage
from pipelines.reservation import is_reserved, under_licence, withhold
from pipelines.store import Receipt, Store
from pipelines.urls import registered_domain, url_id
from pipelines.version import EXTRACTOR_VERSION

# Judged by their content: the next run need not fetch them again.
SETTLING = frozenset({Reason.NOT_ARTICLE, Reason.SOFT_404, Reason.TOO_SHORT, Reason.NO_STORY, Reason.NOT_HTML, Reason.EMPTY, Reason.ALIAS})


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose texts may be kept: comments or not, nothing at all of what is reserved, and the licences of the operator by site."""

    keep_comment_text: bool = False
    skip_reserved: bool = False
    licences: Mapping[str, str] = field(default_factory=dict)


class Acceptance:
    """Gives fetched pages their verdict and hands accepted articles to the store, inside the caller's transaction."""

    def __init__(self, store: Store, ledger: Ledger, spider: str, limits: Limits, rights: Rights | None = None) -> None:
        self._store = store
        self._ledger = ledger
        self._spider = spider
        self._limits = limits
        self._rights = rights or Rights()

    def judge(self, concluded: Concluded) -> tuple[Verdict | None, Checked]:
        """The verdict, and what the page taught about its URL. None: its canonical URL (`canonical_id`) has to be judged first."""
        outcome = concluded.outcome
        checked = Checked(concluded.kind, http_status=concluded.http_status, html_sha256=concluded.html_sha256)
        if isinstance(outcome, Verdict):
            settled = outcome.reason if outcome.state is UrlState.SKIPPED and outcome.reason in SETTLING else None
            return outcome, replace(checked, settled=settled)
        if self._store.is_forgotten(outcome.article_id, concluded.visit.site):  # another URL of it was forgotten
            return skipped(Stage.STORE, Reason.FORGOTTEN), Checked(concluded.kind)
        published = outcome.metadata.date_published.moment if outcome.metadata.date_published else None
        checked = replace(checked, published=published, headline_hash=headline_hash(outcome.metadata.headline))
        reason = outside_horizon(published, self._limits)
        if reason is not None and not self._is_wanted(concluded.visit):
            return skipped(Stage.METADATA, reason), checked
        return self._accept(concluded.visit, outcome, checked, concluded.ready)

    def _is_wanted(self, visit: Visit) -> bool:
        """Whether the horizon does not count: somebody named the URL, or its article is stored, and this may be a correction."""
        known = self._ledger.get(visit.id)
        return visit.source is Source.SEED or (known is not None and known.settled == UrlState.STORED)

    def _accept(self, visit: Visit, article: Article, checked: Checked, ready: ReadyRow | None) -> tuple[Verdict | None, Checked]:
        """Stores the article, unless its canonical URL has or will have the story."""
        canonical_url = canonical_elsewhere(article)
        if canonical_url is None:
            return self._store_article(article, checked, ready)
        checked = replace(checked, canonical_id=url_id(canonical_url))
        step = judge_alias(self._ledger, visit, url_id(canonical_url), checked.headline_hash)
        if step is AliasStep.SKIP:
            return skipped(Stage.ASSEMBLE, Reason.ALIAS), replace(checked, settled=Reason.ALIAS)
        if step is AliasStep.LATER:
            self._ledger.make_due(url_id(canonical_url))
            return skipped(Stage.ASSEMBLE, Reason.ALIAS), checked
        if step is AliasStep.WAIT:
            return None, checked
        return self._store_article(as_own(article) if step is AliasStep.STORE_AS_OWN else article, checked, ready)

    def _store_article(self, article: Article, checked: Checked, ready: ReadyRow | None) -> tuple[Verdict, Checked]:
        if license_url := self._rights.licences.get(registered_domain(article.url)):
            article = under_licence(article, license_url)
        elif is_reserved(article.metadata):
            if self._rights.skip_reserved:
                return skipped(Stage.METADATA, Reason.RESERVED), replace(checked, settled=Reason.RESERVED)
            article = withhold(article)
        checked = replace(checked, content_hash=article.content_hash)
        cause = self._store.revision_cause(article.article_id, article.content_hash, EXTRACTOR_VERSION)
        if cause is None:  # this very row is stored already, under another URL or before the ledger was new
            return skipped(Stage.STORE, Reason.KNOWN), replace(checked, settled=UrlState.STORED)
        receipt = self._add(article, ready, cause)
        if receipt is Receipt.QUARANTINED:
            return failed(Stage.STORE, Reason.BAD_ROW), checked
        if receipt is Receipt.TOO_MANY:  # its revisions of the day are spent: not settled, so that tomorrow's run looks again
            return skipped(Stage.STORE, Reason.BUDGET), checked
        verdict = STORED if receipt is Receipt.ACCEPTED else skipped(Stage.STORE, Reason.KNOWN)
        return verdict, replace(checked, settled=UrlState.STORED)

    def _add(self, article: Article, ready: ReadyRow | None, cause: RevisionCause) -> Receipt:
        if ready is None:
            return self._store.add_article(self._row(article, cause))
        row = ready.of_run(article, spider=self._spider, run_id=self._ledger.run_id, revision_cause=cause)
        return self._store.add_ready_article(row)

    def _row(self, article: Article, cause: RevisionCause) -> dict[str, object]:
        return article_row(
            article,
            spider=self._spider,
            run_id=self._ledger.run_id,
            revision_cause=cause,
            keep_comment_text=self._rights.keep_comment_text,
        )
