"""A page's blocks as numbers."""

from __future__ import annotations

import lxml.html
import numpy as np
import pytest

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.label.features.characters import FORM_NAMES, read_characters
from pipelines.label.features.elements import NAME_CLASSES, PLACE_NAMES, enclosing, read_elements, read_places, shared_depths
from pipelines.label.features.hashed import HASH_BITS, hash_blocks
from pipelines.label.features.neighbours import OUTSIDE, neighbour_names, read_neighbours
from pipelines.label.features.page import STATIC_NAMES, kind_matrix, kind_names, read_values, story_matrix, story_names
from pipelines.segment import segment

PAGE = """<body><nav class="site-nav"><a href="/">Home</a></nav>
<article class="post-content"><h1>Ferry landing reopens</h1><p>The council voted on Tuesday to reopen the old ferry landing.</p>
<p>Engineers had found cracks in two of the beams, and the repair took until March.</p>
<div class="newsletter-box"><p>Get our newsletter every morning at six.</p></div></article>
<article class="teaser"><h2>Seal pup swims home</h2><p>Biscuit, found on the slipway in May, left for the open sea on Friday.</p></article>
</body>"""
WORDS_OF_PAGE = Metadata(headline="Ferry landing reopens")


def _blocks() -> list[Block]:
    return segment(lxml.html.document_fromstring(PAGE))


def _column(names: tuple[str, ...], matrix: np.ndarray, name: str) -> list[float]:
    return [round(float(value), 3) for value in matrix[:, names.index(name)]]


def test_characters_of_any_script() -> None:
    """Shares are counted by character class, whatever the script."""
    matrix, lengths = read_characters(["Ok 12!", "東京は雨。", "• ja"])
    assert lengths.tolist() == [6, 5, 4]
    assert _column(FORM_NAMES, matrix, "share_digit") == [0.333, 0, 0]
    assert _column(FORM_NAMES, matrix, "share_ideograph") == [0, 0.8, 0]
    assert _column(FORM_NAMES, matrix, "ends_asking") == [1, 0, 0]
    assert _column(FORM_NAMES, matrix, "ends_stop") == [0, 1, 0]
    assert _column(FORM_NAMES, matrix, "starts_bullet") == [0, 0, 1]


def test_names_of_the_elements_around() -> None:
    """A class name counts for the blocks in its element: near ones by themselves, all of them together."""
    blocks = _blocks()
    matrix = read_places(blocks, read_elements(blocks))
    texts = [block.text.split()[0] for block in blocks]
    near = dict(zip(texts, _column(PLACE_NAMES, matrix, "near_newsletter"), strict=True))
    assert (near["Get"], near["Engineers"]) == (1, 0)
    assert dict(zip(texts, _column(PLACE_NAMES, matrix, "around_article"), strict=True))["Get"] == 1
    assert "nav" in NAME_CLASSES


def test_depths_shared_with_an_element() -> None:
    """The two articles share nothing but the body around them."""
    blocks = _blocks()
    elements = read_elements(blocks)
    shared = shared_depths(elements, int(elements.of_block[1]))[elements.of_block]
    assert shared[2] > shared[-1]
    articles = enclosing(elements, "article")[elements.of_block]
    assert articles[0] == -1
    assert articles[1] == articles[4] != articles[5]


def test_neighbours_beyond_the_page() -> None:
    """Where the page ends, a neighbour has a value that no block has."""
    names = neighbour_names(("words",))
    matrix = read_neighbours(np.array([[1.0], [2.0], [4.0]], dtype=np.float32))
    assert _column(names, matrix, "words_at-1") == [OUTSIDE, 1, 2]
    assert _column(names, matrix, "words_at+2") == [4, OUTSIDE, OUTSIDE]
    assert _column(names, matrix, "words_above4") == [0, 1, 1.5]


def test_hashes_are_the_same_everywhere() -> None:
    """The same words give the same numbers in every process: literal in, literal out."""
    hashes, starts = hash_blocks([Block(0, "Jobs", "line"), Block(1, "Jobs", "line"), Block(2, "", "line")], with_elements=False)
    assert starts.tolist()[:2] == [0, len(hashes[: starts[1]])]
    assert set(hashes[: starts[1]]) == set(hashes[starts[1] : starts[2]])
    assert 28101 in hashes.tolist()  # "jobs"
    assert hashes.max() < 1 << HASH_BITS
    assert len(hashes) > starts[-1]


@pytest.mark.parametrize("with_verdict", [False, True])
def test_the_story_matrix_has_its_columns(*, with_verdict: bool) -> None:
    """One row a block, one column a name, all of them finite."""
    page = read_values(_blocks(), WORDS_OF_PAGE)
    text = np.zeros(7, dtype=np.float32)
    verdict = np.array([0, 0, 1, 1, 0, 0, 0], dtype=np.float32) if with_verdict else None
    matrix = story_matrix(page, text, verdict)
    assert matrix.shape == (7, len(story_names(with_verdict=with_verdict)))
    assert page.static.shape == (7, len(STATIC_NAMES))
    assert np.isfinite(matrix).all()


def test_the_kind_matrix_has_its_columns() -> None:
    """The decision about the story is among the columns that name the rest."""
    page = read_values(_blocks(), WORDS_OF_PAGE)
    zeros = np.zeros(7, dtype=np.float32)
    kept = np.array([False, False, True, True, False, False, False])
    matrix, context = kind_matrix(page, story_matrix(page, zeros), np.zeros((7, 16), dtype=np.float32), zeros, kept)
    assert matrix.shape == (7, len(kind_names()))
    assert len(context) == 7
    assert _column(kind_names(), matrix, "kept") == [0, 0, 1, 1, 0, 0, 0]


def test_a_second_article_stands_apart() -> None:
    """Columns tell how far a block is from the headline's own article, since a second story below the first reads like the first."""
    page = read_values(_blocks(), WORDS_OF_PAGE)
    assert _column(STATIC_NAMES, page.static, "headline_same_article") == [0, 1, 1, 1, 1, 0, 0]
