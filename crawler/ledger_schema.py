"""The tables of the ledger, as versioned migrations: the last entry is the newest schema, older ones are never edited."""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE runs(
        id TEXT PRIMARY KEY,
        spider TEXT NOT NULL,
        arguments TEXT NOT NULL,
        started INTEGER NOT NULL,
        ended INTEGER,
        outcome TEXT,
        found INTEGER NOT NULL DEFAULT 0,
        counts TEXT
    ) WITHOUT ROWID;
    CREATE INDEX runs_started ON runs(started);
    CREATE TABLE urls(
        id TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        site TEXT NOT NULL,
        kind TEXT NOT NULL,
        source TEXT NOT NULL,
        depth INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        published INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL,
        hold TEXT NOT NULL DEFAULT '',
        stage TEXT,
        reason TEXT,
        settled TEXT,
        run_id TEXT NOT NULL,
        first_seen INTEGER NOT NULL,
        last_check INTEGER,
        http_status INTEGER,
        html_sha256 TEXT,
        canonical_id TEXT,
        headline_hash TEXT,
        accept_alias INTEGER NOT NULL DEFAULT 0,
        request_url TEXT
    ) WITHOUT ROWID;
    CREATE INDEX urls_queue ON urls(site, hold, priority DESC, published DESC, id) WHERE state = 'queued';
    CREATE INDEX urls_canonical ON urls(canonical_id) WHERE canonical_id IS NOT NULL;
    CREATE INDEX urls_run ON urls(run_id, state, reason);
    """,
    # Checks of a URL over all runs. `next_check` 0: none by itself; `read_since`: how far back the run went that read this source.
    """
    ALTER TABLE urls ADD COLUMN etag TEXT;
    ALTER TABLE urls ADD COLUMN last_modified TEXT;
    ALTER TABLE urls ADD COLUMN content_hash TEXT;
    ALTER TABLE urls ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN false_hints INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN last_change INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN next_check INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN named_modified INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN read_since INTEGER;
    ALTER TABLE urls ADD COLUMN read_undated INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE urls ADD COLUMN claims TEXT;
    CREATE INDEX urls_due ON urls(site, next_check) WHERE next_check > 0;
    UPDATE urls SET next_check = last_check
        WHERE settled = 'stored' AND last_check IS NOT NULL
        AND max(published, first_seen) > CAST(strftime('%s', 'now') AS INTEGER) - 10 * 86400;
    """,
)
