"""The ledger file: versions, transactions, and the lock."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import StoreError, StoreLockedError
from pipelines.state import lock_store, migrate, open_state, schema_version, transaction

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from pipelines.state import lock_store
with lock_store(Path(sys.argv[1]), 0):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(data_dir):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_ledger_is_durable(tmp_path):
    """A commit is flushed to the disk: write-ahead log, synchronous FULL (2)."""
    connection = open_state(tmp_path / "state" / "ledger.sqlite3")
    assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]


def test_file_that_is_no_ledger(tmp_path):
    """A file that is no database is a StoreError with its path and the free bytes."""
    path = tmp_path / "ledger.sqlite3"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match=r"ledger\.sqlite3: file is not a database \(\d+ bytes free\)"):
        open_state(path)


def test_folder_that_cannot_be_made(tmp_path):
    """A state folder below a file is a StoreError, not an OSError."""
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(StoreError, match="state"):
        open_state(tmp_path / "state" / "ledger.sqlite3")


def test_migrations_run_once_and_in_order(tmp_path):
    """Each component has its own version, and a second opening runs only what is new."""
    connection = open_state(tmp_path / "ledger.sqlite3")
    first = "CREATE TABLE a (x);\n-- a comment; with a semicolon\nINSERT INTO a VALUES ('one;');"
    migrate(connection, "store", [first])
    migrate(connection, "store", [first, "INSERT INTO a VALUES ('two');"])
    assert connection.execute("SELECT x FROM a").fetchall() == [("one;",), ("two",)]
    assert (schema_version(connection, "store"), schema_version(connection, "crawler")) == (2, 0)


def test_broken_migration_leaves_nothing(tmp_path):
    """A migration that fails in its second statement leaves neither its first nor a version."""
    connection = open_state(tmp_path / "ledger.sqlite3")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, "store", ["CREATE TABLE a (x);\nCREATE TABLE a (x);"])
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'a'").fetchone() == (0,)
    assert schema_version(connection, "store") == 0


def test_newer_ledger_is_refused(tmp_path):
    """Tables of a newer program are not touched."""
    connection = open_state(tmp_path / "ledger.sqlite3")
    migrate(connection, "store", ["CREATE TABLE a (x);", "CREATE TABLE b (x);"])
    with pytest.raises(StoreError, match="store tables have version 2, this program knows 1"):
        migrate(connection, "store", ["CREATE TABLE a (x);"])


def test_transaction_rolls_back(tmp_path):
    """What raises inside a transaction leaves no row, and the connection free for the next."""
    connection = open_state(tmp_path / "ledger.sqlite3")
    connection.execute("CREATE TABLE a (x)")
    with pytest.raises(sqlite3.OperationalError), transaction(connection):
        connection.executemany("INSERT INTO a VALUES (CASE ? WHEN 1 THEN 1 ELSE abs(-9223372036854775808) END)", [(1,), (2,)])
    with transaction(connection):
        connection.execute("INSERT INTO a VALUES (2)")
    assert connection.execute("SELECT x FROM a").fetchall() == [(2,)]


def test_full_ledger(tmp_path):
    """A ledger that cannot grow is a StoreError with its path, and keeps what was committed before."""
    connection = open_state(tmp_path / "ledger.sqlite3")
    connection.execute("CREATE TABLE a (x)")
    connection.execute("PRAGMA max_page_count = 10")
    with pytest.raises(StoreError, match=r"ledger\.sqlite3: database or disk is full"), transaction(connection):
        connection.execute("INSERT INTO a VALUES (zeroblob(100000))")
    with transaction(connection):
        connection.execute("INSERT INTO a VALUES (2)")
    assert connection.execute("SELECT x FROM a").fetchall() == [(2,)]


def test_second_writer_is_told_who_holds_the_store(tmp_path):
    """A second process gets a StoreLockedError with the first one's process id."""
    holder = hold(tmp_path)
    with pytest.raises(StoreLockedError, match=rf"process {holder.pid}$"), lock_store(tmp_path, 0):
        pass
    holder.communicate("")
    assert holder.returncode == 0


def test_lock_is_free_after_a_kill(tmp_path):
    """A killed holder leaves no lock behind, and a waiting writer gets it."""
    holder = hold(tmp_path)
    holder.kill()
    with lock_store(tmp_path, 60):
        assert holder.wait() == -9
    with lock_store(tmp_path, 0):
        pass
