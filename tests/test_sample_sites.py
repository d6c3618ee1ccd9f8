"""The bundled sample sites: their labels are sound, they are as hard as they should be, and the program reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import lxml.html
import pytest

from pipelines import Article, BlockLabel, Page, extract_article
from pipelines.block import Block
from pipelines.label.cues import cue_of
from pipelines.label.phrases import Strength, find_phrases
from pipelines.parse import parse_page
from pipelines.segment import NAME_ATTRIBUTES, segment

FOLDER = Path(__file__).parent.parent / "data" / "sample_sites"
FETCHED_AT = datetime(2026, 11, 20, tzinfo=UTC)
SITES = ("www.harbourledger.example", "www.vigiedusud.example", "www.zukunftsfeld.example")
CUE_LEVELS = 8  # boxes around a block whose names are asked
NEVER_BODY = (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)


@dataclass(frozen=True)
class Sample:
    """A page of a sample site with the true label of each of its blocks."""

    name: str
    page: Page
    is_article: bool
    truth: tuple[tuple[str, BlockLabel], ...]


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """All labelled pages, by name."""
    return tuple(_read_sample(path) for path in sorted(FOLDER.rglob("*.labels.json")))


def _read_sample(path: Path) -> Sample:
    labels = json.loads(path.read_text(encoding="utf-8"))
    html = path.with_name(path.name.replace(".labels.json", ".html"))
    return Sample(
        name=str(html.relative_to(FOLDER)),
        page=Page(labels["url"], html.read_bytes(), FETCHED_AT, "text/html; charset=utf-8"),
        is_article=labels["is_article"],
        truth=tuple((text, BlockLabel(label)) for text, label in labels["segments"]),
    )


def articles(site: str = "") -> list[Sample]:
    """The article pages of a site, or of all."""
    return [sample for sample in samples() if sample.is_article and sample.name.startswith(site)]


def blocks_of(sample: Sample) -> list[Block]:
    """The page's blocks."""
    return segment(parse_page(sample.page))


# The labels


def test_every_page_has_labels() -> None:
    """Beside every page lies what its blocks are."""
    assert {sample.name for sample in samples()} == {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html")}


@pytest.mark.parametrize("site", SITES)
def test_labels_of_articles_agree_with_the_segmentation(site: str) -> None:
    """Each block of each article page has its label, in order."""
    for sample in articles(site):
        assert [text for text, _ in sample.truth] == [block.text for block in blocks_of(sample)], sample.name


@pytest.mark.parametrize("site", SITES)
def test_labels_of_other_pages_agree_with_the_segmentation(site: str) -> None:
    """What is labelled on other pages are blocks of them, in order."""
    for sample in samples():
        if sample.name.startswith(site) and not sample.is_article:
            texts = iter([block.text for block in blocks_of(sample)])
            assert all(text in texts for text, _ in sample.truth), sample.name


# The quotas: sites that are too easy prove nothing


def test_there_are_enough_articles() -> None:
    """Forty-five articles at least, some of each site."""
    assert len(articles()) >= 45
    assert all(len(articles(site)) >= 10 for site in SITES)


def test_half_of_the_boilerplate_stands_in_no_telling_box() -> None:
    """At least half of the boilerplate of articles has no class or id, up to eight boxes up, that names what it is."""
    silent = [_is_unnamed(element) for _, element in _boilerplate()]
    assert sum(silent) >= 0.5 * len(silent)


def test_a_third_of_it_has_no_telling_phrase_either() -> None:
    """At least a third of that half says nothing that stands in the phrase tables."""
    texts = [text for text, element in _boilerplate() if _is_unnamed(element)]
    silent = [all(hit.strength is Strength.WEAK for hit in find_phrases(text)) for text in texts]
    assert sum(silent) >= len(silent) / 3


def _boilerplate() -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Text and element of each block of an article page that is not body."""
    for sample in articles():
        root = parse_page(sample.page)
        tree = root.getroottree()
        for block, (text, label) in zip(segment(root), sample.truth, strict=True):
            if label is not BlockLabel.BODY:
                yield text, tree.xpath(block.xpath)[0]


def _is_unnamed(element: lxml.html.HtmlElement) -> bool:
    boxes = [element, *element.iterancestors()][: CUE_LEVELS + 1]
    inside = [box for box in boxes if box.tag not in ("body", "html")]
    return all(cue_of(" ".join(filter(None, (box.get(key) for key in NAME_ATTRIBUTES))).lower()) is None for box in inside)


# The program on them


@lru_cache(maxsize=128)
def article_of(sample: Sample) -> Article:
    """What the program makes of an article page."""
    outcome = extract_article(sample.page)
    assert isinstance(outcome, Article), (sample.name, outcome)
    return outcome


def mistakes(site: str) -> list[tuple[str, str, str, str]]:
    """Page, true label, given label and text of each block with a wrong label."""
    return [
        (sample.name, str(label), str(block.label), text)
        for sample in articles(site)
        for (text, label), block in zip(sample.truth, article_of(sample).blocks, strict=True)
        if block.label is not label
    ]


@pytest.mark.parametrize("site", SITES)
def test_labels_are_true(site: str) -> None:
    """At least 98 % of the blocks of a site's articles get their true label."""
    wrong = mistakes(site)
    assert len(wrong) <= 0.02 * sum(len(sample.truth) for sample in articles(site)), wrong


@pytest.mark.parametrize("site", SITES)
def test_no_boilerplate_in_a_body(site: str) -> None:
    """No newsletter, job listing or comment policy stands in any article."""
    assert not [mistake for mistake in mistakes(site) if mistake[1] in NEVER_BODY and mistake[2] == BlockLabel.BODY]


@pytest.mark.parametrize("site", SITES)
def test_no_story_paragraph_is_lost(site: str) -> None:
    """Every block of every story is kept."""
    assert not [mistake for mistake in mistakes(site) if mistake[1] == BlockLabel.BODY]
