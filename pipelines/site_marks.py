"""What a site's selectors say of the blocks of one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from pipelines.block import Block, BlockLabel
from pipelines.segment import BLOCK_TAGS
from pipelines.sites import Layout
from pipelines.sites.selectors import select
from pipelines.text import squeeze

BODY_MISSED = "site_body_missed"  # quality flag: the body selectors name nothing on this page, so they were not applied


@dataclass(frozen=True, slots=True)
class SiteMarks:
    """For each block the label that a removed element gives it (None: none), and whether it may be story."""

    removed: tuple[BlockLabel | None, ...]
    may_be_story: tuple[bool, ...]
    flags: tuple[str, ...] = ()


def mark_blocks(root: etree._Element, blocks: Sequence[Block], layout: Layout) -> SiteMarks:
    """The marks of a layout on a page. A later selector overrules an earlier one; where no element is the body, every block may be."""
    removed: list[BlockLabel | None] = [None] * len(blocks)
    for label, selectors in layout.remove:
        for index in _inside(root, blocks, selectors):
            removed[index] = label
    inside = frozenset(_inside(root, blocks, layout.body))
    is_missed = bool(layout.body) and not inside
    is_open = not layout.body or is_missed
    may_be_story = tuple(removed[index] is None and (is_open or index in inside) for index in range(len(blocks)))
    return SiteMarks(tuple(removed), may_be_story, (BODY_MISSED,) if is_missed else ())


def _inside(root: etree._Element, blocks: Sequence[Block], selectors: Iterable[str]) -> list[int]:
    """The indices of the blocks that stand inside an element named by one of the selectors."""
    tree = root.getroottree()
    elements = (_whole(element) for selector in selectors for element in select(root, selector))
    paths = tuple(tree.getpath(element) for element in elements)
    prefixes = tuple(f"{path}/" for path in paths)
    return [block.index for block in blocks if paths and (block.xpath in paths or (block.xpath or "").startswith(prefixes))]


def _whole(element: etree._Element) -> etree._Element:
    """The element, or the box that it fills: blocks know the box they stand in, not the link or span inside it."""
    if element.tag in BLOCK_TAGS:
        return element
    text = _text(element)
    parent = element.getparent()
    while text and parent is not None and parent.tag != "body" and _text(parent) == text:
        element, parent = parent, parent.getparent()
    return element


def _text(element: etree._Element) -> str:
    return squeeze("".join(map(str, element.itertext())))
