"""Labelled blocks become an article: offsets, kinds, names and flags."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import FERRY, FETCHED_AT, HEADLINE, URL, page_of

from pipelines.article import ExtractionStatus, Metadata
from pipelines.assemble import assemble, join_blocks, naming_url
from pipelines.block import Block, BlockKind, BlockLabel, Evidence
from pipelines.errors import PageError
from pipelines.metadata.dates import day_date
from pipelines.page import Page
from pipelines.reasons import Reason
from pipelines.segment import segment
from pipelines.urls import url_id

DATE = day_date(FETCHED_AT.date(), "2026-11-20")
NEWS = Metadata(headline=HEADLINE, article_type="newsarticle", authors=("Anna Lindqvist",), date_published=DATE)
BODY = Evidence(BlockLabel.BODY, "prose", 0.9)
MENU = Evidence(BlockLabel.NAVIGATION, "zone:nav", 0.8)


def lines(*texts: str) -> list[Block]:
    """Blocks of plain text."""
    return [Block(index=index, text=text, tag="line") for index, text in enumerate(texts)]


def test_body_is_the_kept_blocks() -> None:
    """Kept blocks are joined by a blank line, removed ones keep label, reason and text."""
    labelled, body = join_blocks(lines("Home", "One.", "Share", "Two."), [MENU, BODY, MENU, BODY])
    assert body == "One.\n\nTwo."
    assert [(block.kept, block.char_start, block.char_end) for block in labelled] == [
        (False, None, None),
        (True, 0, 4),
        (False, None, None),
        (True, 6, 10),
    ]
    assert (labelled[0].label, labelled[0].reason, labelled[0].confidence, labelled[0].text) == ("navigation", "zone:nav", 0.8, "Home")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=8), st.booleans()), max_size=12))
def test_offsets_point_into_the_body(rows: list[tuple[str, bool]]) -> None:
    """The slices of the kept blocks, joined by a blank line, are the body; indices count from 0; every block has a label."""
    labelled, body = join_blocks(lines(*(text for text, _ in rows)), [BODY if kept else MENU for _, kept in rows])
    assert "\n\n".join(body[block.char_start : block.char_end] for block in labelled if block.kept) == body
    assert [block.block_index for block in labelled] == list(range(len(rows)))
    assert [block.text for block in labelled] == [text for text, _ in rows]


def test_no_blocks_give_no_body() -> None:
    """A page without blocks has an empty body."""
    assert join_blocks([], []) == ((), "")


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>Text</p>", BlockKind.PARAGRAPH),
        ("<div>Text</div>", BlockKind.PARAGRAPH),
        ("<h3>Text</h3>", BlockKind.HEADING),
        ("<ul><li>Text</li></ul>", BlockKind.LIST_ITEM),
        ("<ul><li><p>Text</p></li></ul>", BlockKind.LIST_ITEM),
        ("<dl><dd>Text</dd></dl>", BlockKind.LIST_ITEM),
        ("<blockquote><p>Text</p></blockquote>", BlockKind.QUOTE),
        ("<table><tr><td>Text</td></tr></table>", BlockKind.TABLE_ROW),
        ("<p class='article-lead'>Text</p>", BlockKind.LEAD),
        ("<div class='standfirst'><p>Text</p></div>", BlockKind.LEAD),
    ],
)
def test_kind(html: str, kind: BlockKind) -> None:
    """The form of a kept block comes from its element."""
    labelled, _ = join_blocks(segment(lxml.html.document_fromstring(f"<body>{html}")), [BODY])
    assert labelled[0].kind is kind


def test_only_the_first_kept_block_is_a_lead() -> None:
    """A teaser box further down is no lead, and a removed block has no kind."""
    root = lxml.html.document_fromstring("<body><p>Home</p><p class=lead>One</p><p class=lead>Two</p>")
    labelled, _ = join_blocks(segment(root), [MENU, BODY, BODY])
    assert [block.kind for block in labelled] == [None, BlockKind.LEAD, BlockKind.PARAGRAPH]


def test_article_carries_its_page() -> None:
    """Provenance goes from the page to the article."""
    page = Page(URL, b"<p>bytes", FETCHED_AT, http_status=200, request_url=f"{URL}?from=feed")
    article = assemble(page, NEWS, lines(*FERRY), [BODY] * 5)
    assert (article.url, article.request_url, article.http_status, article.fetched_at) == (URL, f"{URL}?from=feed", 200, FETCHED_AT)
    assert article.html_sha256 == hashlib.sha256(b"<p>bytes").hexdigest()
    assert article.word_count == sum(block.words for block in lines(*FERRY))


def test_status_and_flags_of_a_free_story() -> None:
    """A whole story is ok and has nothing to flag."""
    article = assemble(page_of("<p>"), NEWS, lines(*FERRY), [BODY] * 5)
    assert (article.status, article.quality_flags) == (ExtractionStatus.OK, ())


def test_paywalled_story_is_partial() -> None:
    """Where the page says that the story is not free, what it shows is a part."""
    article = assemble(page_of("<p>"), replace(NEWS, is_accessible_for_free=False), lines(*FERRY), [BODY] * 5)
    assert (article.status, article.quality_flags) == (ExtractionStatus.PARTIAL, ("paywall",))


@pytest.mark.parametrize(
    ("metadata", "paragraphs", "flags"),
    [
        (NEWS, 2, ("short_body",)),
        (replace(NEWS, date_published=None), 5, ("date_missing",)),
        (replace(NEWS, flags=("date_conflict", "date_conflict")), 5, ("date_conflict",)),
    ],
)
def test_quality_flags(metadata: Metadata, paragraphs: int, flags: tuple[str, ...]) -> None:
    """Short bodies and missing dates are flagged, flags of the metadata are passed on, each once."""
    assert assemble(page_of("<p>"), metadata, lines(*FERRY[:paragraphs]), [BODY] * paragraphs).quality_flags == flags


def test_no_kept_block_is_no_story() -> None:
    """A page on which nothing was kept is refused."""
    with pytest.raises(PageError) as caught:
        assemble(page_of("<p>"), NEWS, lines("Home"), [MENU])
    assert caught.value.reason is Reason.NO_STORY


@pytest.mark.parametrize(
    ("canonical", "name"),
    [
        (None, URL),
        ("https://www.kurier.example/other", "https://www.kurier.example/other"),
        ("https://www.kurier.example/", URL),
        ("https://www.kurier.example/index.html", URL),
    ],
)
def test_naming_url(canonical: str | None, name: str) -> None:
    """The canonical URL names the article unless it is the front page."""
    metadata = replace(NEWS, canonical_url=canonical)
    assert naming_url(URL, metadata) == name
    assert assemble(page_of("<p>"), metadata, lines(*FERRY), [BODY] * 5).article_id == url_id(name)


def test_content_hash_is_of_headline_and_body() -> None:
    """The hash changes with the words and not with what stands around them."""
    plain = assemble(page_of("<p>"), NEWS, lines(*FERRY), [BODY] * 5)
    other_page = assemble(page_of("<p>x"), replace(NEWS, authors=()), lines("Home", *FERRY), [MENU] + [BODY] * 5)
    changed = assemble(page_of("<p>"), NEWS, lines(*FERRY[:4]), [BODY] * 4)
    assert plain.content_hash == other_page.content_hash
    assert plain.content_hash != changed.content_hash
