"""`verify`: every fault is found, and a sound store has none."""

from __future__ import annotations

import random
import shutil
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_rows import add, article, open_store, page

from pipelines.parquet import ARTICLE_SCHEMA, open_writer, sha256_of, write_part
from pipelines.state import transaction
from pipelines.verification import ADVICE, Check, verify

FLIPS = 200
DAY = "crawl_date=2026-11-22"
BLOCKS = [
    {"block_index": 0, "kept": True, "label": "body", "reason": "model", "link_density": 0.0, "char_start": 0, "char_end": 4},
    {"block_index": 1, "kept": False, "label": "share", "reason": "model", "link_density": 0.0, "text": "Teilen"},
    {"block_index": 2, "kept": True, "label": "body", "reason": "model", "link_density": 0.0, "char_start": 6, "char_end": 10},
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A store of four parts, none of which is damaged."""
    data_dir = tmp_path_factory.mktemp("sound")
    store, connection = open_store(data_dir)
    add(store, connection, [_article(number) for number in range(30)], [page(number) for number in range(30)])
    store.publish()
    earlier = {"fetched_at": "2026-11-21T12:00:00Z"}
    add(store, connection, [_article(number, **earlier) for number in range(30, 40)], [page(99, **earlier)])
    store.publish()
    connection.close()
    return data_dir


@pytest.fixture
def store(sound, tmp_path):
    """A copy of the store, to be damaged."""
    shutil.copytree(sound, tmp_path / "data")
    return tmp_path / "data", open_store(tmp_path / "data")[1]


def _article(number, **changes):
    return article(number, body="Ein \n\nText", blocks=BLOCKS, headline=f"Überschrift {number}", **changes)


def faults(data_dir, connection):
    return [(fault.check.value, fault.path) for fault in verify(data_dir, connection, lambda *_: None).faults]


def part(data_dir, dataset="articles"):
    (path,) = (data_dir / dataset / DAY).iterdir()
    return path


def rewrite(path, connection, rows):
    """Puts other rows into a part and enters it as if they had been written so."""
    write_part(path, rows, ARTICLE_SCHEMA, {})
    accept(path, connection, len(rows))


def accept(path, connection, rows):
    with transaction(connection):
        values = (sha256_of(path), path.stat().st_size, rows, path.name)
        connection.execute("UPDATE parts SET sha256 = ?, bytes = ?, rows = ? WHERE name = ? AND dataset = 'articles'", values)


def test_sound_store(store):
    """Nothing is wrong; rows, files and bytes are counted."""
    report = verify(*store, lambda *_: None)
    assert (report.parts, report.rows, report.faults) == (4, 71, ())
    assert report.bytes == sum(path.stat().st_size for path in store[0].rglob("*.parquet"))


def test_flipped_bytes(store):
    """200 of 200 single flipped bits, anywhere in four files at a time, are found, and their files are named."""
    data_dir, connection = store
    chance = random.Random(4)
    whole = {path: path.read_bytes() for path in sorted(data_dir.rglob("*.parquet"))}
    found = 0
    for _ in range(FLIPS // len(whole)):
        for path, bytes_ in whole.items():
            damaged = bytearray(bytes_)
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
        found += len({fault for fault in faults(data_dir, connection) if fault in {("sha256", str(path)) for path in whole}})
    assert found == FLIPS
    for path, bytes_ in whole.items():
        path.write_bytes(bytes_)
    assert faults(data_dir, connection) == []


def test_page_checksums_are_verified(store):
    """A page that was damaged before its file's hash was taken is found all the same."""
    data_dir, connection = store
    path = part(data_dir)
    damaged = bytearray(path.read_bytes())
    damaged[pq.ParquetFile(path).metadata.row_group(0).column(4).data_page_offset + 40] ^= 1
    path.write_bytes(damaged)
    accept(path, connection, 30)
    assert faults(data_dir, connection) == [("pages", str(path))]


def test_missing_and_stray_files(store):
    """A file that is gone, and one that the ledger does not know, are both named; hidden ones are nobody's business."""
    data_dir, connection = store
    path = part(data_dir)
    path.rename(path.with_name("part-other.parquet"))
    (path.parent / "_notes.txt").write_text("not read by readers")
    assert faults(data_dir, connection) == [("missing", str(path)), ("stray", str(path.with_name("part-other.parquet")))]


def test_part_of_a_batch_under_way_is_no_stray(store):
    """A part that a publication has renamed and not yet entered is finished by the next start."""
    data_dir, connection = store
    with transaction(connection):
        connection.execute("INSERT INTO batches (batch, writer, last_seq) VALUES (9, 'abc', 1)")
    shutil.copy(part(data_dir), part(data_dir).with_name("part-abc-000009-2026-11-22.parquet"))
    assert faults(data_dir, connection) == []


@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ([_article(1), _article(1)], Check.ROW_KEY),
        ([_article(1, fetched_at="2026-11-23T12:00:00Z")], Check.CRAWL_DATE),
        ([_article(31, fetched_at="2026-11-22T12:00:00Z")], Check.ROW_KEY),  # the key of another part
    ],
)
def test_rows_that_break_a_rule(store, rows, check):
    """A row key that comes twice, in one part or in two, and a row in the folder of another day."""
    data_dir, connection = store
    rewrite(part(data_dir), connection, rows)
    assert [name for name, _ in faults(data_dir, connection)] == [check]


@pytest.mark.parametrize(
    ("column", "value"),
    [("body", "Ein \n\nText."), ("blocks", [BLOCKS[0], BLOCKS[2]]), ("blocks", [{**BLOCKS[0], "char_start": None}, *BLOCKS[1:]])],
)
def test_blocks_that_do_not_give_the_body(store, column, value):
    """A body with more than its blocks, a block that is missing, and one without its place."""
    data_dir, connection = store
    path = part(data_dir)
    rows = pq.ParquetFile(path).read().to_pylist()
    rows[17][column] = value
    _write(path, rows)
    accept(path, connection, 30)
    assert faults(data_dir, connection) == [("blocks", str(path))]


def test_rows_out_of_order(store):
    """A file whose rows are not sorted by site and time."""
    data_dir, connection = store
    path = part(data_dir)
    rows = pq.ParquetFile(path).read().to_pylist()
    _write(path, [{**rows[0], "site": "z.example"}, *rows[1:]])
    accept(path, connection, 30)
    assert faults(data_dir, connection) == [("order", str(path))]


def test_rows_that_were_counted_otherwise(store):
    """A file with fewer rows than the manifest has."""
    data_dir, connection = store
    accept(part(data_dir), connection, 31)
    assert faults(data_dir, connection) == [("rows", str(part(data_dir)))]


def test_file_of_another_schema(store):
    """A file that lacks a required column."""
    data_dir, connection = store
    path = part(data_dir)
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["body"]), path)
    accept(path, connection, 30)
    assert faults(data_dir, connection) == [("schema", str(path))]


def test_damaged_ledger(store):
    """A ledger that SQLite finds broken is the first thing to say."""
    data_dir, connection = store
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    path = data_dir / "state" / "ledger.sqlite3"
    damaged = bytearray(path.read_bytes())
    for page_number in range(2, len(damaged) // 4096):
        damaged[page_number * 4096 : page_number * 4096 + 64] = b"\xff" * 64
    path.write_bytes(damaged)
    with sqlite3.connect(path) as reader:
        assert faults(data_dir, reader) == [("ledger", str(path))]


def test_every_fault_has_its_advice():
    """Whatever is found, the user is told what to do."""
    assert set(ADVICE) == set(Check)


def _write(path, rows):
    """A part with these rows, whatever they are."""
    with open_writer(path, ARTICLE_SCHEMA, {}) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=ARTICLE_SCHEMA))
