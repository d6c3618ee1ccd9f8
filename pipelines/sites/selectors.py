"""CSS selectors of profiles: checked when the profile is loaded, run on the tree of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

MAX_CHARS = 300
_NAME = re.compile(r"[.#][A-Za-z_][A-Za-z0-9_-]*\Z")


def selector_fault(selector: str) -> str | None:
    """What is wrong with a selector, as the end of a sentence that begins with it; None where it compiles."""
    if not selector.strip() or len(selector) > MAX_CHARS:
        return f"must have 1 to {MAX_CHARS} characters"
    try:
        _compile(selector)
    except (SelectorError, etree.XPathError) as error:
        return f"does not compile: {error}"
    return None


def select(root: etree._Element, selectors: Iterable[str]) -> dict[str, list[etree._Element]]:
    """For each selector the elements that it names, in document order.

    Those that are one class or id, which most are, are looked up in one walk over the tree; the others go through XPath, which costs a
    walk for each.
    """
    found: dict[str, list[etree._Element]] = {selector: [] for selector in selectors}
    named = {selector for selector in found if _NAME.match(selector)}
    for element in root.iter("*") if named else ():
        for name in named.intersection(_names(element)):
            found[name].append(element)
    for selector in found.keys() - named:
        elements: Any = _compile(selector)(root)  # a selector gives elements alone, XPath in general also strings and numbers
        found[selector] = list(elements)
    return found


def _names(element: etree._Element) -> list[str]:
    """The element's id and classes, as selectors."""
    names = [f".{name}" for name in element.get("class", "").split()]
    return [*names, f"#{element.get('id')}"] if element.get("id") else names


@lru_cache(maxsize=1024)  # in a worker that sees pages of many sites: some selectors a site
def _compile(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))
