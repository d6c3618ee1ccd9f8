"""HTML that libxml2 leaves inside a drawing: browsers close an `<svg>` that nobody closed at the first tag which cannot stand in one."""

from __future__ import annotations

import lxml.html
from lxml import etree

# Source: WHATWG HTML, section 13.2.6.5, "the rules for parsing tokens in foreign content"
_BREAKS_OUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s"
    " small span strong strike sub sup table tt u ul var".split()
)
_HTML_INSIDE = frozenset(("foreignobject", "desc", "title"))  # where HTML may stand in a drawing


def close_drawings(root: lxml.html.HtmlElement) -> None:
    """Moves what breaks out of a drawing, and all that follows it there, behind the drawing."""
    for drawing in list(root.iter("svg")):
        if next(drawing.iterancestors("svg"), None) is not None:
            continue  # was looked at with the one around it
        first = _first_outside(drawing)
        if first is not None:
            _move_behind(drawing, first)


def _first_outside(drawing: etree._Element) -> etree._Element | None:
    """The first element that ends the drawing; None where all of it belongs there."""
    if next(drawing.iter(*_BREAKS_OUT), None) is None:
        return None
    walker = etree.iterwalk(drawing, events=("start",))
    element: etree._Element
    for _, element in walker:
        if element.tag in _BREAKS_OUT:
            return element
        if element.tag in _HTML_INSIDE:
            walker.skip_subtree()
    return None


def _move_behind(drawing: etree._Element, first: etree._Element) -> None:
    """Moves an element, and after it what follows it at each level below the drawing."""
    level, moved = first, [first, *first.itersiblings()]
    while (parent := level.getparent()) is not None and parent is not drawing:
        moved += parent.itersiblings()
        level = parent
    place = drawing
    for element in moved:
        place.addnext(element)  # its tail goes with it
        place = element
