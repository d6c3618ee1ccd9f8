"""Labelled blocks and metadata -> Article, or the reason why the page holds none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pipelines.article import Article, ExtractionStatus, Metadata
from pipelines.block import Block, BlockKind, BlockLabel, Container, Evidence, LabelledBlock
from pipelines.errors import PageError
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.urls import is_front_page, url_id

BODY_SEPARATOR = "\n\n"
SHORT_BODY_WORDS = 60  # flagged, not refused: short news are news
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LEAD_NAMES = ("lead", "standfirst", "intro", "teaser-text", "vorspann", "chapo", "entradilla", "dek", "subtitle", "summary")
STUB_WORDS, MAX_STUB_WORDS = 150, 500  # of a story that is not free: surely a teaser; surely more than one
PAYWALL_REACH = 8  # blocks below the last kept one in which the offer to read on stands
MAX_LEAD_POSITION = 1  # a lead is the first kept block
TRUNCATED = "truncated"  # flag: the page's end stands in a comment or script that is never closed, and no browser shows it


def assemble(page: Page, metadata: Metadata, blocks: Sequence[Block], labels: Sequence[Evidence]) -> Article:
    """The article of the page.

    Raises PageError (stage assemble, no_story) where nothing is left of it. Whether it is an article, `judge` decides.
    """
    labelled, body = join_blocks(blocks, labels)
    if not body:
        raise PageError(Stage.ASSEMBLE, Reason.NO_STORY)
    words = sum(block.words for block, evidence in zip(blocks, labels, strict=True) if evidence.label is BlockLabel.BODY)
    raw = page.body.encode() if isinstance(page.body, str) else page.body
    return Article(
        url=page.url,
        request_url=page.request_url,
        article_id=url_id(naming_url(page.url, metadata)),
        metadata=metadata,
        body=body,
        blocks=labelled,
        status=ExtractionStatus.PARTIAL if TRUNCATED in metadata.flags or _is_stub(metadata, labels, words) else ExtractionStatus.OK,
        quality_flags=_quality_flags(metadata, words),
        fetched_at=page.fetched_at,
        http_status=page.http_status,
        html_sha256=hashlib.sha256(raw).hexdigest(),
    )


def join_blocks(blocks: Sequence[Block], labels: Sequence[Evidence]) -> tuple[tuple[LabelledBlock, ...], str]:
    """All blocks as they are stored, and the body: kept blocks joined by a blank line, with their offsets into it."""
    labelled: list[LabelledBlock] = []
    body: list[str] = []
    position = 0
    for block, evidence in zip(blocks, labels, strict=True):
        kept = evidence.label is BlockLabel.BODY
        start = position + len(BODY_SEPARATOR) * bool(body)
        if kept:
            body.append(block.text)
            position = start + len(block.text)
        labelled.append(
            LabelledBlock(
                block_index=block.index,
                label=evidence.label,
                text=block.text,
                reason=evidence.reason,
                confidence=evidence.confidence,
                kind=_kind(block, is_first=len(body) <= MAX_LEAD_POSITION) if kept else None,
                tag=block.tag,
                xpath=block.xpath,
                char_start=start if kept else None,
                char_end=position if kept else None,
                link_density=block.link_density,
            )
        )
    return tuple(labelled), BODY_SEPARATOR.join(body)


def naming_url(url: str, metadata: Metadata) -> str:
    """The URL that names the article: the page's canonical URL unless it is the front page, else its own."""
    canonical = metadata.canonical_url
    return canonical if canonical and not is_front_page(canonical) else url


def _is_stub(metadata: Metadata, labels: Sequence[Evidence], words: int) -> bool:
    """Whether the page says that its story of so many words is not free, and it is short, or an offer stands where it breaks off.

    Many sites declare every story so and print it whole: the declaration alone says nothing about what a reader is shown.
    """
    if metadata.is_accessible_for_free is not False:
        return False
    kept = [index for index, evidence in enumerate(labels) if evidence.label is BlockLabel.BODY]
    if words < STUB_WORDS or words > MAX_STUB_WORDS:
        return words < STUB_WORDS
    below = labels[kept[-1] + 1 : kept[-1] + 1 + PAYWALL_REACH] if kept else ()
    return any(evidence.label is BlockLabel.PAYWALL for evidence in below)


def _kind(block: Block, *, is_first: bool) -> BlockKind:
    containers: list[Container] = []
    container = block.container
    while container is not None and len(containers) < 4:  # noqa: PLR2004 - a quote's or list item's inner paragraph
        containers.append(container)
        container = container.parent
    tags = {container.tag for container in containers}
    if block.tag in _HEADING_TAGS:
        return BlockKind.HEADING
    if block.tag in ("td", "th"):
        return BlockKind.TABLE_ROW
    if "li" in tags or block.tag in ("dt", "dd"):
        return BlockKind.LIST_ITEM
    if "blockquote" in tags:
        return BlockKind.QUOTE
    if is_first and any(name in container.names for container in containers[:2] for name in _LEAD_NAMES):
        return BlockKind.LEAD
    return BlockKind.PARAGRAPH


def _quality_flags(metadata: Metadata, words: int) -> tuple[str, ...]:
    flags = list(metadata.flags)
    if words < SHORT_BODY_WORDS:
        flags.append("short_body")
    if metadata.is_accessible_for_free is False:
        flags.append("paywall")
    if metadata.date_published is None:
        flags.append("date_missing")
    return tuple(dict.fromkeys(flags))
