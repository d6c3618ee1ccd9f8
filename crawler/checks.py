"""Writes into the ledger what a visit means for the next ones: the check, what will tell a later version, and when to come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crawler.frontier import SOURCE_KINDS, Limits
from crawler.items import Concluded, UrlState, Validators, Verdict
from crawler.ledger import Ledger
from crawler.ledger_rows import Checked
from crawler.recheck import Finding, after_check, finding_of
from crawler.url_shape import is_paged
from pipelines.reasons import Reason


def record_check(ledger: Ledger, concluded: Concluded, verdict: Verdict, checked: Checked, limits: Limits, *, named_new: bool) -> None:
    """Enters one check, before its verdict; nothing where nothing was fetched. `named_new`: it led to URLs that nobody had named."""
    visit = concluded.visit
    row, finding = ledger.get(visit.id), finding_of(verdict, checked.kind, named_new=named_new)
    if row is None or finding is None:
        return
    is_source = checked.kind in SOURCE_KINDS and verdict.state is not UrlState.STORED
    is_stored = UrlState.STORED in (checked.settled, row.settled)
    born = (checked.published or row.published or row.first_seen) if is_stored else None
    memory = after_check(row.memory, finding, concluded.fetched_at or datetime.now(UTC), born=born, is_source=is_source)
    if is_source and is_paged(visit.url):  # its list leads there when it has something new
        memory = replace(memory, next_check=None)
    ledger.remember_check(visit.id, memory)
    if finding in (Finding.CHANGED, Finding.UNCHANGED) and verdict.reason != Reason.UNCHANGED:
        is_taken_in = is_source or checked.settled == UrlState.STORED
        ledger.remember_version(visit.id, concluded.validators if is_taken_in else Validators(), limits)
