"""The signs of a page: each is a finite number, and says what its name says."""

from __future__ import annotations

import math

import pytest

from pipelines.article import Metadata
from pipelines.block import Block, Container
from pipelines.judge.address import read_address
from pipelines.judge.around import read_around
from pipelines.judge.claims import read_claims
from pipelines.judge.features import read_features
from pipelines.judge.overlap import read_overlap
from pipelines.judge.phrases import kind_of, read_phrases
from pipelines.judge.repeats import read_repeats
from pipelines.judge.story import read_story
from pipelines.judge.words import HASH_BITS, hash_words

URL = "https://www.kurier.example/town/ferry-landing-stays-closed"
SENTENCE = "The ferry landing stays closed for another winter, the council decided on Tuesday night."


def paragraph(text: str, index: int = 0, tag: str = "p", container: Container | None = None, link: str | None = None) -> Block:
    """A block with this text."""
    return Block(index=index, text=text, tag=tag, container=container, link=link)


def cards(count: int, names: str = "card") -> list[Block]:
    """Blocks in boxes of one make, side by side."""
    outer = Container(tag="div", names="grid", number=1, depth=1)
    boxes = [Container(tag="div", names=names, number=2 + index, depth=2, parent=outer) for index in range(count)]
    return [paragraph(SENTENCE, index, container=box) for index, box in enumerate(boxes)]


def words_of(url: str, metadata: Metadata, blocks: list[Block]) -> set[int]:
    """The hashed words of a page all of which is story."""
    return set(hash_words(url, metadata, blocks, [True] * len(blocks)).tolist())


@pytest.mark.parametrize("url", ["https://www.kurier.example", "https://www.kurier.example/%ff?", "http://[::1]/x", "https://kurier/", URL])
def test_signs_are_finite_numbers(url: str) -> None:
    """Every sign has a value, also of a page without blocks or with a strange address, and always the same names."""
    signs = read_features(url, Metadata(), [], []).signs
    assert all(math.isfinite(value) for value in signs.values())
    assert list(signs) == list(read_features(URL, Metadata(headline="Ferry"), cards(3), [True, False, True]).signs)


def test_no_sign_has_two_readers() -> None:
    """No reader overwrites another's sign."""
    blocks = cards(3)
    readers = [
        read_claims(Metadata()),
        read_address(URL),
        read_story(blocks),
        read_around(blocks, blocks),
        read_repeats(blocks, [True] * 3),
        read_phrases(blocks, blocks),
        read_overlap(URL, Metadata(), blocks, blocks),
    ]
    assert sum(map(len, readers)) == len(read_features(URL, Metadata(), blocks, [True] * 3).signs)


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("newsarticle", "says_article"),
        ("product", "says_other"),
        ("website", "says_website"),
        ("qapage", "type_forum"),
        ("", "says_nothing"),
    ],
)
def test_type_says_what_the_page_is(kind: str, sign: str) -> None:
    """The page's own type counts."""
    assert read_claims(Metadata(article_type=kind or None))[sign] == 1


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://forum.kurier.example/x", "place_forum"),
        ("https://www.kurier.example/produkte/k7", "place_shop"),
        ("https://docs.kurier.example/x", "place_manual"),
        ("https://www.kurier.example/leistungen/dach", "place_service"),
        ("https://www.kurier.example/kategorie/stadt", "place_list"),
        ("https://www.kurier.example/nachrichten/stadt", "place_news"),
    ],
)
def test_address_names_a_place(url: str, place: str) -> None:
    """Host and folders tell what stands there, in several languages."""
    assert read_address(url)[place] >= 2


def test_headline_in_the_address_names_no_place() -> None:
    """A word of a headline says nothing of the place where the story stands."""
    assert read_address("https://www.kurier.example/town/how-the-forum-saved-the-shop")["place_forum"] == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Add to cart", "buying"), ("12,345 Views", "talking"), ("Angebot anfordern!", "hiring"), ("Ferry landing", None), ("», «", None)],
)
def test_phrase_tells_a_kind(text: str, kind: str | None) -> None:
    """A short block says what shops, firms and forums say; numbers, case and marks do not matter."""
    assert kind_of(text) == kind


def test_phrases_inside_the_story_are_counted_apart() -> None:
    """A reply button between two story blocks is more than one in the margin."""
    blocks = [paragraph(SENTENCE, 0), paragraph("Reply", 1), paragraph(SENTENCE, 2), paragraph("Quote", 3)]
    signs = read_phrases(blocks, [blocks[0], blocks[2]])
    assert signs["talking"] == pytest.approx(math.log(3))
    assert signs["talking_inside"] == pytest.approx(math.log(2))


def test_three_boxes_of_a_make_repeat() -> None:
    """Three siblings with the same names are a group that holds the whole story; two are none."""
    signs = read_repeats(cards(3), [True] * 3)
    assert signs["repeats"] == pytest.approx(math.log(4))
    assert signs["repeat_story"] == pytest.approx(42 / 43)
    assert read_repeats(cards(2), [True] * 2)["repeats"] == 0


def test_sentences_and_lists_share_the_story() -> None:
    """Shares are of the story's words."""
    signs = read_story([paragraph(SENTENCE), paragraph("Tea, bread, two eggs", 1, tag="li")])
    assert signs["sentences"] == pytest.approx(14 / 19)
    assert signs["in_lists"] == pytest.approx(4 / 19)


def test_heading_right_before_the_story() -> None:
    """The distance from heading to story counts blocks; a date stands between."""
    blocks = [paragraph("Ferry", 0, tag="h1"), paragraph("3 May 2024", 1), paragraph(SENTENCE, 2)]
    signs = read_around(blocks, blocks[2:])
    assert signs["h1_to_story"] == pytest.approx(math.log(3))
    assert signs["date_before"] == 1


def test_forms_are_counted_once() -> None:
    """Two blocks of one form are one form."""
    form = Container(tag="form", names="", number=1, depth=1)
    blocks = [paragraph("Name", 0, container=form), paragraph("City", 1, container=form)]
    assert read_around(blocks, [])["forms"] == pytest.approx(math.log(2))


def test_headline_address_and_story_speak_of_one_thing() -> None:
    """Words of the headline stand in the address and in the story."""
    signs = read_overlap(URL, Metadata(headline="Ferry landing stays closed"), [paragraph(SENTENCE)], [paragraph(SENTENCE)])
    assert signs["slug_in_title"] == signs["title_in_first"] == pytest.approx(4 / 5)


def test_words_are_numbers_below_the_limit() -> None:
    """Each hashed word is an index of the model's weights, and a page without blocks has some, too."""
    found = hash_words("https://www.kurier.example", Metadata(), [], [])
    assert 0 < len(found) == len(set(found.tolist()))
    assert 0 <= found.min() <= found.max() < 1 << HASH_BITS


def test_name_of_the_site_is_no_word() -> None:
    """Two sites with pages of the same make have the same words: a site is not learned by name."""
    assert words_of(URL, Metadata(), cards(3)) == words_of("https://www.bote.example/town/ferry-landing-stays-closed", Metadata(), cards(3))


def test_names_of_boxes_and_links_are_words() -> None:
    """Another name of a box, and another folder that a link points to, change the words."""
    plain = words_of(URL, Metadata(), cards(3))
    assert plain != words_of(URL, Metadata(), cards(3, names="product"))
    assert plain != words_of(URL, Metadata(), [*cards(3), paragraph(SENTENCE, 3, link="/forum/7")])


def test_links_to_other_sites_are_no_words() -> None:
    """Where a page links to outside of its site does not matter."""
    links = [paragraph(SENTENCE, 3, link=link) for link in ("https://www.bote.example/forum/7", "#top", "http://[", "javascript:void(0)")]
    assert words_of(URL, Metadata(), cards(3)) == words_of(URL, Metadata(), [*cards(3), *links])
