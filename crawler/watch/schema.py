"""The ledger's tables of component "watch", as versioned migrations: older entries are never edited."""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE watch_runs(                -- how each run ended
        number INTEGER PRIMARY KEY,         -- in the order of their ends
        run_id TEXT NOT NULL UNIQUE,
        exit_code INTEGER NOT NULL,
        message TEXT NOT NULL,              -- the line on standard error, empty where the run is done
        seconds REAL NOT NULL,
        pages INTEGER NOT NULL,             -- responses, robots.txt, sitemaps and feeds among them
        bytes INTEGER NOT NULL              -- received
    );
    CREATE TABLE watch_sites(               -- one site in one run
        site TEXT NOT NULL,
        number INTEGER NOT NULL,            -- of the run, in watch_runs
        ended INTEGER NOT NULL,
        is_regular INTEGER NOT NULL,        -- without since=, until= and the like: comparable with the other runs
        is_complete INTEGER NOT NULL,       -- nothing was left queued
        has_failed INTEGER,                 -- NULL: nothing was due
        stored INTEGER NOT NULL,
        came INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        empty INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        chars TEXT NOT NULL,                -- characters of the articles' blocks by label, as JSON
        flags TEXT NOT NULL DEFAULT '',     -- kinds of alarm that the run raised, between spaces: not part of what is usual
        PRIMARY KEY (site, number)
    ) WITHOUT ROWID;
    CREATE TABLE watch_feeds(               -- feeds and news sitemaps with dated entries
        id TEXT PRIMARY KEY,
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        newest INTEGER NOT NULL             -- of its entries, when it was read last
    ) WITHOUT ROWID;
    CREATE TABLE watch_feed_days(           -- the greatest age of the newest entry on each day
        id TEXT NOT NULL,
        day TEXT NOT NULL,
        reads INTEGER NOT NULL,
        max_age_s INTEGER NOT NULL,
        PRIMARY KEY (id, day)
    ) WITHOUT ROWID;
    CREATE TABLE watch_alarms(              -- what each run raised or ended
        run_id TEXT NOT NULL,
        subject TEXT NOT NULL,              -- a site, or the arguments of the run
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        message TEXT NOT NULL,
        value REAL,
        usual REAL,
        since INTEGER NOT NULL,
        repeats INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (run_id, subject, kind)
    ) WITHOUT ROWID;
    CREATE INDEX watch_alarms_at ON watch_alarms(at);
    CREATE TABLE watch_open(                -- alarms that no run has ended yet
        subject TEXT NOT NULL,
        kind TEXT NOT NULL,
        message TEXT NOT NULL,
        since INTEGER NOT NULL,
        repeats INTEGER NOT NULL,
        PRIMARY KEY (subject, kind)
    ) WITHOUT ROWID;
    """,
)
