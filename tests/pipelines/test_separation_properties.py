"""What holds for the separation of any page and any text: nothing is lost, nothing is added, nothing is shown twice."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from itertools import cycle
from pathlib import Path

import pytest
from added_blocks import ADDED_BLOCKS, BOXES, PLAIN_STORIES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import FERRY, html_of, linked_data, page_of

from pipelines import Article, PageError, extract_article, separate_text
from pipelines.extract import separate_page
from pipelines.parse import parse_page
from pipelines.segment import segment, segment_text
from pipelines.text import clean_text

ANY_TREE = settings(max_examples=500, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
ANY_TEXT = settings(max_examples=120, derandomize=True, deadline=None, database=None)

SHOWN_TAGS = (
    "p div li ul ol h1 h2 h3 a b em span aside footer header nav blockquote td tr table figure figcaption form section article main button"
    " label address center font dl dt dd pre details x-teaser"
).split()
HIDDEN_TAGS = "script style noscript template svg select iframe object canvas".split()
VOID_TAGS = "br hr img input wbr".split()
ATTRIBUTES = (
    "", "", "", ' class="newsletter"', ' id="comments"', " hidden", ' style="display: none"', ' class="article-body"', " role=main",
    ' href="/a"', ' href="http://["', " class='a b' class=c", " itemprop=articleBody", ' data-x="&lt;p&gt;"', " <", " onclick='a > b'",
)  # fmt: skip
CHARACTERS = st.characters(exclude_categories=("Cs",))
TEXTS = st.one_of(
    st.sampled_from(
        (*FERRY, "Subscribe to our newsletter", "Share", "3 comments", "We are hiring: editor (m/f/d)", "东京 大学", "\u0301x", " ")
    ),
    st.text(CHARACTERS, max_size=20),
)

Tree = str | tuple[str, str, list["Tree"]]
TREES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(SHOWN_TAGS), st.sampled_from(ATTRIBUTES), st.lists(inner, max_size=4)),
        st.tuples(st.sampled_from((*VOID_TAGS, *HIDDEN_TAGS)), st.sampled_from(ATTRIBUTES), st.just([])),
    ),
    max_leaves=25,
)


def written(tree: Tree) -> str:
    """The tree as HTML; hidden elements hold a text of their own."""
    if isinstance(tree, str):
        return escape(tree)
    tag, attributes, inner = tree
    if tag in VOID_TAGS:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{'hidden' if tag in HIDDEN_TAGS else ''}{''.join(map(written, inner))}</{tag}>"


def texts(tree: Tree) -> Iterator[str]:
    """The texts of a tree, in order."""
    if isinstance(tree, str):
        yield tree
    else:
        for inner in tree[2]:
            yield from texts(inner)


def letters(parts: list[str]) -> str:
    """What a reader sees of some texts: all but white space, in one form."""
    return unicodedata.normalize("NFC", "".join("".join(clean_text(part).split()) for part in parts))


def without_marks(text: str) -> str:
    """The text without accents and white space: an accent at the start of a block would join the letter before it."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter) and not letter.isspace())


def page_with(trees: list[Tree]) -> str:
    """A page that claims to be a story and shows these trees."""
    return f"<html><head>{linked_data()}</head><body>{''.join(map(written, trees))}</body></html>"


def is_subsequence(part: str, whole: str) -> bool:
    """Whether the letters of one text stand in the other, in that order."""
    rest = iter(whole)
    return all(letter in rest for letter in part)


def separated(trees: list[Tree]) -> Article | None:
    """The article of a page with these trees; None where the page is refused, as one without a story is."""
    try:
        return separate_page(page_of(page_with(trees)))[0]
    except PageError:
        return None


@ANY_TREE
@given(st.lists(TREES, max_size=6))
def test_separation_of_any_tree(trees: list[Tree]) -> None:
    """Nothing is raised but a refusal; kept and removed blocks together hold each letter shown once and in order, the kept ones a part."""
    shown = letters([text for tree in trees for text in texts(tree)])
    blocks = [block.text for block in segment(parse_page(page_of(page_with(trees))))]
    assert letters(blocks) == shown
    article = separated(trees)
    if article is None:
        return
    assert [block.text for block in article.blocks] == blocks
    assert is_subsequence(without_marks(article.body), without_marks(shown))
    assert_offsets_point_at_the_text(article)


def assert_offsets_point_at_the_text(article: Article) -> None:
    """Kept slices are the kept blocks and joined by a blank line the body; removed blocks have no offsets; indices count from 0."""
    slices = [article.body[block.char_start : block.char_end] for block in article.blocks if block.kept]
    assert slices == [block.text for block in article.blocks if block.kept]
    assert "\n\n".join(slices) == article.body
    assert all(block.char_start is None and block.char_end is None for block in article.removed)
    assert [block.block_index for block in article.blocks] == list(range(len(article.blocks)))


@settings(ANY_TREE, max_examples=80)
@given(st.lists(TREES, max_size=6))
def test_cutting_blocks_again_changes_nothing(trees: list[Tree]) -> None:
    """The blocks of a page, given as lines of a text or as paragraphs of a page, are the same blocks."""
    blocks = [block.text for block in segment(parse_page(page_of(page_with(trees))))]
    assert [block.text for block in segment_text("\n".join(blocks))] == blocks
    again = "".join(f"<p>{escape(block)}</p>" for block in blocks)
    assert [block.text for block in segment(parse_page(page_of(f"<html><body>{again}</body></html>")))] == blocks


@ANY_TEXT
@given(st.lists(st.one_of(st.text(max_size=40), TEXTS), max_size=12))
def test_separation_of_any_text(lines: list[str]) -> None:
    """Any text, lone surrogates too, is separated: each letter once and in order, and offsets that point at the kept lines."""
    blocks = separate_text("\n".join(lines))
    assert letters([block.text for block in blocks]) == letters(lines)
    story = "\n\n".join(block.text for block in blocks if block.kept)
    assert [story[block.char_start : block.char_end] for block in blocks if block.kept] == [block.text for block in blocks if block.kept]
    json.dumps([block.text for block in blocks], ensure_ascii=False).encode()


LANGUAGES = st.sampled_from(sorted(PLAIN_STORIES))
PLACES = ("</article>", "</main>", "<footer>", "<main>")


@st.composite
def added_to_pages(draw: st.DrawFn) -> tuple[str, str, str]:
    """The language of a plain story, boilerplate in it, and the tag of the page before which it is put: never between two paragraphs."""
    language = draw(LANGUAGES)
    blocks = st.lists(st.builds(str.format, st.sampled_from(BOXES), st.sampled_from(ADDED_BLOCKS[language])), min_size=1, max_size=4)
    return language, "".join(draw(blocks)), draw(st.sampled_from(PLACES))


def story_page(language: str, paragraphs: Sequence[str]) -> str:
    """A story page in a language."""
    title = " ".join(PLAIN_STORIES[language][0].split()[:6])
    story = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return html_of(headline=title, head=linked_data(headline=title), story=story).replace('lang="en"', f'lang="{language}"')


def body_of(html: str) -> list[str]:
    """The paragraphs of the page's article."""
    article = extract_article(page_of(html))
    assert isinstance(article, Article)
    return article.body.split("\n\n")


@settings(ANY_TREE, max_examples=60)
@given(added_to_pages())
def test_added_boilerplate_does_not_change_the_story(added: tuple[str, str, str]) -> None:
    """Invitations, vacancies, comment rules and lists of links, in any box beside or below the story, are taken out, and nothing else."""
    language, blocks, place = added
    html = story_page(language, PLAIN_STORIES[language])
    assert body_of(html.replace(place, blocks + place)) == list(PLAIN_STORIES[language])


@settings(ANY_TREE, max_examples=25)
@given(added_to_pages())
def test_separating_a_separated_story_changes_nothing(added: tuple[str, str, str]) -> None:
    """What was kept of a page, put into a page or a text of its own, is kept as it is."""
    language, blocks, place = added
    kept = body_of(story_page(language, PLAIN_STORIES[language]).replace(place, blocks + place))
    assert body_of(story_page(language, kept)) == kept
    assert [block.text for block in separate_text("\n".join(kept)) if block.kept] == kept


SAMPLES = Path(__file__).parents[2] / "data" / "sample_sites"
LANGUAGE_OF = {"www.harbourledger.example": "en", "www.vigiedusud.example": "fr", "www.zukunftsfeld.example": "de"}


@pytest.mark.parametrize("site", LANGUAGE_OF)
def test_added_boilerplate_changes_no_sample_story(site: str) -> None:
    """A block of each kind at the end of pages that other hands wrote leaves their stories as they were."""
    paths = sorted(path for path in (SAMPLES / site).rglob("*.html") if '"is_article": true' in _labels(path))
    blocks = cycle(ADDED_BLOCKS[LANGUAGE_OF[site]])
    assert len(paths) >= 10
    for path in paths:
        html = path.read_text(encoding="utf-8")
        start, end, rest = html.rpartition("</body>")
        url = f"https://{path.relative_to(SAMPLES)}"
        assert _body_at(url, f"{start}<div>{next(blocks)}</div>{end}{rest}") == _body_at(url, html), path


def _labels(page: Path) -> str:
    return page.with_name(page.name.replace(".html", ".labels.json")).read_text(encoding="utf-8")


def _body_at(url: str, html: str) -> str:
    article = extract_article(page_of(html, url))
    assert isinstance(article, Article)
    return article.body
