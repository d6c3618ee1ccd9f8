"""Writes down what a run finds and how each URL ends: one SQLite transaction for a group of pages, never half a page."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.acceptance import Acceptance
from crawler.aliases import is_covered
from crawler.checks import record_check
from crawler.finds import Source, UrlKind
from crawler.frontier import WANTED_SOURCES, Limits, Step, judge
from crawler.items import STORED, Candidate, Concluded, UrlState, Verdict, Visit, skipped
from crawler.ledger import HOLD_CANONICAL, HOLD_UNDATED, NO_HOLD, Ledger, hidden_url
from crawler.ledger_rows import Checked, UrlRow
from crawler.pattern_watch import PatternWatch
from crawler.recall import covers, needs_whole, reason_to_rest, with_memory
from crawler.runs import add_found
from pipelines.article import Article
from pipelines.disk import disk_faults
from pipelines.ready_row import ReadyRow
from pipelines.reasons import Reason, Stage
from pipelines.sites import SiteProfile
from pipelines.store import Store

GROUP_PAGES = 8  # pages in one commit, and so what a kill may cost beside those in flight; a quarter of a second is the other bound
SETTLE_CHUNK = 1000
LEFT_OPEN = frozenset(
    {Reason.BUDGET, Reason.TOO_MANY_SOURCES, Reason.ROBOTS, Reason.LEFT_ALONE}
)  # judged anew in the next run, even if nobody names the URL there

_READ = frozenset({Reason.SOURCE, Reason.LISTING})


class Recorder:
    """The one writer of a run. `tally` counts verdicts as they are given; `touched` are the sites that got new work."""

    def __init__(self, store: Store, ledger: Ledger, acceptance: Acceptance, limits: Limits, profiles: Mapping[str, SiteProfile]) -> None:
        self.tally: Counter[str] = Counter()
        self.touched: set[str] = set()
        self.watch = PatternWatch(limits.pages_in_vain, limits.hosts_per_site)
        self._store = store
        self._ledger = ledger
        self._connection: sqlite3.Connection = ledger.connection
        self._acceptance = acceptance
        self._limits = limits
        self._profiles = profiles
        self._found: Counter[str] = Counter()
        self._pending_pages = 0
        self._ledger_path = Path(self._connection.execute("PRAGMA database_list").fetchone()[2])

    def discover(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Enters URLs into the run: queued, held back, or with a verdict at once; gives those of them that nobody had named ever before.

        A URL counts as found once a run.
        """
        with self._whole():
            return [candidate for candidate in candidates if self._discover(candidate)]

    def conclude(self, concluded: Concluded, *, named_new: Sequence[Candidate] = ()) -> None:
        """Enters what a visit led to and gives its verdict; an article that waits for its canonical URL stays queued.

        `named_new`: of the URLs that the visit led to and that were entered before, those that were new.
        """
        with self._whole():
            new = self._enter(concluded, named_new)
            verdict, checked = self._acceptance.judge(concluded)
            if verdict is not None and verdict.reason in _READ and concluded.candidates and self._is_full(concluded.visit.site):
                verdict = skipped(Stage.PARSE, Reason.TOO_MANY_URLS)
            if verdict is None:
                self._wait(concluded, checked)
            else:
                record_check(self._ledger, concluded, verdict, checked, self._limits, named_new=bool(new))
                self._end(concluded.visit, verdict, checked, concluded.fetched_at)
            if verdict is STORED and isinstance(concluded.outcome, Article):
                self.tally.update({f"removed:{label}": number for label, number in _removed(concluded.outcome, concluded.ready).items()})
        self.watch.see(concluded, new)
        self._pending_pages += 1
        if self._pending_pages >= GROUP_PAGES:
            self.commit()

    def leave_queued(self, visits: Iterable[Visit], reason: Reason) -> None:
        """Gives queued URLs their verdict without a fetch."""
        with self._whole():
            for visit in visits:
                self._end(visit, skipped(Stage.DISCOVER, reason), Checked(visit.kind), None)

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
        """Makes everything recorded so far durable."""
        if self._connection.in_transaction:
            with disk_faults(self._ledger_path):
                self._connection.execute("COMMIT")
        self._pending_pages = 0

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

    def _enter(self, concluded: Concluded, named_new: Sequence[Candidate]) -> list[Candidate]:
        """Enters the URLs that a visit led to, the further pages of a list last; gives those that nobody had named ever before.

        A list that named nothing new is not followed to its further pages: those were read when what they name was new, unless the run
        that read it went less far back.
        """
        list_row = self._ledger.get(concluded.visit.id)
        was_read_nearer = list_row is not None and list_row.memory.last_check is not None and not covers(list_row, self._limits)
        known = [candidate for candidate in concluded.candidates if not candidate.is_further]
        new = [*named_new, *(candidate for candidate in known if self._discover(candidate))]
        for candidate in concluded.candidates:
            if not candidate.is_further:
                continue
            if new or self._limits.full or was_read_nearer:
                # who goes back in time goes through all pages; else they cost depth like every hop
                depth = candidate.depth if self._limits.dated_only else concluded.visit.depth
                self._discover(replace(candidate, depth=depth))
            else:
                self._pass_by(candidate)
        return new

    def _pass_by(self, candidate: Candidate) -> None:
        """Leaves out a further page of a list that has nothing new."""
        row = self._ledger.get(candidate.id)
        if row is None or row.run_id != self._ledger.run_id:
            self.tally["found"] += 1
            self._leave_out(candidate, Reason.NOT_DUE)

    def _discover(self, candidate: Candidate) -> bool:
        """Whether nobody had named the URL ever before."""
        row = self._ledger.get(candidate.id)
        if row is not None and row.run_id == self._ledger.run_id:
            self._name_again(candidate, row)
            return False
        if row is None and self._is_full(candidate.site) and candidate.source not in WANTED_SOURCES:
            return False
        self._found[candidate.site] += 1
        self.tally["found"] += 1
        if self._store.is_forgotten(candidate.id, candidate.site):
            self._leave_out(replace(candidate, url=hidden_url(candidate.id), request_url=None), Reason.FORGOTTEN)
            return False
        known = with_memory(candidate, row, self._limits)
        if reason := reason_to_rest(candidate, row, self._limits, datetime.now(UTC)):
            self._leave_out(known, reason)
        else:
            self._judge(known, row)
        return row is None

    def _is_full(self, site: str) -> bool:
        """Whether so many URLs of the site were found in this run that no further ones are entered: each takes room in the ledger."""
        return 0 < self._limits.urls_per_site <= self._found[site]

    def _name_again(self, candidate: Candidate, row: UrlRow) -> None:
        """A second source in one run: may lift the hold on an undated URL, or date its last change later."""
        if row.state is UrlState.QUEUED and row.hold == HOLD_UNDATED:
            self._judge(candidate, row)
        elif candidate.modified and (row.memory.named_modified is None or candidate.modified > row.memory.named_modified):
            self._ledger.note_modified(row.id, candidate.modified)

    def _judge(self, candidate: Candidate, row: UrlRow | None) -> None:
        step, reason = judge(candidate, self._limits, self._profiles.get(candidate.site))
        if step is not Step.SKIP and (beyond := self._beyond(candidate, row)):
            step, reason = Step.SKIP, beyond
        if step is Step.SKIP and reason is not None:
            self._leave_out(candidate, reason)
            return
        hold = HOLD_UNDATED if step is Step.HOLD else NO_HOLD
        self._ledger.queue(candidate, hold=hold, whole=needs_whole(candidate, row, self._limits))
        self.touched.add(candidate.site)

    def _beyond(self, candidate: Candidate, row: UrlRow | None) -> Reason | None:
        """Why a URL is left out for what the run has seen of its site; never what was taken in before, or was asked for."""
        was_checked = row is not None and row.memory.last_check is not None
        if was_checked or candidate.source in WANTED_SOURCES:
            return None
        if self.watch.is_spent(candidate):
            return Reason.NO_NEW_TEXT
        return None if self.watch.has_room(candidate) else Reason.TOO_MANY_HOSTS

    def _leave_out(self, candidate: Candidate, reason: Reason) -> None:
        verdict = skipped(Stage.DISCOVER, reason)
        if reason is Reason.URL_TOO_LONG:
            candidate = replace(candidate, url=candidate.url[: self._limits.traps.url_chars])
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
        depth = visit.depth + (visit.source is Source.CANONICAL)  # a chain of pages that each name another ends at the depth limit
        self._discover(Candidate(checked.canonical_id, url, visit.site, UrlKind.ARTICLE, Source.CANONICAL, depth, checked.published))

    def _end(self, url: Visit | UrlRow, verdict: Verdict, checked: Checked, fetched_at: datetime | None) -> None:
        self._ledger.conclude(url.id, verdict, checked)
        if verdict.reason in LEFT_OPEN:
            self._ledger.make_due(url.id)
        if verdict.reason == Reason.FORGOTTEN:
            self._ledger.hide(url.id)
            self._store.forget_alias(url.id)
            url = replace(url, url=hidden_url(url.id))
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
