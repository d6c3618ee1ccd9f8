"""Article -> the row that is stored: plain values that JSON can hold, one key for each column of the data set."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum

from pipelines.arrow_values import moment_of
from pipelines.article import Article, Metadata, PageDate
from pipelines.block import BlockLabel, LabelledBlock
from pipelines.text import squeeze
from pipelines.urls import registered_domain
from pipelines.version import EXTRACTOR_VERSION


class RevisionCause(StrEnum):
    """Why a row was added: the article was new, the publisher changed it, or our extraction changed."""

    FIRST = "first"
    PUBLISHER = "publisher"
    EXTRACTOR = "extractor"


def article_row(
    article: Article, *, spider: str, run_id: str, revision_cause: RevisionCause, keep_comment_text: bool = False
) -> dict[str, object]:
    """The article as a row of `ARTICLE_SCHEMA`; dates are ISO 8601 strings.

    Whatever strangers' data left in the article, the row is made: `conform` cleans it, or refuses it with a reason.

    Readers' comments are other people's words about themselves: they keep label, place, length and hash, their text only if asked for.
    Raises ValueError where the article does not say when it was fetched: no partition could take it.
    """
    if article.fetched_at is None:
        raise ValueError(f"no fetched_at in the article of {article.url}")
    return {
        "article_id": article.article_id,
        "content_hash": article.content_hash,
        "extractor_version": EXTRACTOR_VERSION,
        "revision_cause": revision_cause.value,
        "url": article.url,
        "request_url": article.request_url,
        "site": _site(article.url),
        **_metadata_columns(article.metadata),
        "body": article.body,
        "word_count": article.word_count if isinstance(article.body, str) else 0,
        "blocks": [_block(block, keep_comment_text=keep_comment_text) for block in article.blocks],
        "extraction_status": article.status,
        "extraction_confidence": article.confidence,
        "quality_flags": article.quality_flags,
        "fetched_at": _iso(article.fetched_at),
        "http_status": article.http_status,
        "html_sha256": article.html_sha256,
        "spider": spider,
        "run_id": run_id,
    }


def headline_hash(headline: str | None) -> str | None:
    """First 32 hex digits of sha256 of the headline on one line; None without a headline. Tells two stories of one URL apart."""
    return hashlib.sha256(squeeze(str(headline)).encode()).hexdigest()[:32] if headline else None


def _site(url: str) -> str | None:
    """The registered domain; None where the URL has none, and the row no site to stand under."""
    try:
        return registered_domain(url)
    except (ValueError, TypeError):
        return None


def _metadata_columns(metadata: Metadata) -> dict[str, object]:
    """The columns that repeat what the page says about itself."""
    return {
        "canonical_url": metadata.canonical_url,
        "publisher": metadata.publisher,
        "section": metadata.section,
        "headline": metadata.headline,
        "description": metadata.description,
        "image_url": metadata.image_url,
        "authors": metadata.authors,
        "keywords": metadata.keywords,
        **_date_columns(metadata),
        "in_language": metadata.language,
        "language_source": metadata.language_source,
        "is_accessible_for_free": metadata.is_accessible_for_free,
        "robots_directives": metadata.robots_directives or None,
        "tdm_reserved": metadata.tdm_reserved,
        "license_url": metadata.license_url,
        "copyright_holder": metadata.copyright_holder,
    }


def _date_columns(metadata: Metadata) -> dict[str, object]:
    """Dates as the page has them; a moment that no calendar holds costs its column alone."""
    published, modified = (value if isinstance(value, PageDate) else None for value in (metadata.date_published, metadata.date_modified))
    moment = _iso(published.moment) if published else None
    return {
        "date_published": moment,
        "date_modified": _iso(modified.moment) if modified else None,
        "date_published_raw": published.raw if published else None,
        "date_published_precision": published.precision if published and moment else None,
        "date_published_day": published.day.isoformat() if published and isinstance(published.day, date) else None,
    }


def _block(block: LabelledBlock, *, keep_comment_text: bool) -> dict[str, object]:
    """A kept block as offsets into the body, a removed one with its text.

    A body block without offsets counts as removed: so are the blocks of an article whose text may not be stored.
    """
    kept = block.kept and block.char_start is not None
    return {
        "block_index": block.block_index,
        "kept": kept,
        "label": block.label,
        "kind": block.kind,
        "confidence": block.confidence,
        "reason": block.reason,
        "tag": block.tag,
        "xpath": block.xpath,
        "char_start": block.char_start if kept else None,
        "char_end": block.char_end if kept else None,
        "text": None if kept else _removed_text(block, keep_comment_text=keep_comment_text),
        "link_density": block.link_density,
    }


def _removed_text(block: LabelledBlock, *, keep_comment_text: bool) -> str:
    """What is stored of a removed block's text: enough of a comment to see that it is the same, or was changed, and how long it is."""
    if keep_comment_text or not isinstance(block.text, str) or not block.text or block.label != BlockLabel.COMMENTS:
        return block.text
    return f"sha256:{hashlib.sha256(block.text.encode('utf-8', 'replace')).hexdigest()[:16]} chars:{len(block.text)}"


def _iso(moment: datetime) -> str | None:
    """The moment in UTC; always with microseconds, so that the strings sort as the moments do. None for one that no row can hold."""
    in_utc = moment_of(moment)
    return in_utc.isoformat(timespec="microseconds") if in_utc else None
