"""Tree, or plain text -> blocks, in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import lxml.html
from lxml import etree

from pipelines.block import Block, Container
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


class _Cutter:
    """One walk over one tree; iterative, so that nesting is bounded by memory and not by the call stack."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self._tree = tree
        self._blocks: list[Block] = []
        self._run = _Run()
        self._links = 0
        self._emphasis = 0
        self._containers: list[tuple[etree._Element, Container]] = []
        self._number = 0
        self._media_in: Container | None = None

    def cut(self, body: etree._Element) -> list[Block]:
        walker = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start" and element.tag in MEDIA_TAGS and self._containers:
                self._media_in = self._containers[-1][1]
            if not isinstance(element.tag, str) or element.tag in SKIPPED_TAGS:
                if event == "start":
                    walker.skip_subtree()
                elif element is not body:
                    self._add(element.tail)
            elif event == "start":
                self._enter(element)
            else:
                self._leave(element, is_root=element is body)
        self._flush()
        return self._blocks

    def _enter(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in BLOCK_TAGS:
            self._flush()
            self._containers.append((element, self._container(element)))
        if tag == "a":
            self._links += 1
            self._run.link = self._run.link or element.get("href")
            self._run.links += 1
        self._emphasis += tag in EMPHASIS_TAGS
        self._add(element.text)

    def _leave(self, element: etree._Element, *, is_root: bool) -> None:
        tag = str(element.tag)
        if tag in BLOCK_TAGS:
            self._flush()
            self._containers.pop()
        self._links -= tag == "a"
        self._emphasis -= tag in EMPHASIS_TAGS
        if not is_root:
            self._add(element.tail)

    def _container(self, element: etree._Element) -> Container:
        parent = self._containers[-1][1] if self._containers else None
        self._number += 1
        return Container(
            tag=str(element.tag),
            names=_names(element),
            number=self._number,
            depth=parent.depth + 1 if parent else 0,
            parent=parent,
            is_hidden=(parent is not None and parent.is_hidden) or _is_hidden(element),
        )

    def _add(self, text: str | None) -> None:
        if not text:
            return
        run = self._run
        if run.element is None and self._containers and not text.isspace():
            run.element, run.container = self._containers[-1]
            run.media_box, self._media_in = self._box_with_media(), None
        run.parts.append(text)
        if self._links or self._emphasis:
            chars = len("".join(text.split())) if text.isspace() else len(text.strip())
            run.link_chars += chars if self._links else 0
            run.emphasis_chars += chars if self._emphasis else 0

    def _open_link(self) -> str | None:
        """The target of a link that was opened around the block-level elements that hold this text."""
        element = self._containers[-1][0] if self._links and self._containers else None
        link = next(element.iterancestors("a"), None) if element is not None else None
        return link.get("href") if link is not None else None

    def _box_with_media(self) -> Container | None:
        """The smallest container around this text in which the last picture or player stands, too; None without one since the last text."""
        around = {container.number for _, container in self._containers}
        box = self._media_in
        while box is not None and box.number not in around:
            box = box.parent
        return box

    def _flush(self) -> None:
        run, self._run = self._run, _Run()
        text = squeeze("".join(run.parts))
        if not text or run.element is None:
            return
        self._blocks.append(
            Block(
                index=len(self._blocks),
                text=text,
                tag=str(run.element.tag),
                xpath=self._tree.getpath(run.element),
                link_chars=run.link_chars,
                container=run.container,
                emphasis_chars=run.emphasis_chars,
                link=run.link or self._open_link(),
                links=run.links,
                media_box=run.media_box,
            )
        )


def _names(element: etree._Element) -> str:
    """The names that a page's author gave the element, lower case, camel case split; a form adds the types of its inputs."""
    names = " ".join(filter(None, (element.get(key) for key in NAME_ATTRIBUTES)))
    if element.tag == "form":
        names += "".join(
            f" input-{field.get('type', 'text') if field.tag == 'input' else 'area'}" for field in element.iter("input", "textarea")
        )
    return _CAMEL.sub("-", names).lower().strip() if names else ""


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
