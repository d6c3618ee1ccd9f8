"""Writes down what a run finds and how each URL ends: one SQLite transaction for a group of pages, never half a page."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.acceptance import Acceptance
from crawler.aliases import is_covered
from crawler.finds import Source, UrlKind
from crawler.frontier import SOURCE_KINDS, Limits, Step, judge
from crawler.items import STORED, Candidate, Concluded, UrlState, Verdict, Visit, skipped
from crawler.ledger import HOLD_CANONICAL, HOLD_UNDATED, NO_HOLD, Checked, Ledger, UrlRow
from crawler.runs import add_found
from pipelines.article import Article
from pipelines.disk import disk_faults
from pipelines.ready_row import ReadyRow
from pipelines.reasons import Reason, Stage
from pipelines.sites import SiteProfile
from pipelines.store import Store

GROUP_PAGES = 50  # pages in one commit; a quarter of a second is the other bound (item_pipelines.py)
SETTLE_CHUNK = 1000


class Recorder:
    """The one writer of a run. `tally` counts verdicts as they are given; `touched` are the sites that got new work."""

    def __init__(self, store: Store, ledger: Ledger, acceptance: Acceptance, limits: Limits, profiles: Mapping[str, SiteProfile]) -> None:
        self.tally: Counter[str] = Counter()
        self.touched: set[str] = set()
        self._store = store
        self._ledger = ledger
        self._connection: sqlite3.Connection = ledger.connection
        self._acceptance = acceptance
        self._limits = limits
        self._profiles = profiles
        self._pending_pages = 0
        self._ledger_path = Path(self._connection.execute("PRAGMA database_list").fetchone()[2])

    def discover(self, candidates: Iterable[Candidate]) -> None:
        """Enters URLs into the run: queued, held back, or with a verdict at once. A URL counts as found once a run."""
        with self._whole():
            for candidate in candidates:
                self._discover(candidate)

    def conclude(self, concluded: Concluded) -> None:
        """Enters what a visit led to and gives its verdict; an article that waits for its canonical URL stays queued."""
        with self._whole():
            for candidate in concluded.candidates:
                self._discover(candidate)
            verdict, checked = self._acceptance.judge(concluded)
            if verdict is None:
                self._wait(concluded, checked)
            else:
                self._end(concluded.visit, verdict, checked, concluded.fetched_at)
            if verdict is STORED and isinstance(concluded.outcome, Article):
                self.tally.update({f"removed:{label}": number for label, number in _removed(concluded.outcome, concluded.ready).items()})
        self._pending_pages += 1
        if self._pending_pages >= GROUP_PAGES:
            self.commit()

    def settle_rest(self, sites: Iterable[str]) -> None:
        """Gives their verdict to the URLs that nothing will fetch any more: held back as undated, or beyond the budget."""
        for site in sites:
            for hold, reason in ((HOLD_UNDATED, Reason.UNDATED), (NO_HOLD, Reason.BUDGET), (HOLD_CANONICAL, Reason.ALIAS)):
                while rows := self._ledger.held(site, hold, SETTLE_CHUNK):
                    with self._whole():
                        for row in rows:
                            self._end(row, skipped(Stage.DISCOVER, reason), Checked(row.kind), None)
                    self.commit()

    def commit(self) -> None:
        """Makes everything recorded so far durable, then publishes if a batch is due."""
        if self._connection.in_transaction:
            with disk_faults(self._ledger_path):
                self._connection.execute("COMMIT")
        self._pending_pages = 0
        self._store.publish_if_due()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All that is written inside becomes part of the open transaction, or nothing of it."""
        tally = self.tally.copy()
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("SAVEPOINT page")
        try:
            with disk_faults(self._ledger_path):
                yield
                add_found(self._connection, self._ledger.run_id, self.tally["found"] - tally["found"])
        except BaseException:
            self.tally = tally
            if self._connection.in_transaction:  # a full disk makes SQLite roll back everything by itself
                self._connection.execute("ROLLBACK TO page")
                self._connection.execute("RELEASE page")
            raise
        self._connection.execute("RELEASE page")

    def _discover(self, candidate: Candidate) -> None:
        row = self._ledger.get(candidate.id)
        if row is not None and row.run_id == self._ledger.run_id:
            if row.state is UrlState.QUEUED and row.hold == HOLD_UNDATED:
                self._judge(candidate)
            return
        self.tally["found"] += 1
        candidate = _with_memory(candidate, row)
        if row is not None and row.settled is not None and candidate.kind not in SOURCE_KINDS:
            self._leave_out(candidate, Reason.KNOWN)
        else:
            self._judge(candidate)

    def _judge(self, candidate: Candidate) -> None:
        profile = self._profiles.get(candidate.site)
        step, reason = judge(candidate, self._limits, profile.exclude if profile else ())
        if step is Step.SKIP and reason is not None:
            self._leave_out(candidate, reason)
            return
        self._ledger.queue(candidate, hold=HOLD_UNDATED if step is Step.HOLD else "")
        self.touched.add(candidate.site)

    def _leave_out(self, candidate: Candidate, reason: Reason) -> None:
        verdict = skipped(Stage.DISCOVER, reason)
        self._ledger.leave_out(candidate, verdict)
        self._log(candidate, verdict, Checked(candidate.kind), None)
        self._resolve_aliases(candidate.id, verdict, None)

    def _wait(self, concluded: Concluded, checked: Checked) -> None:
        """Holds the page back and sees to its canonical URL."""
        visit, outcome = concluded.visit, concluded.outcome
        url = outcome.metadata.canonical_url if isinstance(outcome, Article) else None
        if url is None or checked.canonical_id is None:
            raise ValueError(f"{visit.url} waits for nothing")
        self._ledger.hold_for_canonical(visit.id, checked)
        self._discover(Candidate(checked.canonical_id, url, visit.site, UrlKind.ARTICLE, Source.CANONICAL, visit.depth, checked.published))

    def _end(self, url: Visit | UrlRow, verdict: Verdict, checked: Checked, fetched_at: datetime | None) -> None:
        self._ledger.conclude(url.id, verdict, checked)
        self._log(url, verdict, checked, fetched_at)
        self._resolve_aliases(url.id, verdict, checked.headline_hash)

    def _resolve_aliases(self, canonical_id: str, verdict: Verdict, headline: str | None) -> None:
        """Ends the pages that waited for this URL, or queues them again to be stored in its place."""
        for alias in self._ledger.waiting_for(canonical_id):
            if is_covered(verdict, same_headline=alias.headline_hash == headline):
                checked = Checked(alias.kind, Reason.ALIAS, alias.http_status, alias.html_sha256)
                self._end(alias, skipped(Stage.ASSEMBLE, Reason.ALIAS), checked, None)
            else:
                self._ledger.release_alias(alias.id)
                self.touched.add(alias.site)

    def _log(self, url: Candidate | Visit | UrlRow, verdict: Verdict, checked: Checked, fetched_at: datetime | None) -> None:
        """Adds the decision to the data set of pages."""
        self.tally[verdict.name] += 1
        self._store.add_page(
            {
                "url": url.url,
                "site": url.site,
                "verdict": verdict.state.value,
                "stage": verdict.stage.value,
                "reason": verdict.reason,
                "source": url.source.value,
                "depth": url.depth,
                "http_status": checked.http_status,
                "html_sha256": checked.html_sha256,
                "fetched_at": (fetched_at or datetime.now(UTC)).isoformat(timespec="microseconds"),
                "run_id": self._ledger.run_id,
            }
        )


def _removed(article: Article, ready: ReadyRow | None) -> Mapping[str, int]:
    """How many blocks of the article were removed, by label."""
    return ready.removed if ready else Counter(str(block.label) for block in article.removed)


def _with_memory(candidate: Candidate, row: UrlRow | None) -> Candidate:
    """The candidate with what an earlier run learned: that the URL is a listing, or when its page was published."""
    if row is None:
        return candidate
    kind = row.kind if row.kind in SOURCE_KINDS and candidate.kind not in SOURCE_KINDS else candidate.kind
    return replace(candidate, kind=kind, dated=candidate.dated or row.published)
