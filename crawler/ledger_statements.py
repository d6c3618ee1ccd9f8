"""The SQL of the ledger: every statement that reads or writes a row of `urls`."""

from __future__ import annotations

ROW = (
    "id, url, site, kind, source, depth, published, state, hold, reason, settled, run_id, http_status, html_sha256, canonical_id,"
    " headline_hash, first_seen, read_since, read_undated"
)
MEMORY = "checks, changes, failures, false_hints, last_check, last_change, next_check, named_modified"
_VISIT = "id, url, site, kind, source, depth, published, accept_alias, request_url"
# What was taken in earlier: an article that is stored, or a source that was read. A page that stands for another is fetched whole.
_VALIDATORS = (
    "accept_alias = 0 AND (settled = 'stored' OR kind IN ('robots', 'sitemap', 'feed', 'front', 'section', 'listing')),"
    " etag, last_modified, html_sha256"
)

GET = f"SELECT {ROW}, {MEMORY} FROM urls WHERE id = ?"  # noqa: S608  # column names of this file, here and below
HELD = f"SELECT {ROW}, {MEMORY} FROM urls WHERE site = ? AND hold = ? AND state = 'queued' LIMIT ?"  # noqa: S608
WAITING = f"SELECT {ROW}, {MEMORY} FROM urls WHERE canonical_id = ? AND hold = ?"  # noqa: S608
QUEUED = (
    f"SELECT {_VISIT}, claims, {_VALIDATORS} FROM urls WHERE site = ? AND hold = '' AND state = 'queued'"  # noqa: S608
    " ORDER BY priority DESC, published DESC, id LIMIT ?"
)
# "next_check > 0" stands there word by word: only so does SQLite see that its index holds all such rows.
# The sources that nobody may name today, because what named them has not changed; pages come back on request of other listings.
DUE_SOURCES = (
    f"SELECT {ROW}, {MEMORY} FROM urls WHERE site = ? AND next_check > 0 AND next_check <= ? AND run_id != ? AND state != 'queued'"  # noqa: S608
    " AND kind IN ('sitemap', 'feed', 'section') ORDER BY next_check LIMIT ?"
)
# Stored articles in their first days; besides, what failed or was left for lack of budget, and lies within the horizon.
DUE_PAGES = (
    f"SELECT {ROW}, {MEMORY} FROM urls WHERE site = ? AND next_check > 0 AND next_check <= ? AND run_id != ? AND state != 'queued'"  # noqa: S608
    " AND kind IN ('article', 'unknown') AND failures <= ? AND (settled = 'stored' OR published = 0 OR published >= ?)"
    " ORDER BY published DESC LIMIT ?"
)

QUEUE = """
INSERT INTO urls(
    id, url, site, kind, source, depth, priority, published, state, hold, run_id, first_seen, request_url, named_modified, claims)
VALUES (
    :id, :url, :site, :kind, :source, :depth, :priority, :published, 'queued', :hold, :run_id, :now, :request_url, :modified, :claims)
ON CONFLICT(id) DO UPDATE SET
    url = :url, kind = :kind, source = :source, depth = :depth, priority = :priority,
    published = CASE WHEN :published > 0 THEN :published ELSE published END,
    state = 'queued', hold = :hold, stage = NULL, reason = NULL, run_id = :run_id, http_status = NULL,
    canonical_id = CASE WHEN settled IS NULL THEN NULL ELSE canonical_id END,
    headline_hash = CASE WHEN settled IS NULL THEN NULL ELSE headline_hash END,
    etag = CASE WHEN :whole THEN NULL ELSE etag END,
    last_modified = CASE WHEN :whole THEN NULL ELSE last_modified END,
    html_sha256 = CASE WHEN :whole THEN NULL ELSE html_sha256 END,
    accept_alias = 0, request_url = :request_url, named_modified = max(named_modified, :modified), claims = coalesce(:claims, claims)
"""
LEAVE_OUT = """
INSERT INTO urls(
    id, url, site, kind, source, depth, priority, published, state, stage, reason, run_id, first_seen, request_url, named_modified)
VALUES (
    :id, :url, :site, :kind, :source, :depth, :priority, :published, 'skipped', :stage, :reason, :run_id, :now, :request_url, :modified)
ON CONFLICT(id) DO UPDATE SET state = 'skipped', hold = '', stage = :stage, reason = :reason, run_id = :run_id, http_status = NULL,
    named_modified = max(named_modified, :modified)
"""
# An article once stored stays so, whatever its page turned into.
CONCLUDE = """
UPDATE urls SET state = :state, hold = '', stage = :stage, reason = :reason, kind = :kind, http_status = :http_status,
    settled = CASE WHEN settled = 'stored' THEN settled ELSE coalesce(:settled, settled) END,
    canonical_id = coalesce(:canonical_id, canonical_id), headline_hash = coalesce(:headline_hash, headline_hash),
    content_hash = coalesce(:content_hash, content_hash), published = CASE WHEN :published > 0 THEN :published ELSE published END
WHERE id = :id
"""
CHECKED = """
UPDATE urls SET checks = :checks, changes = :changes, failures = :failures, false_hints = :false_hints, last_check = :last_check,
    last_change = :last_change, next_check = :next_check
WHERE id = :id
"""
TAKEN_IN = """
UPDATE urls SET etag = :etag, last_modified = :last_modified, html_sha256 = :html_sha256,
    read_since = :read_since, read_undated = :read_undated
WHERE id = :id
"""
