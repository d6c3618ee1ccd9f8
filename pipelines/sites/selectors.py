"""CSS selectors of profiles: checked when the profile is loaded, run on the tree of a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

MAX_CHARS = 300


def selector_fault(selector: str) -> str | None:
    """What is wrong with a selector, as the end of a sentence that begins with it; None where it compiles."""
    if not selector.strip() or len(selector) > MAX_CHARS:
        return f"must have 1 to {MAX_CHARS} characters"
    try:
        _compile(selector)
    except (SelectorError, etree.XPathError) as error:
        return f"does not compile: {error}"
    return None


def select(root: etree._Element, selector: str) -> list[etree._Element]:
    """The elements that the selector names, in document order."""
    found: Any = _compile(selector)(root)  # a selector gives elements alone, XPath in general also strings and numbers
    return list(found)


@lru_cache(maxsize=1024)  # in a worker that sees pages of many sites: some selectors a site
def _compile(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector))
