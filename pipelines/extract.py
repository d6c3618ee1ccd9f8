"""The two doors of the library: a page in, an article out; a text in, its labelled lines out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import lxml.html

from pipelines.article import Article, LanguageSource, Metadata, Rejection
from pipelines.assemble import TRUNCATED, assemble, join_blocks
from pipelines.block import Block, BlockLabel, Evidence, LabelledBlock
from pipelines.errors import InputError, PageError
from pipelines.judge import judge_page
from pipelines.judge.model import Model
from pipelines.label import Labelled, label_blocks
from pipelines.label.lines import label_lines
from pipelines.main_content import find_main_content
from pipelines.metadata import detect_language, read_metadata
from pipelines.page import Page
from pipelines.parse import ParsedPage, parse_page, parse_whole
from pipelines.script_story import segment_shown
from pipelines.segment import segment_text
from pipelines.site_marks import SiteMarks, mark_blocks
from pipelines.sites import Layout, SiteProfile
from pipelines.urls import normalize_url


def extract_article(page: Page, site: SiteProfile | None = None, parsed: ParsedPage | None = None) -> Article | Rejection:
    """The page's story with every other block named, or why it holds none; `site` is the profile of the page's site, if it has one.

    `parsed` is what `parse_whole` gave for the page, where somebody has needed it before. Pure: the same page and profile give the same
    answer in any order, process and number of workers. Raises InputError for a URL without a host.
    """
    try:
        article, refusal = separate_page(page, site, parsed)
    except PageError as error:
        return Rejection(page.url, error.stage, error.reason, error.detail)
    return refusal or article


def separate_page(page: Page, site: SiteProfile | None = None, parsed: ParsedPage | None = None) -> tuple[Article, Rejection | None]:
    """The page's blocks, separated, whether it is an article or not; and the refusal, where it is judged to be none.

    Raises PageError where there is nothing to separate: another format, no text, no story.
    """
    try:
        normalize_url(page.url)
    except ValueError as error:
        raise InputError(f"the page needs the URL it came from, with a host: {error}") from error
    parsed = parsed or parse_whole(page)
    root = parsed.root
    blocks, metadata = segment_shown(root, _read_metadata(root, page))
    if parsed.is_cut:
        metadata = dataclasses.replace(metadata, flags=(*metadata.flags, TRUNCATED))
    marks = mark_blocks(root, blocks, _layout(page, metadata, site)) if site else None
    closed = [index for index, may_be_story in enumerate(marks.may_be_story) if not may_be_story] if marks else ()
    labelled = label_blocks(blocks, metadata, lambda: find_main_content(root, blocks), closed)
    return judge_blocks(page, metadata, blocks, _as_marked(labelled, marks) if marks else labelled)


def describe_page(page: Page) -> Metadata:
    """What a page says of itself, whether or not it shows a story. Raises PageError where it is no HTML."""
    return _read_metadata(parse_page(page), page)


def judge_blocks(
    page: Page, metadata: Metadata, blocks: Sequence[Block], labelled: Labelled, judge: Model | None = None
) -> tuple[Article, Rejection | None]:
    """The article of a page whose blocks have their labels, and the refusal, where the shipped model or `judge` takes it for none.

    Raises PageError (no_story) where no block is left of it.
    """
    article = _with_flags(assemble(page, metadata, blocks, labelled.evidence), labelled)
    try:
        judge_page(page.url, metadata, blocks, [evidence.label is BlockLabel.BODY for evidence in labelled.evidence], judge)
    except PageError as error:
        return article, Rejection(page.url, error.stage, error.reason, error.detail)
    return article, None


def separate_text(text: str, language: str | None = None) -> list[LabelledBlock]:
    """The labelled lines of a plain text, one block for each non-empty line, in order; kept ones are the story.

    `language` (BCP 47) may be given; the phrase tables of all languages are asked in any case, so that a wrong one does no harm.
    Joining the kept blocks' texts by a blank line gives the story, into which their offsets point.
    """
    _ = language
    blocks = segment_text(text)
    return list(join_blocks(blocks, label_lines(blocks))[0])


def _read_metadata(root: lxml.html.HtmlElement, page: Page) -> Metadata:
    return read_metadata(root, page.url, robots_header=page.robots_header, tdm_reserved=page.tdm_reserved, fetched_at=page.fetched_at)


def _layout(page: Page, metadata: Metadata, site: SiteProfile) -> Layout:
    """The site's layout on the page's publication day; of a page without a date, on the day on which it was fetched."""
    return site.layout_on(metadata.date_published.day if metadata.date_published else page.fetched_at.date())


def _as_marked(labelled: Labelled, marks: SiteMarks) -> Labelled:
    """The labels, with those of the elements that the site's profile removes in the place of the models'."""
    pairs = zip(labelled.evidence, marks.removed, strict=True)
    evidence = tuple(Evidence(label, f"site:{label}") if label else own for own, label in pairs)
    return dataclasses.replace(labelled, evidence=evidence, flags=marks.flags)


def _with_flags(article: Article, labelled: Labelled) -> Article:
    """The article with its expected F1, the language of its text where the page declares none, and a flag where trafilatura failed."""
    metadata = article.metadata
    if metadata.language is None:
        language = detect_language(article.body)
        metadata = _detected(metadata, language) if language else metadata
    flags = (*article.quality_flags, *labelled.flags, *(("verdict_failed",) if labelled.verdict_failed else ()))
    return dataclasses.replace(
        article, metadata=metadata, quality_flags=tuple(dict.fromkeys(flags)), confidence=round(labelled.expected_f1, 4)
    )


def _detected(metadata: Metadata, language: str) -> Metadata:
    return dataclasses.replace(metadata, language=language, language_source=LanguageSource.DETECTED)
