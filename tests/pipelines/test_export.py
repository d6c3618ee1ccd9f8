"""`export`: what analysts of other programs get, whole files only."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_rows import add, article, open_store

from pipelines import export_formats
from pipelines.compaction import compact, plan_compactions
from pipelines.errors import StoreError
from pipelines.export import Selection, export_schema, select_rows
from pipelines.export_formats import Format, whole_file, write_tables

BLOCK = {"block_index": 0, "kept": False, "label": "share", "reason": "model", "link_density": 0.5, "text": "Teilen"}


@pytest.fixture
def store(tmp_path):
    """Two articles of one day, one of them again the next day, and one of another site."""
    store, connection = open_store(tmp_path)
    first = [
        article(1, headline='=HYPERLINK("http://x")', authors=["Ada", "Bo"], blocks=[BLOCK], date_published="2026-11-19T10:00:00+01:00"),
        article(2, site="b.example", headline="Zwei\nZeilen", body="", is_accessible_for_free=False),
    ]
    add(store, connection, first)
    store.publish()
    add(store, connection, [article(1, content_hash="new", fetched_at="2026-11-23T12:00:00Z", headline="Neu")])
    store.publish()
    return tmp_path, connection


def exported(store, format_=Format.JSONL, **selection):
    wanted = Selection(**selection)
    file = io.BytesIO()
    write_tables(select_rows(*store, wanted, lambda *_: None), export_schema(wanted), file, format_)
    return file.getvalue()


def rows(store, **selection):
    return [json.loads(line) for line in exported(store, **selection).splitlines()]


def headlines(store, **selection):
    return [row["headline"] for row in rows(store, **selection)]


def test_json_lines(store):
    """One object a row, dates in ISO 8601, lists as lists, and blocks only where asked for."""
    first = rows(store)[0]
    assert (first["site"], first["authors"], first["crawl_date"]) == ("a.example", ["Ada", "Bo"], "2026-11-22")
    assert (first["date_published"], first["fetched_at"]) == ("2026-11-19T09:00:00+00:00", "2026-11-22T12:00:00+00:00")
    assert "blocks" not in first
    assert rows(store, has_blocks=True)[0]["blocks"][0]["text"] == "Teilen"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, ['=HYPERLINK("http://x")', "Zwei\nZeilen", "Neu"]),
        ({"is_latest": True}, ["Zwei\nZeilen", "Neu"]),
        ({"since": dt.date(2026, 11, 23)}, ["Neu"]),
        ({"until": dt.date(2026, 11, 22), "is_latest": True}, ['=HYPERLINK("http://x")', "Zwei\nZeilen"]),
        ({"site": "a.example"}, ['=HYPERLINK("http://x")', "Neu"]),
        ({"site": "a.example", "is_latest": True}, ["Neu"]),
        ({"site": "none.example"}, []),
        ({"since": dt.date(2027, 1, 1), "is_latest": True}, []),
    ],
)
def test_selection(store, selection, expected):
    """By day, by site, and the latest revision among those chosen."""
    assert headlines(store, **selection) == expected


def test_latest_of_one_moment_is_that_of_the_later_extractor(store):
    """Among rows of one fetch the greater extractor version wins, whatever the order of the files."""
    data_dir, connection = store
    opened, _ = open_store(data_dir)
    late = {"fetched_at": "2026-11-24T00:00:00Z"}
    add(opened, opened._connection, [article(1, extractor_version="3", headline="Drei", **late)])
    opened.publish()
    add(opened, opened._connection, [article(1, extractor_version="2", headline="Zwei", **late)])
    opened.publish()
    assert headlines((data_dir, connection), is_latest=True, site="a.example") == ["Drei"]


@pytest.mark.parametrize(
    "begin",
    ["=", "+", "-", "@", "\t", "\r", " =", "\u00a0\u200b=", '"=', "'=", " '\"@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\n=", "„+"],
)
def test_csv_cells_are_no_formulas(begin):
    """What a spreadsheet would execute, or might once it has stripped its begin, gets an apostrophe before it."""
    assert export_formats._cell(f"{begin}1") == f"'{begin}1"


@pytest.mark.parametrize("text", ["a=1", "Zwei", "(-1)", "1+1", "", "#1", "„Zitat“ = x", "\u2014 ein Strich"])
def test_csv_cells_that_are_none_stay(text):
    """Text that no spreadsheet takes for a formula stays as it is."""
    assert export_formats._cell(text) == text


@given(st.text(st.sampled_from("=+-@'\"\t\r\n a\uff1d")))
def test_csv_guard_is_reversible(text):
    """Who drops one apostrophe from each cell that begins with one has the text as it was."""
    assert export_formats._cell(text).removeprefix("'") == text


def test_csv(store):
    """A header, a line for each row; line breaks, lists, nulls and booleans come back as they went in."""
    first, second, _ = csv.DictReader(io.StringIO(exported(store, Format.CSV).decode(), newline=""))
    assert (first["headline"], first["authors"], first["description"]) == ('\'=HYPERLINK("http://x")', '["Ada", "Bo"]', "")
    assert (second["headline"], second["is_accessible_for_free"], second["word_count"]) == ("Zwei\nZeilen", "false", "0")
    assert list(first) == export_schema(Selection()).names


def test_one_flat_parquet_file(store, tmp_path):
    """Plain strings in the place of dictionaries, no nested column, full row groups."""
    path = tmp_path / "out.parquet"
    path.write_bytes(exported(store, Format.PARQUET))
    table = pq.read_table(path)
    assert table.schema.equals(export_schema(Selection()))
    assert (table["headline"].to_pylist(), pq.ParquetFile(path).metadata.num_row_groups) == (headlines(store), 1)
    assert not [field for field in table.schema if "dictionary" in str(field.type) or "struct" in str(field.type)]


def test_file_appears_whole_or_not_at_all(tmp_path):
    """A failure leaves the earlier file, and nothing else."""
    path = tmp_path / "out.csv"
    path.write_text("earlier")
    with pytest.raises(TypeError), whole_file(path) as file:
        write_tables(_half_a_table(), export_schema(Selection()), file, Format.JSONL)
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("out.csv", "earlier")]
    with whole_file(path) as file:
        file.write(b"new")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("out.csv", "new")]


def _half_a_table():
    yield export_schema(Selection()).empty_table()
    raise TypeError


def test_export_that_began_before_a_compaction(store):
    """It reads on in the folder that was exchanged, and gives every row once."""
    data_dir, connection = store
    opened, writing = open_store(data_dir)
    add(opened, writing, [article(3, headline="Drei")])
    opened.publish()
    tables = select_rows(data_dir, connection, Selection(), lambda *_: None)
    found = next(tables)["headline"].to_pylist()
    assert len(list(compact(data_dir, writing, plan_compactions(writing, today=dt.date(2026, 11, 24))))) == 1
    found += [headline for table in tables for headline in table["headline"].to_pylist()]
    assert found == ['=HYPERLINK("http://x")', "Zwei\nZeilen", "Drei", "Neu"]


def test_damaged_file(store):
    """A damaged page ends the export with the file's name."""
    path = next((store[0] / "articles" / "crawl_date=2026-11-22").iterdir())
    damaged = bytearray(path.read_bytes())
    damaged[100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=f"{path.name} is damaged"):
        exported(store)
