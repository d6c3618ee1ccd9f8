"""The data set's schema, and one part file."""

import hashlib
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.article import Article, DatePrecision, LanguageSource, Metadata, PageDate
from pipelines.block import BlockKind, BlockLabel, LabelledBlock
from pipelines.parquet import ARTICLE_SCHEMA, PAGE_SCHEMA, RejectedRow, RevisionCause, article_row, write_part
from pipelines.text import clean_text
from pipelines.version import EXTRACTOR_VERSION

WORD = "dictionary<values=string, indices=int32, ordered=0>"
MOMENT = "timestamp[us, tz=UTC]"
TEXTS = "list<element: string not null>"
ARTICLE_COLUMNS = [
    ("article_id", "string", False),
    ("content_hash", "string", False),
    ("extractor_version", WORD, False),
    ("revision_cause", WORD, False),
    ("url", "string", False),
    ("request_url", "string", True),
    ("canonical_url", "string", True),
    ("site", WORD, False),
    ("publisher", WORD, True),
    ("section", WORD, True),
    ("headline", "string", True),
    ("description", "string", True),
    ("image_url", "string", True),
    ("authors", TEXTS, False),
    ("keywords", TEXTS, False),
    ("date_published", MOMENT, True),
    ("date_modified", MOMENT, True),
    ("date_published_raw", "string", True),
    ("date_published_precision", WORD, True),
    ("date_published_day", "date32[day]", True),
    ("in_language", WORD, True),
    ("language_source", WORD, True),
    ("is_accessible_for_free", "bool", True),
    ("body", "string", False),
    ("word_count", "int32", False),
    ("blocks", None, False),
    ("extraction_status", WORD, False),
    ("extraction_confidence", "float", True),
    ("quality_flags", TEXTS, False),
    ("robots_directives", TEXTS, True),
    ("tdm_reserved", "bool", True),
    ("license_url", "string", True),
    ("copyright_holder", "string", True),
    ("fetched_at", MOMENT, False),
    ("http_status", "int16", True),
    ("html_sha256", "string", True),
    ("warc_file", "string", True),
    ("warc_offset", "int64", True),
    ("spider", WORD, False),
    ("run_id", "string", False),
    ("duplicate_of", "string", True),
    ("duplicate_score", "float", True),
]
BLOCK_COLUMNS = [
    ("block_index", "int32", False),
    ("kept", "bool", False),
    ("label", WORD, False),
    ("kind", WORD, True),
    ("confidence", "float", True),
    ("reason", "string", False),
    ("tag", "string", True),
    ("xpath", "string", True),
    ("char_start", "int32", True),
    ("char_end", "int32", True),
    ("text", "string", True),
    ("link_density", "float", False),
]
PAGE_COLUMNS = [
    ("url", "string", False),
    ("site", WORD, False),
    ("verdict", WORD, False),
    ("stage", WORD, True),
    ("reason", WORD, True),
    ("source", WORD, True),
    ("depth", "int32", True),
    ("http_status", "int16", True),
    ("html_sha256", "string", True),
    ("fetched_at", MOMENT, False),
    ("run_id", "string", False),
]

FETCHED_AT = datetime(2026, 11, 22, 8, 15, 30, 123456, tzinfo=UTC)
ARTICLE = Article(
    url="https://www.example.org/lage?id=1",
    request_url="http://example.org/lage?id=1",
    article_id="0123456789abcdef0123456789abcdef",
    metadata=Metadata(
        headline="Die Lage 😀",
        authors=("Ada Bäcker", "Bo Čapek"),
        publisher="Zukunftsfeld",
        date_published=PageDate(
            datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
            DatePrecision.INSTANT,
            date(2026, 11, 22),
            "22.11.2026 0:30",
            "2026-11-22T00:30:00+01:00",
        ),
        language="de",
        language_source=LanguageSource.DECLARED,
        is_accessible_for_free=True,
    ),
    body="Erster Absatz 😀.\n\nZweiter Absatz.",
    blocks=(
        LabelledBlock(0, BlockLabel.HEADLINE, "Die Lage 😀", "main_content", 0.5, tag="h1", xpath="/html/body/h1"),
        LabelledBlock(1, BlockLabel.BODY, "Erster Absatz 😀.", "model", 0.75, BlockKind.PARAGRAPH, "p", "/html/body/p[1]", 0, 16),
        LabelledBlock(2, BlockLabel.NEWSLETTER, "Jetzt abonnieren", "phrase:newsletter.signup", tag="div", link_density=0.25),
        LabelledBlock(3, BlockLabel.BODY, "Zweiter Absatz.", "model", 0.75, BlockKind.PARAGRAPH, "p", "/html/body/p[2]", 18, 33),
    ),
    fetched_at=FETCHED_AT,
    http_status=200,
    html_sha256="c" * 64,
)


def row(**changes):
    return {**article_row(ARTICLE, spider="news", run_id="run-1", revision_cause=RevisionCause.FIRST), **changes}


def columns(fields):
    return [(field.name, str(field.type), field.nullable) for field in fields]


def test_article_schema():
    """The article columns are these, in this order, with these types and nulls."""
    assert [(name, None if name == "blocks" else type_, null) for name, type_, null in columns(ARTICLE_SCHEMA)] == ARTICLE_COLUMNS


def test_block_struct():
    """The blocks are a list of non-null structs with these fields."""
    element = ARTICLE_SCHEMA.field("blocks").type.value_field
    assert (element.name, element.nullable) == ("element", False)
    assert columns(element.type) == BLOCK_COLUMNS


def test_page_schema():
    """The page columns are these, in this order, with these types and nulls."""
    assert columns(PAGE_SCHEMA) == PAGE_COLUMNS


def test_round_trip(tmp_path):
    """An article comes back from Parquet with every value, and with exactly the schema."""
    write_part(tmp_path / "part.parquet", [row()], ARTICLE_SCHEMA, {})
    table = pq.read_table(tmp_path / "part.parquet")
    assert table.schema.equals(ARTICLE_SCHEMA)
    stored = table.to_pylist()[0]
    assert {
        name: stored[name] for name in ("site", "headline", "authors", "keywords", "date_published_day", "fetched_at", "word_count")
    } == {
        "site": "example.org",
        "headline": "Die Lage 😀",
        "authors": ["Ada Bäcker", "Bo Čapek"],
        "keywords": [],
        "date_published_day": date(2026, 11, 22),
        "fetched_at": FETCHED_AT,
        "word_count": 4,
    }
    assert stored["date_published"] == datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert stored["extractor_version"] == EXTRACTOR_VERSION
    assert [(block["kept"], block["text"], block["char_start"]) for block in stored["blocks"]] == [
        (False, "Die Lage 😀", None),
        (True, None, 0),
        (False, "Jetzt abonnieren", None),
        (True, None, 18),
    ]


def test_invariants(tmp_path):
    """In the file, kept slices joined by a blank line are the body, and block_index counts from 0."""
    write_part(tmp_path / "part.parquet", [row()], ARTICLE_SCHEMA, {})
    stored = pq.read_table(tmp_path / "part.parquet").to_pylist()[0]
    kept = [stored["body"][block["char_start"] : block["char_end"]] for block in stored["blocks"] if block["kept"]]
    assert "\n\n".join(kept) == stored["body"] == ARTICLE.body
    assert [block["block_index"] for block in stored["blocks"]] == [0, 1, 2, 3]


def test_comments_are_stored_without_their_text():
    """A reader's comment keeps label, place, length and hash; its text only where that is asked for."""
    comment = LabelledBlock(0, BlockLabel.COMMENTS, "Grüße von Ada", "neighbour:name_and_text", tag="p", xpath="/html/body/p[3]")
    article = Article("https://a.example/1", None, "a" * 32, Metadata(), "", (comment,), fetched_at=FETCHED_AT)
    rows = [
        article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST, keep_comment_text=keep)["blocks"][0]
        for keep in (False, True)
    ]
    assert [stored["text"] for stored in rows] == ["sha256:a1d4ca905524e6e4 chars:13", "Grüße von Ada"]
    assert (rows[0]["label"], rows[0]["xpath"], rows[0]["kept"]) == ("comments", "/html/body/p[3]", False)


def test_article_without_fetch_time():
    """An article that was never fetched has no row."""
    article = Article("https://a.example/1", None, "a" * 32, Metadata(), "", ())
    with pytest.raises(ValueError, match="no fetched_at"):
        article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST)


def test_bad_row_does_not_cost_the_batch(tmp_path):
    """A lone surrogate and an int title are repaired; a row without a body is reported and the others are written."""
    rows = [row(headline="\ud800"), row(body=None), row(headline=5)]
    info = write_part(tmp_path / "part.parquet", rows, ARTICLE_SCHEMA, {})
    assert info.rejected == (RejectedRow(1, "missing:body"),)
    assert pq.read_table(tmp_path / "part.parquet")["headline"].to_pylist() == [None, "5"]


def test_no_good_row_no_file(tmp_path):
    """Where every row is refused there is no file."""
    info = write_part(tmp_path / "part.parquet", [row(body=None)], ARTICLE_SCHEMA, {})
    assert (info.rows, list(tmp_path.iterdir())) == (0, [])


def test_file_layout(tmp_path):
    """A part is zstd, with page index and checksums, sorted by site and time, and its hash is the file's."""
    path = tmp_path / "part.parquet"
    moments = ["2026-11-22T10:00:00+00:00", "2026-11-22T09:00:00+00:00"]
    rows = [row(site=site, fetched_at=moment) for moment in moments for site in ("b.example", "a.example")]
    info = write_part(path, rows, ARTICLE_SCHEMA, {"batch_id": "w-1"})
    assert (info.rows, info.sha256, info.bytes) == (4, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    file = pq.ParquetFile(path, page_checksum_verification=True)
    column = file.metadata.row_group(0).column(0)
    assert (column.compression, column.has_offset_index, column.has_column_index) == ("ZSTD", True, True)
    stored = [(stored["site"], stored["fetched_at"].hour) for stored in file.read().to_pylist()]
    assert stored == [("a.example", 9), ("a.example", 10), ("b.example", 9), ("b.example", 10)]


def test_file_metadata(tmp_path):
    """The file says which schema, extractors, runs and batch it holds; the rows' own versions count."""
    path = tmp_path / "part.parquet"
    write_part(path, [row(), row(run_id="run-2", extractor_version="9")], ARTICLE_SCHEMA, {"batch_id": "w-1", "model_version": "m"})
    metadata = {key.decode(): value.decode() for key, value in pq.read_schema(path).metadata.items()}
    assert metadata == {
        "reinschrift.batch_id": "w-1",
        "reinschrift.extractor_version": f"{EXTRACTOR_VERSION},9",
        "reinschrift.model_version": "m",
        "reinschrift.run_id": "run-1,run-2",
        "reinschrift.schema_version": "1.0",
    }


def test_row_groups_and_slices(tmp_path):
    """10,001 rows with other dictionary values in every slice become row groups of 10,000 and 1, in one order."""
    page = {"verdict": "stored", "fetched_at": "2026-11-22T00:00:00Z", "run_id": "r"}
    rows = ({**page, "site": "a.example", "url": f"https://a.example/{n}", "reason": f"r{n // 100}"} for n in range(10_001))
    write_part(tmp_path / "part.parquet", rows, PAGE_SCHEMA, {})
    file = pq.ParquetFile(tmp_path / "part.parquet")
    assert [file.metadata.row_group(index).num_rows for index in range(file.num_row_groups)] == [10_000, 1]
    table = file.read()
    assert table["url"].to_pylist() == [f"https://a.example/{n}" for n in range(10_001)]
    assert table["reason"].to_pylist() == [f"r{n // 100}" for n in range(10_001)]


def test_flipped_byte_is_noticed(tmp_path):
    """A damaged page fails the checksum instead of being read as data."""
    path = tmp_path / "part.parquet"
    write_part(path, [row()], ARTICLE_SCHEMA, {})
    data = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    data[column.dictionary_page_offset + column.total_compressed_size - 2] ^= 0x40
    path.write_bytes(data)
    with pytest.raises(OSError, match="CRC checksum verification failed"):
        pq.read_table(path, page_checksum_verification=True)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.lists(st.text(st.characters(exclude_categories=())), min_size=1, max_size=4))
def test_any_text_survives(tmp_path_factory, headline, paragraphs):
    """Any text at all, surrogates included, is stored as its clean form, and the invariants hold."""
    path = tmp_path_factory.mktemp("any") / "part.parquet"
    blocks, start = [], 0
    for index, text in enumerate(paragraphs):
        blocks.append(LabelledBlock(index, BlockLabel.BODY, text, "model", char_start=start, char_end=start + len(text)))
        start += len(text) + 2
    body = "\n\n".join(paragraphs)
    values = row(headline=headline, body=body)
    article = Article("https://a.example/1", None, "a" * 32, Metadata(), body, tuple(blocks), fetched_at=FETCHED_AT)
    values["blocks"] = article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST)["blocks"]
    assert write_part(path, [values], ARTICLE_SCHEMA, {}).rejected == ()
    stored = pq.read_table(path).to_pylist()[0]
    assert stored["headline"] == (clean_text(headline) or None)
    kept = [stored["body"][block["char_start"] : block["char_end"]] for block in stored["blocks"]]
    assert kept == [clean_text(text) for text in paragraphs]
    assert "\n\n".join(kept) == stored["body"]


def test_schema_types_are_known_to_the_border():
    """Every type of the two schemas has a coercion: a new column of another type fails here, not in a crawl."""
    assert {str(field.type) for schema in (ARTICLE_SCHEMA, PAGE_SCHEMA) for field in schema if not pa.types.is_nested(field.type)} == {
        "string", "bool", "int16", "int32", "int64", "float", "date32[day]", MOMENT, WORD,
    }  # fmt: skip
