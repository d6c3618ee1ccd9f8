"""Rows at the border to Arrow: what is cleaned, coerced, nulled and refused."""

import copy
from datetime import UTC, date, datetime

import pytest

from pipelines.arrow_rows import conform, crawl_day
from pipelines.errors import BadRowError
from pipelines.parquet_schema import ARTICLE_SCHEMA, PAGE_SCHEMA

BLOCK = {"block_index": 0, "kept": True, "label": "body", "reason": "model", "char_start": 0, "char_end": 4, "link_density": 0}
ROW = {
    "article_id": "a" * 32,
    "content_hash": "b" * 32,
    "extractor_version": "1",
    "revision_cause": "first",
    "url": "https://www.a.example/1",
    "site": "a.example",
    "authors": [],
    "keywords": [],
    "body": "Eins",
    "word_count": 1,
    "blocks": [BLOCK],
    "extraction_status": "ok",
    "quality_flags": [],
    "fetched_at": "2026-11-22T23:30:00-01:00",
    "spider": "news",
    "run_id": "r",
}


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        ("headline", "Zeile\ud800 eins\x00", "Zeile eins"),
        ("headline", "A\u0308rger", "Ärger"),
        ("headline", 5, "5"),
        ("headline", {"a": 1}, None),
        ("headline", True, None),
        ("headline", "", None),
        pytest.param("headline", 10**5000, None, id="5,001 digits"),
        ("authors", "Ada", ["Ada"]),
        ("authors", ["Ada\udfff", "", None, {"name": "x"}, 7], ["Ada", "7"]),
        ("authors", {"name": "x"}, []),
        ("authors", None, []),
        ("robots_directives", None, None),
        ("http_status", "200", None),
        ("http_status", 200.0, 200),
        ("http_status", 40_000, None),
        ("http_status", -200, None),
        ("http_status", float("nan"), None),
        ("http_status", float("inf"), None),
        ("headline", "a\x85b\x9bc\x7f\td", "a\nbc\td"),
        ("headline", b"bytes", None),
        ("headline", ["nested", ["list"]], None),
        pytest.param("headline", "A" * 10_000_000, "A" * 1_000, id="10 MB"),
        pytest.param("image_url", "data:image/png;base64," + "A" * 900_000, None, id="a cut URL is another"),
        ("authors", [["Ada"], "Bo"], ["Bo"]),
        pytest.param("authors", ["Ada"] * 1_000_000, ["Ada"] * 200, id="a million authors"),
        pytest.param("keywords", ["k" * 1_000_000], ["k" * 300], id="a long keyword"),
        ("warc_offset", 2**63, None),
        ("warc_offset", 2**62, 2**62),
        ("extraction_confidence", float("nan"), None),
        ("extraction_confidence", 1e300, None),
        ("extraction_confidence", -0.5, None),
        pytest.param("extraction_confidence", 10**400, None, id="no float"),
        ("extraction_confidence", 1, 1.0),
        ("is_accessible_for_free", "false", None),
        ("is_accessible_for_free", False, False),
        ("date_published", "2026-11-22T10:00:00+02:00", datetime(2026, 11, 22, 8, tzinfo=UTC)),
        ("date_published", "2026-11-22T10:00:00", None),
        ("date_published", "yesterday", None),
        ("date_published", "0001-01-01T00:00:00+23:00", None),
        ("date_published", "9999-12-31T23:59:59-12:00", None),
        ("date_published", "9999-12-31T23:59:59+00:00", None),
        ("date_published", "2261-12-31T23:59:59+00:00", datetime(2261, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("date_published", "1677-12-31T00:00:00+00:00", None),
        ("date_published", 1_700_000_000, None),
        ("date_published_day", "9999-12-31", None),
        ("date_published_day", "0001-01-01", None),
        ("date_published_day", "2026-11-22", date(2026, 11, 22)),
        ("date_published_day", "22.11.2026", None),
        ("date_published_day", datetime(2026, 11, 22, tzinfo=UTC), None),
    ],
)
def test_value(column, value, stored):
    """A value is cleaned, coerced or nulled, and the row stays."""
    assert conform({**ROW, column: value}, ARTICLE_SCHEMA)[column] == stored


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"article_id": None}, "missing:article_id"),
        ({"body": {"a": 1}}, "missing:body"),
        ({"fetched_at": "2026-11-22T10:00:00"}, "missing:fetched_at"),
        ({"blocks": None}, "missing:blocks"),
        ({"blocks": ["text"]}, "missing:blocks"),
        ({"blocks": [{**BLOCK, "label": None}]}, "missing:blocks.label"),
        ({"blocks": [{**BLOCK, "block_index": 1}]}, "blocks:index"),
        ({"blocks": [{**BLOCK, "char_end": 3}]}, "blocks:body"),
        ({"blocks": [{**BLOCK, "char_end": None}]}, "blocks:offsets"),
        ({"blocks": [{**BLOCK, "char_start": -4}]}, "blocks:offsets"),
        ({"blocks": []}, "blocks:body"),
        ({"title": "x"}, "unknown:title"),
        ({"\ud800\x1b[2J": "x"}, "unknown:\\ud800\\x1b[2J"),
        ({7: "x", "title": "y"}, "unknown:7"),
        ({"word_count": -1}, "missing:word_count"),
        ({"blocks": [{**BLOCK, "link_density": float("nan")}]}, "missing:blocks.link_density"),
        ({"url": "https://www.a.example/" + "a" * 10_000}, "missing:url"),
        *[
            ({"site": site}, "missing:site")
            for site in (
                "../../etc",
                "a/b.example",
                "a.example\0",
                "A.example",
                "a" * 300,
                "münchen.example",
                ".a.example",
                "a..example",
                "",
                5,
            )
        ],
    ],
)
def test_refused_row(change, reason):
    """A row that cannot keep the schema or its invariants is refused with a stable reason."""
    with pytest.raises(BadRowError) as error:
        conform({**ROW, **change}, ARTICLE_SCHEMA)
    assert str(error.value) == reason


@pytest.mark.parametrize("site", ["a.example", "xn--mnchen-3ya.example", "localhost", "127.0.0.1", "::1"])
def test_site_is_a_registered_domain_or_an_address(site):
    """What the guard lets through may name a site."""
    assert conform({**ROW, "site": site}, ARTICLE_SCHEMA)["site"] == site


def test_offsets_follow_a_cleaned_body():
    """Where cleaning shortens the body, the offsets move with the text."""
    body = "Ei\ud800ns\n\nZwe\u0069\x01"
    blocks = [
        {**BLOCK, "char_end": 5},
        {**BLOCK, "block_index": 1, "kept": False, "label": "other", "text": "weg\udc00", "char_start": None, "char_end": None},
        {**BLOCK, "block_index": 2, "char_start": 7, "char_end": 12},
    ]
    row = conform({**ROW, "body": body, "blocks": blocks}, ARTICLE_SCHEMA)
    assert row["body"] == "Eins\n\nZwei"
    assert [(block["char_start"], block["char_end"], block["text"]) for block in row["blocks"]] == [
        (0, 4, None),
        (None, None, "weg"),
        (6, 10, None),
    ]


def test_row_given_is_not_changed():
    """A caller's row is never edited."""
    row = copy.deepcopy({**ROW, "body": "Eins\x00", "blocks": [{**BLOCK, "char_end": 5}]})
    before = copy.deepcopy(row)
    conform(row, ARTICLE_SCHEMA)
    assert row == before


def test_conform_is_idempotent():
    """A row that passed once passes again unchanged: the outbox and the part file hold the same."""
    once = conform({**ROW, "headline": "A\u0308\ud800", "body": "Ei\x00ns", "blocks": [{**BLOCK, "char_end": 5}]}, ARTICLE_SCHEMA)
    assert conform(once, ARTICLE_SCHEMA) == once


def test_page_row():
    """A page row has every column of its schema, null where nothing was given."""
    row = {"url": "https://a.example/", "site": "a.example", "verdict": "skipped", "fetched_at": "2026-11-22T00:00:00Z", "run_id": "r"}
    assert list(conform(row, PAGE_SCHEMA)) == PAGE_SCHEMA.names


def test_crawl_day_is_the_utc_day():
    """The partition is the UTC day of fetched_at, whatever zone it was given in."""
    assert crawl_day(ROW) == "2026-11-23"
    assert crawl_day({"fetched_at": "../../etc"}) is None
