"""What the crawl's part of the ledger knows of a URL, and how it is removed for good."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from crawler.ledger import HOLD_CANONICAL, hidden_url
from pipelines.forget_plan import ForgetPlan
from pipelines.reasons import Reason
from pipelines.urls import registered_domain, url_id


def related_ids(connection: sqlite3.Connection, url_id: str) -> frozenset[str]:
    """The ids of the same page under other URLs: the article that the URL is an alias of, and the aliases of that."""
    query = "SELECT canonical_id FROM urls WHERE id = ? AND canonical_id IS NOT NULL AND (settled = ? OR hold = ?)"
    canonical = {row[0] for row in connection.execute(query, (url_id, Reason.ALIAS, HOLD_CANONICAL))}
    aliases = "SELECT id FROM urls WHERE canonical_id = ? AND (settled = ? OR hold = ?)"
    found = {row[0] for known in (url_id, *canonical) for row in connection.execute(aliases, (known, Reason.ALIAS, HOLD_CANONICAL))}
    return frozenset(canonical | found)


def forget_urls(connection: sqlite3.Connection, plan: ForgetPlan) -> None:
    """Removes the plan's URLs, inside the caller's transaction: from the URLs known and from the arguments of runs."""
    connection.executemany("DELETE FROM urls WHERE id = ?", [(name,) for name in plan.buried])
    if plan.site is not None:
        connection.execute("DELETE FROM urls WHERE site = ?", (plan.site,))
    for run_id, arguments in connection.execute("SELECT id, arguments FROM runs WHERE arguments LIKE '%\"url\"%'").fetchall():
        values = json.loads(arguments)
        if _is_forgotten(values.get("url", ""), plan.buried, plan.site):
            values["url"] = hidden_url(url_id(values["url"]))
            connection.execute("UPDATE runs SET arguments = ? WHERE id = ?", (json.dumps(values, sort_keys=True), run_id))


def _is_forgotten(url: str, ids: Collection[str], site: str | None) -> bool:
    try:
        return url_id(url) in ids or registered_domain(url) == site
    except ValueError:  # hidden already
        return False
