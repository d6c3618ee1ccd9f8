"""The page for a person in doubt: everything on it, nothing loaded, nothing executed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
from browser import CHROMIUM, attacks, hostile_article, listening, title_in_browser
from stories import FERRY, HEADLINE, URL, html_of, linked_data, page_of

from pipelines import Article, BlockLabel, Rejection, extract_article
from pipelines.reasons import Reason, Stage
from pipelines.review import COLOURS, render_article, render_rejection

ATTACK = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def article() -> Article:
    """An article with kept and removed blocks."""
    outcome = extract_article(page_of(html_of()))
    assert isinstance(outcome, Article)
    return outcome


def test_every_block_is_shown_in_order(article: Article) -> None:
    """Kept and removed blocks stand on the page as they stand in the article."""
    text = lxml.html.document_fromstring(render_article(article)).text_content()
    places = [text.rfind(block.text) for block in article.blocks]
    assert -1 not in places
    assert places == sorted(places)


def test_every_block_shows_its_reason(article: Article) -> None:
    """Label and reason of each block can be read on the page."""
    page = render_article(article)
    assert all(block.reason in page and block.label in page for block in article.blocks)


def test_head_tells_what_was_found(article: Article) -> None:
    """Headline, URL, language and date are on the page."""
    text = lxml.html.document_fromstring(render_article(article)).text_content()
    assert all(value in text for value in (HEADLINE, URL, "en", "2026-11-19"))


@pytest.mark.parametrize("kind", ["article", "rejection"])
def test_page_is_self_contained(article: Article, kind: str) -> None:
    """A policy forbids loading and scripts, and nothing on the page asks for either."""
    page = render_article(article) if kind == "article" else render_rejection(Rejection(URL, Stage.PARSE, Reason.NOT_HTML, "pdf"))
    root = lxml.html.document_fromstring(page)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not root.xpath(
        "//script | //link[@href] | //iframe | //object | //img[not(starts-with(@src, 'data:'))] | //@*[starts-with(name(), 'on')]"
    )
    assert not re.search(r"@import|url\((?!['\"]?data:)", page)


def test_text_of_a_block_is_escaped(article: Article) -> None:
    """Markup in a block's text is shown, never run."""
    blocks = (replace(article.blocks[0], text=ATTACK, reason=ATTACK, xpath='"><img src=x onerror=alert(1)>'), *article.blocks[1:])
    page = render_article(replace(article, blocks=blocks))
    assert "<script" not in page
    assert "<img" not in page
    assert ATTACK in lxml.html.document_fromstring(page).text_content()


def test_metadata_is_escaped(article: Article) -> None:
    """Headline, author, flags and URL of a hostile page are text."""
    metadata = replace(article.metadata, headline=ATTACK, authors=(ATTACK,), language=ATTACK)
    page = render_article(replace(article, url=f"https://n.example/{ATTACK}", metadata=metadata, quality_flags=(ATTACK,)))
    assert "<script" not in page


def test_hostile_text_in_every_field(article: Article) -> None:
    """Whatever stands in any field, the page has the elements and links of a harmless one, and every link stays on the page."""
    hostile = render_article(hostile_article(article))
    harmless = render_article(replace(hostile_article(article, "x"), url="x"))
    tags = [[element.tag for element in lxml.html.document_fromstring(page).iter()] for page in (hostile, harmless)]
    assert tags[0] == tags[1]
    root = lxml.html.document_fromstring(hostile)
    assert {link[0] for link in root.xpath("//@href")} == {"#"}
    assert not root.xpath("//@src | //@action | //base | //iframe | //@*[starts-with(name(), 'on')]")
    assert all(re.fullmatch(r"--c: [\d% ]+(; flex: \d+ 1 0)?", style) for style in root.xpath("//@style"))
    assert not set(hostile) & set("\x00\x1b\x9b\u202e\u2066\ud800")


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
@pytest.mark.parametrize("kind", ["article", "rejection", "unguarded"])
def test_browser_runs_nothing_and_asks_for_nothing(article: Article, kind: str, tmp_path: Path) -> None:
    """Opened in Chromium, a page full of attacks runs no script and sends no request; the same attacks unescaped do both."""
    with listening() as (origin, asked):
        attack = attacks(origin)
        page = {
            "article": lambda: render_article(hostile_article(article, attack)),
            "rejection": lambda: render_rejection(Rejection(attack, Stage.PARSE, Reason.NOT_HTML, attack)),
            "unguarded": lambda: f"<title>x</title><body>{attack}",
        }[kind]()
        title = title_in_browser(page, tmp_path)
    assert (title == "RAN", bool(asked)) == ((True, True) if kind == "unguarded" else (False, False))


def test_no_link_runs_a_script(article: Article) -> None:
    """A URL with another scheme than http(s) is never a link."""
    page = render_article(replace(article, url="javascript:alert(1)"))
    links = lxml.html.document_fromstring(page).xpath("//a/@href")
    assert {urlsplit(link).scheme for link in links} <= {"http", "https", ""}


def test_bidi_overrides_are_gone(article: Article) -> None:
    """A text cannot turn the page around it."""
    blocks = (replace(article.blocks[0], text="a\u202eb\x1bc"), *article.blocks[1:])
    assert not set(render_article(replace(article, blocks=blocks))) & {"\u202e", "\x1b"}


def test_rejection_says_why() -> None:
    """Stage, reason and detail of a refused page are on the page, escaped."""
    text = lxml.html.document_fromstring(render_rejection(Rejection(URL, Stage.ASSEMBLE, Reason.SOFT_404, ATTACK))).text_content()
    assert all(value in text for value in (URL, "assemble", "soft_404", ATTACK))


def test_page_without_metadata() -> None:
    """An article of which little is known is shown all the same."""
    outcome = extract_article(page_of(html_of(head="<title></title>").replace("<h1>", "<p>").replace("</h1>", "</p>"), "http://127.0.0.1/"))
    if isinstance(outcome, Article):
        assert FERRY[0][:20] in render_article(outcome)
    else:
        assert str(outcome.reason) in render_rejection(outcome)


def test_every_label_has_a_colour_of_its_own() -> None:
    """No two labels of removed blocks look the same, and none is forgotten."""
    assert set(COLOURS) == set(BlockLabel) - {BlockLabel.BODY}
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_partial_article_says_so() -> None:
    """Status and flags of a paywalled page can be read."""
    outcome = extract_article(page_of(html_of(head=linked_data(isAccessibleForFree=False))))
    assert isinstance(outcome, Article)
    text = lxml.html.document_fromstring(render_article(outcome)).text_content()
    assert "partial" in text
    assert "paywall" in text
