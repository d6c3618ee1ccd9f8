"""The story of a page that shows none without its scripts: taken from the data which the page ships for them.

Pages built in the reader's browser carry their content as JSON: a JSON-LD `articleBody`, Next.js's `__NEXT_DATA__` and
`self.__next_f.push`, a store of the site's own. Such a text is appended to the tree as an article, to be cut and labelled as any other.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import lxml.html
from lxml import etree

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.segment import segment
from pipelines.text import clean_text

MAX_SHOWN_PROSE_WORDS, MAX_SHOWN_WORDS = 80, 300  # a page that shows more is what it shows
MIN_PROSE_WORDS = 15  # of a block that reads as a paragraph
MIN_STORY_WORDS = 100  # and no fewer than the page shows: a shop's product texts are no story
MIN_PARAGRAPH_WORDS = 8
MAX_SCRIPT_CHARS = 2_000_000
MAX_DEPTH = 3  # data quoted inside data: Next.js quotes twice
MIN_QUOTED_CHARS = 40
# A key with a string for its value, and a string alone; possessive, so that a script costs one pass.
_VALUE = re.compile(r'"([A-Za-z_@][\w@-]{0,40})"\s*+:\s*+"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_MARKUP = re.compile(r"<(?:p|br|div|h[2-6]|li)\b", re.IGNORECASE)
_CODE = re.compile(r"function\s*\(|=>|\bvar \w+=|[{};]\s*\n")


FLAG = "script_story"  # of articles whose text was found there


def segment_shown(root: lxml.html.HtmlElement, metadata: Metadata) -> tuple[Sequence[Block], Metadata]:
    """The page's blocks; where it shows no story and is free to read, with the one that its scripts hold, which is flagged."""
    blocks = segment(root)
    found = _with_script_story(root, blocks) if metadata.is_accessible_for_free is not False else None
    return (blocks, metadata) if found is None else (found, replace(metadata, flags=(*metadata.flags, FLAG)))


def _with_script_story(root: lxml.html.HtmlElement, blocks: Sequence[Block]) -> Sequence[Block] | None:
    """The page's blocks with the story that its scripts would show, which is added to the tree; None where the page shows its own."""
    shown = [block.words for block in blocks]
    if sum(shown) > MAX_SHOWN_WORDS or sum(words for words in shown if words >= MIN_PROSE_WORDS) > MAX_SHOWN_PROSE_WORDS:
        return None
    story = max(_stories(root), key=_count_words, default=[])
    if _count_words(story) < max(MIN_STORY_WORDS, sum(shown)):
        return None
    article = etree.SubElement(root if (body := root.find("body")) is None else body, "article")
    for text in story:
        _append(article, text)
    return segment(root)


def _stories(root: lxml.html.HtmlElement) -> Iterator[list[str]]:
    """For each script and key all its values that read as text, in order: a story is one long value, or a paragraph each."""
    for script in root.iter("script"):
        if script.text and len(script.text) <= MAX_SCRIPT_CHARS:
            values: dict[str, list[str]] = defaultdict(list)
            for key, value in _values(script.text, 0):
                if _is_prose(value) and value not in values[key]:
                    values[key].append(value)
            yield from values.values()


def _values(data: str, depth: int) -> Iterator[tuple[str, str]]:
    """Each key with its string, also in data that is quoted inside the data."""
    if depth < MAX_DEPTH:
        for key, quoted in _VALUE.findall(data):
            if len(quoted) >= MIN_QUOTED_CHARS:
                yield key, _unquoted(quoted)
        for quoted in _QUOTED.findall(data):
            if '\\"' in quoted and '":' in quoted.replace("\\", ""):
                yield from _values(_unquoted(quoted), depth + 1)


def _unquoted(quoted: str) -> str:
    """The string that stands so in JSON or JavaScript; empty where it is neither."""
    try:
        return clean_text(json.loads(f'"{quoted}"', strict=False))
    except ValueError:
        return ""


def _is_prose(value: str) -> bool:
    return value.count(" ") >= MIN_PARAGRAPH_WORDS and not _CODE.search(value)


def _count_words(story: Sequence[str]) -> int:
    return sum(text.count(" ") for text in story)


def _append(article: etree._Element, text: str) -> None:
    """Adds a value as markup where it is some, else each of its lines as a paragraph."""
    if _MARKUP.search(text):
        article.append(lxml.html.fragment_fromstring(text, create_parent="div"))
        return
    for line in text.splitlines():
        etree.SubElement(article, "p").text = line
