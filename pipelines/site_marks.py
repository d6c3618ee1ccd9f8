"""What a site's selectors say of the blocks of one page."""

from __future__ import annotations

from collections.abc import Sequence
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
    found = select(root, (*layout.body, *(selector for _, selectors in layout.remove for selector in selectors)))
    for label, selectors in layout.remove:
        for index in _inside(blocks, [element for selector in selectors for element in found[selector]]):
            removed[index] = label
    inside = frozenset(_inside(blocks, [element for selector in layout.body for element in found[selector]]))
    is_missed = bool(layout.body) and not inside
    is_open = not layout.body or is_missed
    may_be_story = tuple(removed[index] is None and (is_open or index in inside) for index in range(len(blocks)))
    return SiteMarks(tuple(removed), may_be_story, (BODY_MISSED,) if is_missed else ())


def _inside(blocks: Sequence[Block], elements: Sequence[etree._Element]) -> list[int]:
    """The indices of the blocks that stand inside one of the elements."""
    paths = {element.getroottree().getpath(_whole(element)): True for element in elements}
    return [block.index for block in blocks if _is_below(block.xpath or "", paths)] if paths else []


def _is_below(path: str, known: dict[str, bool]) -> bool:
    """Whether the path is a known one or lies below one; `known` remembers the answer for all paths on the way."""
    way = []
    while path and path not in known:
        way.append(path)
        path = path.rpartition("/")[0]
    found = known.get(path, False)
    known.update(dict.fromkeys(way, found))
    return found


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
