"""Watching: what each run did on each site, whether that is usual there, and who is told.

Read `numbers` (what is kept of a run), `samples` and `monitors` (pure judgement over these numbers), `alarms` (new, repeated, ended),
`memory` (the ledger's tables), `after_run` (all of it, once a run has ended), `deliver` (file, command, webhook).
"""
