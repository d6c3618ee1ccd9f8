"""Stories that a page holds for its scripts alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from stories import FERRY

from pipelines.article import Article, Metadata
from pipelines.extract import extract_article
from pipelines.page import Page
from pipelines.parse import parse_page
from pipelines.script_story import segment_shown

STORY = FERRY
MARKUP = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
DATA = {"props": {"article": {"title": "Ferry landing stays closed", "contentHtml": MARKUP, "teaser": "Read on"}}}
PIECES = {"body": [{"type": "p", "content": paragraph} for paragraph in STORY]}
PUSHED = json.dumps([1, f"14:{json.dumps(DATA)}"]).replace("<", "\\u003c")


def _page(scripts: str, shown: str = "<div id=root>Loading</div>") -> Page:
    body = f"<html><head><title>Ferry landing stays closed</title></head><body>{shown}{scripts}</body></html>"
    return Page("https://www.kurier.example/news/ferry-landing-stays-closed", body.encode(), datetime.now(UTC))


@pytest.mark.parametrize(
    "scripts",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(DATA)}</script>',
        f"<script>self.__next_f.push({PUSHED})</script>",
        f"<script>window.__STATE__ = {json.dumps(PIECES)};</script>",
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "articleBody": chr(10).join(STORY)})}</script>',
    ],
    ids=["next_data", "next_push", "a_paragraph_each", "json_ld"],
)
def test_story_is_found_and_flagged(scripts: str) -> None:
    """However the data is written down, the story becomes the article's text, and the article says where it was found."""
    article = extract_article(_page(scripts))
    assert isinstance(article, Article)
    assert article.body.split("\n\n") == list(STORY)
    assert "script_story" in article.quality_flags


def test_page_that_shows_its_story_is_left_alone() -> None:
    """What stands in the data is no text of a page that shows one."""
    page = _page(f"<script>{json.dumps(DATA)}</script>", "".join(f"<p>{paragraph} Again.</p>" for paragraph in STORY))
    blocks, metadata = segment_shown(parse_page(page), Metadata())
    assert len(blocks) == len(STORY)
    assert metadata.flags == ()


def test_story_that_is_not_free_stays_hidden() -> None:
    """A text that only subscribers are shown never becomes the body."""
    page = _page(f"<script>{json.dumps(DATA)}</script>")
    blocks, _ = segment_shown(parse_page(page), replace(Metadata(), is_accessible_for_free=False))
    assert [block.text for block in blocks] == ["Loading"]


@pytest.mark.parametrize("script", ['{"a": "', 'x = "' + "\\" * 40_001, '{"a":"' * 20_000, "var a = 1;" * 10_000])
def test_broken_data_gives_nothing(script: str) -> None:
    """Cut strings, endless backslashes, and programs hold no story."""
    blocks, _ = segment_shown(parse_page(_page(f"<script>{script}</script>")), Metadata())
    assert [block.text for block in blocks] == ["Loading"]
