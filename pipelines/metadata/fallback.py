"""What trafilatura and htmldate find where the page's own markup says nothing; each call takes tens of milliseconds.

They get a copy without scripts: the linked data is read already, and their patterns for it can be made to hang.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass
from datetime import date

import htmldate
import lxml.html
from trafilatura.metadata import extract_metadata

log = logging.getLogger(__name__)

VERDICT_FAILED = "verdict_failed"
MAX_CONTENT_CHARS = 2_000  # longer meta contents make trafilatura's author patterns slow
MAX_ELEMENTS = 20_000  # tree walks of both are quadratic in places; such a page is a link list
MIN_DATE = "1995-01-01"
_SILENT_TAGS = ("script", "style", "noscript", "template", "svg", "iframe")


@dataclass(frozen=True, slots=True)
class Guess:
    """What was found; `failed` where a library raised."""

    headline: str | None = None
    author: str | None = None
    day: date | None = None
    failed: bool = False


def guess_names(root: lxml.html.HtmlElement, url: str) -> Guess:
    """Headline and author as trafilatura finds them in the visible page."""
    tree = _copy_without_scripts(root)
    if tree is None:
        return Guess()
    try:
        found = extract_metadata(tree, default_url=url, extensive=False, date_config={"extensive_search": False, "original_date": True})
    except Exception:  # whatever a strange page does to it, the page goes on without this verdict
        log.warning("trafilatura's metadata failed", exc_info=True)
        return Guess(failed=True)
    return Guess(headline=_text(found.title), author=_text(found.author))


def guess_day(root: lxml.html.HtmlElement, url: str) -> Guess:
    """The publication day as htmldate finds it in the visible page."""
    tree = _copy_without_scripts(root)
    if tree is None:
        return Guess()
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True, url=url, min_date=MIN_DATE)
        return Guess(day=date.fromisoformat(found) if found else None)
    except Exception:  # whatever a strange page does to it, the page goes on without this verdict
        log.warning("htmldate failed", exc_info=True)
        return Guess(failed=True)


def _copy_without_scripts(root: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    if sum(1 for _ in zip(range(MAX_ELEMENTS + 1), root.iter(), strict=False)) > MAX_ELEMENTS:
        return None
    tree = copy.deepcopy(root)
    for element in list(tree.iter(*_SILENT_TAGS)):
        element.drop_tree()
    for element in tree.iter("meta"):
        if len(element.get("content") or "") > MAX_CONTENT_CHARS:
            element.set("content", (element.get("content") or "")[:MAX_CONTENT_CHARS])
    return tree


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
