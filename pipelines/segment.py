"""Tree, or plain text -> blocks, in document order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import lxml.html
from lxml import etree

from pipelines.block import Block, Container
from pipelines.crowds import MAX_GATHERED_CHARS, Crowd, Gathering
from pipelines.paths import Paths
from pipelines.text import squeeze

# What readers do not see as text, and what starts a new run of text.
SKIPPED_TAGS = frozenset("script style noscript template svg head iframe object canvas select option".split())
BLOCK_TAGS = frozenset(
    "p div section article main aside header footer nav li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre figure figcaption table"
    " tr td th form fieldset label button details summary address body html hr br thead tbody".split()
)
EMPHASIS_TAGS = frozenset(("b", "strong", "em", "i"))
MEDIA_TAGS = frozenset(("img", "picture", "video", "audio", "iframe", "object", "svg-image", "amp-img"))
NAME_ATTRIBUTES = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def segment(root: lxml.html.HtmlElement) -> list[Block]:
    """The page's visible text as blocks: cut at block-level elements and line breaks, nothing left out.

    Hidden elements are cut too (their container says so): whether they count is the labeller's decision.
    """
    body = root.find("body")
    return _Cutter(root.getroottree()).cut(body if body is not None else root)


def segment_text(text: str) -> list[Block]:
    """Plain text as blocks, one for each non-empty line."""
    contents = filter(None, map(squeeze, text.splitlines()))
    return [Block(index=index, text=content, tag="line") for index, content in enumerate(contents)]


@dataclass(slots=True)
class _Run:
    """The text that is being collected, and where it began."""

    parts: list[str] = field(default_factory=list)
    link_chars: int = 0
    emphasis_chars: int = 0
    element: etree._Element | None = None
    container: Container | None = None
    media_box: Container | None = None
    link: str | None = None
    links: int = 0
    chars: int = 0  # of gathered parts
    gathering: Gathering | None = None


@dataclass(slots=True)
class _Open:
    """A block-level element whose end has not come yet, and the target of the link around it."""

    element: etree._Element
    container: Container
    link: str | None


class _Cutter:
    """One walk over one tree; iterative, so that nesting is bounded by memory and not by the call stack."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self._paths = Paths(tree)
        self._crowd = Crowd()
        self._gathered: _Run | None = None
        self._blocks: list[Block] = []
        self._run = _Run()
        self._links: list[str | None] = []
        self._emphasis = 0
        self._open: list[_Open] = []
        self._number = 0
        self._media_in: Container | None = None

    def cut(self, body: etree._Element) -> list[Block]:
        walker = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in MEDIA_TAGS and self._open:
                    self._media_in = self._open[-1].container
                if tag in SKIPPED_TAGS:
                    walker.skip_subtree()
                else:
                    self._enter(element, tag)
            elif event == "end" and tag not in SKIPPED_TAGS:
                self._leave(tag)
            if event != "start" and element is not body and (tail := element.tail):
                self._add(tail)
        self._flush()
        self._flush_gathered()
        return self._blocks

    def _enter(self, element: etree._Element, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self._flush()
            self._open.append(_Open(element, self._container(element, tag), self._links[-1] if self._links else None))
        elif tag == "a":
            self._links.append(element.get("href"))
            self._run.link = self._run.link or self._links[-1]
            self._run.links += 1
        elif tag in EMPHASIS_TAGS:
            self._emphasis += 1
        if text := element.text:
            self._add(text)

    def _leave(self, tag: str) -> None:
        if tag in BLOCK_TAGS:
            self._flush()
            self._open.pop()
        elif tag == "a":
            self._links.pop()
        elif tag in EMPHASIS_TAGS:
            self._emphasis -= 1

    def _container(self, element: etree._Element, tag: str) -> Container:
        parent = self._open[-1].container if self._open else None
        attributes = cast("dict[str, str]", dict(element.items()))
        self._number += 1
        return Container(
            tag=tag,
            names=_names(element, tag, attributes),
            number=self._number,
            depth=parent.depth + 1 if parent else 0,
            parent=parent,
            is_hidden=(parent is not None and parent.is_hidden) or _is_hidden(attributes),
        )

    def _add(self, text: str) -> None:
        if not self._open:
            return
        run = self._run
        if run.element is None:
            if text.isspace():
                return
            run.element, run.container = self._open[-1].element, self._open[-1].container
            run.media_box, self._media_in = self._box_with_media(), None
        run.parts.append(text)
        if self._links or self._emphasis:
            chars = len(text.strip())
            run.link_chars += chars if self._links else 0
            run.emphasis_chars += chars if self._emphasis else 0

    def _box_with_media(self) -> Container | None:
        """The smallest container around this text in which the last picture or player stands, too; None without one since the last text."""
        box = self._media_in
        if box is None:
            return None
        around = {place.container.number for place in self._open}
        while box is not None and box.number not in around:
            box = box.parent
        return box

    def _flush(self) -> None:
        run = self._run
        if run.element is None:
            run.link, run.links = None, 0
            return
        self._run = _Run()
        text = squeeze("".join(run.parts))
        if text and (gathering := self._crowd.joins(text, len(self._blocks))):
            self._gather(run, text, gathering)
        elif text:
            self._flush_gathered()
            self._blocks.append(self._block(run, run.element, text))

    def _gather(self, run: _Run, text: str, gathering: Gathering) -> None:
        """Adds a text to those that become one block."""
        if self._gathered is not None and self._gathered.gathering is not gathering:
            self._flush_gathered()
        if self._gathered is None:
            self._gathered = _Run(element=run.element, container=run.container, link=run.link, gathering=gathering)
        gathered = self._gathered
        gathered.link_chars += run.link_chars
        gathered.emphasis_chars += run.emphasis_chars
        gathered.links += run.links
        gathered.parts.append(text)
        gathered.chars += len(text)
        if gathered.chars > MAX_GATHERED_CHARS:
            self._flush_gathered()

    def _flush_gathered(self) -> None:
        run, self._gathered = self._gathered, None
        if run is not None and run.element is not None:
            self._blocks.append(self._block(run, run.element, " ".join(run.parts)))

    def _block(self, run: _Run, element: etree._Element, text: str) -> Block:
        return Block(
            index=len(self._blocks),
            text=text,
            tag=element.tag,
            xpath=self._paths.of(element, len(self._blocks)),
            link_chars=run.link_chars,
            container=run.container,
            emphasis_chars=run.emphasis_chars,
            link=run.link or (self._open[-1].link if self._open else None),
            links=run.links,
            media_box=run.media_box,
            is_crumbs=run.gathering is Gathering.PIECES,
        )


def _names(element: etree._Element, tag: str, attributes: Mapping[str, str]) -> str:
    """The names that a page's author gave the element, lower case, camel case split; a form adds the types of its inputs."""
    names = " ".join(filter(None, map(attributes.get, NAME_ATTRIBUTES))) if attributes else ""
    if tag == "form":
        names += "".join(
            f" input-{field.get('type', 'text') if field.tag == 'input' else 'area'}" for field in element.iter("input", "textarea")
        )
    return _split_camel(names) if names else ""


@lru_cache(maxsize=4096)
def _split_camel(names: str) -> str:
    return _CAMEL.sub("-", names).lower().strip()


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if not attributes.get("style"):
        return "hidden" in attributes
    style = attributes["style"].replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style
