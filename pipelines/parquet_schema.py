"""The columns of the two data sets, as Arrow schemas. A minor version only adds nullable columns."""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = "1.0"

_WORD = pa.dictionary(pa.int32(), pa.string())  # few distinct values: stored once each
_MOMENT = pa.timestamp("us", tz="UTC")
_TEXTS = pa.list_(pa.field("element", pa.string(), nullable=False))


def _required(name: str, type_: pa.DataType) -> pa.Field:
    return pa.field(name, type_, nullable=False)


_BLOCK = pa.struct(
    [
        _required("block_index", pa.int32()),
        _required("kept", pa.bool_()),
        _required("label", _WORD),
        pa.field("kind", _WORD),
        pa.field("confidence", pa.float32()),
        _required("reason", pa.string()),
        pa.field("tag", pa.string()),
        pa.field("xpath", pa.string()),
        pa.field("char_start", pa.int32()),
        pa.field("char_end", pa.int32()),
        pa.field("text", pa.string()),
        _required("link_density", pa.float32()),
    ]
)

ARTICLE_SCHEMA = pa.schema(
    [
        _required("article_id", pa.string()),
        _required("content_hash", pa.string()),
        _required("extractor_version", _WORD),
        _required("revision_cause", _WORD),
        _required("url", pa.string()),
        pa.field("request_url", pa.string()),
        pa.field("canonical_url", pa.string()),
        _required("site", _WORD),
        pa.field("publisher", _WORD),
        pa.field("section", _WORD),
        pa.field("headline", pa.string()),
        pa.field("description", pa.string()),
        pa.field("image_url", pa.string()),
        _required("authors", _TEXTS),
        _required("keywords", _TEXTS),
        pa.field("date_published", _MOMENT),
        pa.field("date_modified", _MOMENT),
        pa.field("date_published_raw", pa.string()),
        pa.field("date_published_precision", _WORD),
        pa.field("date_published_day", pa.date32()),
        pa.field("in_language", _WORD),
        pa.field("language_source", _WORD),
        pa.field("is_accessible_for_free", pa.bool_()),
        _required("body", pa.string()),
        _required("word_count", pa.int32()),
        _required("blocks", pa.list_(pa.field("element", _BLOCK, nullable=False))),
        _required("extraction_status", _WORD),
        pa.field("extraction_confidence", pa.float32()),
        _required("quality_flags", _TEXTS),
        pa.field("robots_directives", _TEXTS),
        pa.field("tdm_reserved", pa.bool_()),
        pa.field("license_url", pa.string()),
        pa.field("copyright_holder", pa.string()),
        _required("fetched_at", _MOMENT),
        pa.field("http_status", pa.int16()),
        pa.field("html_sha256", pa.string()),
        pa.field("warc_file", pa.string()),
        pa.field("warc_offset", pa.int64()),
        _required("spider", _WORD),
        _required("run_id", pa.string()),
        pa.field("duplicate_of", pa.string()),
        pa.field("duplicate_score", pa.float32()),
    ]
)

PAGE_SCHEMA = pa.schema(
    [
        _required("url", pa.string()),
        _required("site", _WORD),
        _required("verdict", _WORD),
        pa.field("stage", _WORD),
        pa.field("reason", _WORD),
        pa.field("source", _WORD),
        pa.field("depth", pa.int32()),
        pa.field("http_status", pa.int16()),
        pa.field("html_sha256", pa.string()),
        _required("fetched_at", _MOMENT),
        _required("run_id", pa.string()),
    ]
)
