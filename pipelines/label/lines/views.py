"""A hand-labelled page as other extractors leave it: the same lines, more or fewer of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.block import BlockLabel

LABELS = tuple(BlockLabel)
BODY = LABELS.index(BlockLabel.BODY)
HEADLINE = LABELS.index(BlockLabel.HEADLINE)
LEFT_BEHIND = frozenset(
    LABELS.index(label)
    for label in (
        BlockLabel.NEWSLETTER,
        BlockLabel.JOB_LISTING,
        BlockLabel.COMMENT_POLICY,
        BlockLabel.PROMOTION,
        BlockLabel.RELATED,
    )
)
LINES_ABOVE, LINES_BELOW = 5, 40  # how far from the story a line may stand that an extractor leaves
MIN_TAIL_LINES = 5


@dataclass(frozen=True, slots=True)
class LabelledLines:
    """A page's lines with the number of each one's label in BlockLabel; `kept` is another extractor's verdict, None without one.

    `fold` is the same for all pages of a domain; `language` the page's own word for it (BCP 47), empty without one.
    """

    id: str
    fold: int
    language: str
    texts: Sequence[str]
    labels: Sequence[int]
    kept: Sequence[bool] | None = None


def make_views(page: LabelledLines) -> Iterator[tuple[str, list[int]]]:
    """Each view's name and the indices of its lines: all, around the story, as extracted, the story alone. The same at every call."""
    body = [index for index, label in enumerate(page.labels) if label == BODY]
    yield "all", list(range(len(page.labels)))
    if not body:
        return
    yield "around", _around(page, body)
    if page.kept is not None and any(page.kept):
        yield "extracted", _extracted(page, page.kept, body)
    yield "clean", body


def _around(page: LabelledLines, body: Sequence[int]) -> list[int]:
    """From the headline to some lines below the story."""
    headlines = [index for index, label in enumerate(page.labels) if label == HEADLINE and index < body[0]]
    first = headlines[-1] if headlines else max(0, body[0] - LINES_ABOVE)
    below = random.Random(page.id).randint(MIN_TAIL_LINES, LINES_BELOW)  # noqa: S311 - a view, not a secret
    return list(range(first, min(len(page.labels), body[-1] + 1 + below)))


def _extracted(page: LabelledLines, kept: Sequence[bool], body: Sequence[int]) -> list[int]:
    """What the extractor keeps, and the kinds of lines near the story that extractors leave behind."""
    near = range(body[0] - LINES_ABOVE, body[-1] + 1 + LINES_BELOW)
    return [index for index, label in enumerate(page.labels) if kept[index] or (index in near and label in LEFT_BEHIND)]
