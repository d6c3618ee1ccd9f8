"""A page in, an article or a reason out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import FERRY, HEADLINE, URL, html_of, linked_data, page_of
from trap_stories import STORIES

from pipelines import Article, BlockLabel, Rejection, extract_article
from pipelines.article import ExtractionStatus, LanguageSource
from pipelines.reasons import Reason, Stage
from pipelines.urls import url_id

MOVED = "The page was moved, or it never was. Please go on to our front page, where you find all stories of this day, or use the search."
ROOT = Path(__file__).parents[2]
RUN_JOB = "import json, sys; from pipelines.jobs import Job, run_job; print(json.dumps(run_job(Job(None, *sys.argv[1:]))))"
SIGN_UP = "Subscribe to our newsletter and never miss a story."


def article_of(html: str, url: str = URL) -> Article:
    """The article of a page that has one."""
    outcome = extract_article(page_of(html, url))
    assert isinstance(outcome, Article), outcome
    return outcome


def test_article_of_a_page() -> None:
    """A plain page gives headline, date, language and exactly its paragraphs."""
    article = article_of(html_of())
    assert article.body == "\n\n".join(FERRY)
    assert (article.metadata.headline, article.metadata.language) == (HEADLINE, "en")
    assert article.metadata.date_published is not None
    assert article.metadata.date_published.iso == "2026-11-19T10:00:00+01:00"
    assert (article.status, article.quality_flags, article.article_id) == (ExtractionStatus.OK, (), url_id(URL))


def test_nothing_vanishes() -> None:
    """Menu, headline and copyright line are blocks with a label and a reason."""
    article = article_of(html_of())
    assert [(block.text, block.label) for block in article.removed] == [
        ("Home", BlockLabel.NAVIGATION),
        (HEADLINE, BlockLabel.HEADLINE),
        ("© 2026 Kurier. All rights reserved.", BlockLabel.LEGAL),
    ]
    assert all(block.reason for block in article.blocks)


def test_offsets_point_into_the_body() -> None:
    """Kept slices joined by a blank line are the body, block indices count from 0."""
    article = article_of(html_of(story=f"<p>{FERRY[0]}</p><p>{SIGN_UP}</p>" + "".join(f"<p>{text}</p>" for text in FERRY[1:])))
    kept = [block for block in article.blocks if block.kept]
    assert "\n\n".join(article.body[block.char_start : block.char_end] for block in kept) == article.body
    assert [block.block_index for block in article.blocks] == list(range(len(article.blocks)))


def test_invitation_inside_the_story_is_taken_out() -> None:
    """A line that asks for a subscription is a newsletter block, wherever it stands."""
    article = article_of(html_of(story="".join(f"<p>{text}</p>" for text in (*FERRY[:3], SIGN_UP, *FERRY[3:]))))
    assert article.body == "\n\n".join(FERRY)
    assert {block.text: block.label for block in article.removed}[SIGN_UP] is BlockLabel.NEWSLETTER


def test_kinds_of_body_blocks() -> None:
    """Headings, quotes and list items of the story are kept as such."""
    quote = "The river does not wait for anyone, and neither do we, the ferrymen of this town."
    times = ("The first boat leaves at six in the morning on weekdays.", "The last boat leaves at nine in the evening on Sundays.")
    story = (
        f"<p>{FERRY[0]}</p><p>{FERRY[1]}</p><h2>Cracks in the beams</h2><p>{FERRY[2]}</p><blockquote><p>{quote}</p></blockquote>"
        f"<p>{FERRY[3]}</p><ul><li>{times[0]}</li><li>{times[1]}</li></ul><p>{FERRY[4]}</p>"
    )
    kinds = [str(block.kind) for block in article_of(html_of(story=story)).blocks if block.kept]
    assert kinds == ["paragraph", "paragraph", "heading", "paragraph", "quote", "paragraph", "list_item", "list_item", "paragraph"]


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("", URL),
        ("/news/other-name", "https://www.kurier.example/news/other-name"),
        ("https://www.kurier.example/", URL),
        ("https://elsewhere.example/news/ferry", URL),
    ],
)
def test_canonical_url_names_the_article(link: str, name: str) -> None:
    """The page's canonical URL gives the id unless it is the front page or on another site."""
    head = linked_data() + (f'<link rel="canonical" href="{link}">' if link else "")
    article = article_of(html_of(head=head))
    assert (article.article_id, article.url) == (url_id(name), URL)


def test_paywalled_page_is_partial() -> None:
    """What is shown of a story that is not free is flagged, and the hidden text of the linked data is not used."""
    hidden = "What only subscribers may read of the ferry and its landing stands in this line."
    article = article_of(html_of(head=linked_data(isAccessibleForFree=False, articleBody=f"{FERRY[0]} {hidden}")))
    assert (article.status, article.quality_flags) == (ExtractionStatus.PARTIAL, ("paywall",))
    assert hidden not in article.body


def test_language_is_detected_where_none_is_declared() -> None:
    """Without a declaration the text itself tells."""
    metadata = article_of(html_of().replace(' lang="en"', "")).metadata
    assert (metadata.language, metadata.language_source) == ("en", LanguageSource.DETECTED)


@pytest.mark.parametrize(
    ("body", "stage", "reason"),
    [
        pytest.param(b"%PDF-1.7 \xe2\xe3", Stage.PARSE, Reason.NOT_HTML, id="pdf"),
        pytest.param(b"", Stage.PARSE, Reason.EMPTY, id="empty"),
        pytest.param(b"<html><body><script>x()</script></body></html>", Stage.ASSEMBLE, Reason.NO_STORY, id="nothing visible"),
        pytest.param(
            html_of(head="", story="<p>The end is near, said the man.</p>", headline="Hello"), Stage.ASSEMBLE, Reason.TOO_SHORT, id="short"
        ),
        pytest.param(
            html_of(
                head="",
                headline="Page not found",
                story=f"<p>{MOVED}</p>",
            ),
            Stage.ASSEMBLE,
            Reason.SOFT_404,
            id="soft 404",
        ),
    ],
)
def test_rejections(body: bytes | str, stage: Stage, reason: Reason) -> None:
    """A page without an article says at which stage it ended, and why."""
    outcome = extract_article(page_of(body))
    assert isinstance(outcome, Rejection)
    assert (outcome.url, outcome.stage, outcome.reason) == (URL, stage, reason)


def test_same_page_same_answer() -> None:
    """Extraction is pure: an answer does not depend on what came before."""
    page = page_of(html_of())
    first = extract_article(page)
    extract_article(page_of(html_of(story=f"<p>{SIGN_UP}</p>" * 3)))
    assert extract_article(page) == first


def test_same_answer_in_any_process() -> None:
    """The order of Python's sets, which differs from process to process, changes nothing in a result."""
    page = next((ROOT / "data/sample_sites/www.zukunftsfeld.example/gesellschaft").rglob("*ticker.html"))
    first, second = (_result_with_seed(page, seed) for seed in "12")
    assert first == second
    assert first["blocks"]


def _result_with_seed(page: Path, seed: str) -> dict[str, object]:
    """The result of a page in a process of its own, without the time it took."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run([sys.executable, "-c", RUN_JOB, str(page), URL], env=environment, capture_output=True, text=True, check=True)
    return {key: value for key, value in json.loads(answer.stdout).items() if key != "seconds"}


def test_string_and_bytes_give_the_same_article() -> None:
    """A page from a notebook, given as a string, is the page as bytes in UTF-8."""
    page = page_of(html_of())
    assert extract_article(page) == extract_article(replace(page, body=page.body.encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("cracks", "cra&#1;cks", id="control reference"),
        pytest.param("cracks", "cra\x00cks", id="nul"),
        pytest.param("<main>", "<main>" + "<div>" * 300, id="300 levels"),
        pytest.param("</h1>", "</h1></body></html>", id="early end"),
        pytest.param("2026-11-19T10:00:00+01:00", "2026-11-19T10:00:00+99:99", id="impossible offset"),
        pytest.param(HEADLINE + '", "date', '\\ud800", "date', id="half a surrogate pair"),
    ],
)
def test_strange_page_keeps_its_story(old: str, new: str) -> None:
    """What breaks other tools costs nothing of the text."""
    assert old in html_of()
    assert article_of(html_of().replace(old, new)).body == "\n\n".join(FERRY)


@pytest.mark.parametrize(
    "claim", [{"headline": 5}, {"headline": {"a": []}}, {"author": [[[1]]]}, {"articleSection": ["a", {}]}, {"@type": 7}]
)
def test_linked_data_of_wrong_types(claim: dict[str, object]) -> None:
    """Types that lie never reach the article."""
    metadata = article_of(html_of(head=linked_data(**claim))).metadata
    assert metadata.headline is None or isinstance(metadata.headline, str)
    assert all(isinstance(author, str) for author in metadata.authors)
    assert metadata.section is None or isinstance(metadata.section, str)


TEXTS = st.sampled_from(
    [*FERRY, SIGN_UP, "Share", "3 comments", "Jobs", "<b>", "£5", "东京", "", "  ", "By Anna", "https://a.example/b?c=d"]
)
TAGS = st.sampled_from(["p", "div", "li", "h2", "a", "aside", "footer", "blockquote", "td", "figure", "form", "section", "button", "label"])
NAMES = st.sampled_from(["", "newsletter", "comments", "ad", "article-body", "related", "\x01", "wp-block"])


def box(tag: str, name: str, inner: list[str]) -> str:
    """One element."""
    return f'<{tag} class="{escape(name)}">{"".join(inner)}</{tag}>'


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.recursive(TEXTS.map(escape), lambda inner: st.builds(box, TAGS, NAMES, st.lists(inner, max_size=4)), max_leaves=12), max_size=6
    )
)
def test_any_tree_gets_an_answer(parts: list[str]) -> None:
    """Whatever a page is made of, it ends as an article whose offsets are right, or as a rejection."""
    outcome = extract_article(page_of(f"<html><head>{linked_data()}</head><body>{''.join(parts)}</body></html>"))
    if isinstance(outcome, Article):
        kept = [block for block in outcome.blocks if block.kept]
        assert "\n\n".join(outcome.body[block.char_start : block.char_end] for block in kept) == outcome.body
        json.dumps([block.text for block in outcome.blocks], ensure_ascii=False).encode()


@pytest.mark.parametrize("name", STORIES)
def test_page_of_such_a_story_stays_whole(name: str) -> None:
    """The same stories as pages lose no paragraph either."""
    lines = STORIES[name].splitlines()
    html = html_of(headline="Eleven years", story="".join(f"<p>{line}</p>" for line in lines), head=linked_data(headline="Eleven years"))
    assert article_of(html.replace('lang="en"', f'lang="{name[:2]}"')).body == "\n\n".join(lines)
