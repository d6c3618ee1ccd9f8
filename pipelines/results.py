"""The lines of the batch interface: what an article, a refused page, a text or a failure looks like in JSON."""

from __future__ import annotations

from typing import Any

from pipelines.article import Article, Metadata, Rejection
from pipelines.block import LabelledBlock
from pipelines.extract import separate_text
from pipelines.reasons import Reason
from pipelines.text import clean_text

Result = dict[str, Any]

_STATUS = {
    Reason.EMPTY: "empty",
    Reason.NO_STORY: "empty",
    Reason.INTERNAL_ERROR: "error",
    Reason.TIMEOUT: "error",
    Reason.TOO_DEEP: "error",
}


def page_result(job_id: str | None, article: Article | None, refusal: Rejection | None, metadata: Metadata | None = None) -> Result:
    """The result for a page; one that is judged to be no article keeps its text and blocks, so that the judgement can be checked.

    A page without any story may have `metadata` all the same.
    """
    empty = described(job_id, metadata) if metadata else _empty(job_id)
    result = _filled(job_id, article) if article else empty
    return result | _refused(refusal) if refusal else result


def text_result(job_id: str | None, text: str) -> Result:
    """The result for a plain text: its story and its labelled lines."""
    blocks = separate_text(text)
    story = "\n\n".join(block.text for block in blocks if block.kept)
    return {**_empty(job_id), "text": story, "status": "ok" if story else "empty", "blocks": [_block(block) for block in blocks]}


def failed(job_id: str | None, error: str) -> Result:
    """The result of a job that could not be done: status error, and what went wrong."""
    return {**_empty(job_id), "status": "error", "error": clean_text(error)}


def _refused(rejection: Rejection) -> Result:
    status = _STATUS.get(rejection.reason, "not_article")
    reason = f"{rejection.reason}{f': {rejection.detail}' if rejection.detail else ''}"
    return {"status": status, "reason": reason} | ({"error": reason} if status == "error" else {})


def described(job_id: str | None, metadata: Metadata) -> Result:
    """The result for a page of which only its metadata is known: a story that a script would show, as a rule."""
    return _empty(job_id) | {
        "title": metadata.headline,
        "authors": list(metadata.authors),
        "date": metadata.date_published.iso if metadata.date_published else None,
        "language": metadata.language,
    }


def _filled(job_id: str | None, article: Article) -> Result:
    return described(job_id, article.metadata) | {
        "text": article.body,
        "status": str(article.status),
        "quality_flags": list(article.quality_flags),
        "confidence": article.confidence,
        "blocks": [_block(block) for block in article.blocks],
    }


def _empty(job_id: str | None) -> Result:
    """A result with every key of the batch interface, in its order."""
    return {
        "id": job_id,
        "text": "",
        "title": None,
        "authors": [],
        "date": None,
        "language": None,
        "status": "empty",
        "quality_flags": [],
        "confidence": None,
        "seconds": 0.0,
        "blocks": [],
    }


def _block(block: LabelledBlock) -> Result:
    return {"text": block.text, "label": str(block.label), "kept": block.kept, "confidence": block.confidence, "reason": block.reason}
