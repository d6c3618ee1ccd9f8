"""Article -> the row that is stored, checked and packed: made in a worker process, since it costs as much as fetching the page.

Of 25 ms of the main process's CPU time for a page, 20 went into checking and packing its blocks, 230 of them on average.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipelines.arrow_rows import conform
from pipelines.article import Article
from pipelines.article_row import RevisionCause, article_row
from pipelines.errors import BadRowError
from pipelines.outbox import pack
from pipelines.parquet_schema import ARTICLE_SCHEMA
from pipelines.reservation import is_reserved

UNKNOWN = "unknown"  # stands for what only the writer knows


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A row that the schema accepts: values without blocks, the blocks packed; by label the blocks removed, and all characters."""

    values: dict[str, Any]
    blocks: tuple[int, bytes]
    removed: Mapping[str, int]
    chars: Mapping[str, int]

    def of_run(self, article: Article, *, spider: str, run_id: str, revision_cause: RevisionCause) -> ReadyRow:
        """The row with what the writer knows: the run, why the row is added, and under which id."""
        flags = list(dict.fromkeys([*article.quality_flags, *self.values["quality_flags"]]))  # `truncated` is the row's own
        own = {"article_id": article.article_id, "quality_flags": flags, "license_url": article.metadata.license_url}
        return replace(self, values={**self.values, **own, "spider": spider, "run_id": run_id, "revision_cause": revision_cause.value})


def make_ready(article: Article, *, keep_comment_text: bool) -> ReadyRow | None:
    """The article's row; None where the writer has to: a row for the quarantine, or a text that is reserved."""
    if is_reserved(article.metadata):
        return None
    row = article_row(article, spider=UNKNOWN, run_id=UNKNOWN, revision_cause=RevisionCause.FIRST, keep_comment_text=keep_comment_text)
    try:
        values = conform(row, ARTICLE_SCHEMA)
    except BadRowError:
        return None
    blocks = pack({"blocks": values.pop("blocks")})
    chars: Counter[str] = Counter()
    for block in article.blocks:
        chars[str(block.label)] += len(str(block.text))
    return ReadyRow(values, blocks, Counter(str(block.label) for block in article.removed), chars)
