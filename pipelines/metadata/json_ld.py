"""Tree -> the page's JSON-LD: what it states at the top, and every node that has an id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import lxml.html

from pipelines.metadata.json_repair import repair_json

MAX_BLOCK_BYTES = 200_000  # larger blocks are data dumps, or traps
MAX_SCRIPTS = 50  # Linked-data scripts read per page; news pages have one to five
MAX_NODES = 5_000  # nodes visited per page
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")  # a page states its article under these, too
_NO_NODE: Mapping[str, Any] = {}

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JsonLd:
    """The linked data of one page; `top` in page order, `by_id` the fullest node of each `@id`."""

    top: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The value, or the node of this page that it refers to by `@id`; what the reference itself says wins."""
        if not isinstance(value, dict) or not isinstance(value.get("@id"), str):
            return value
        return {**self.by_id.get(value["@id"], _NO_NODE), **value}


def read_json_ld(root: lxml.html.HtmlElement) -> JsonLd:
    """The page's linked data; blocks that are too large or beyond repair are skipped, and nothing raises."""
    values = [value for text in _script_texts(root) for value in parse_json(text)]
    by_id: dict[str, Node] = {}
    for node in _all_nodes(values):
        identifier = node.get("@id")
        if isinstance(identifier, str) and len(node) > len(by_id.get(identifier, _NO_NODE)):
            by_id[identifier] = node
    return JsonLd(top=tuple(_top_nodes(values)), by_id=by_id)


def parse_json(text: str) -> list[Any]:
    """The JSON values in a script's text, repaired where that helps; empty where there is nothing to save."""
    for candidate in (text.strip().rstrip(";"), None):
        try:
            return [json.loads(repair_json(text) if candidate is None else candidate, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _leading_values(repair_json(text))


def _script_texts(root: lxml.html.HtmlElement) -> Iterator[str]:
    scripts = (script for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower())
    for _, script in zip(range(MAX_SCRIPTS), scripts, strict=False):
        text = script.text or ""
        if text.strip() and len(text.encode("utf-8", "replace")) <= MAX_BLOCK_BYTES:
            yield text


def _leading_values(text: str) -> list[Any]:
    """The values at the start of a text that goes on after them: `{…}{…}`, or `{…}` and garbage."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    while len(values) < MAX_SCRIPTS:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \n\t,;":
            at += 1
    return values


def _top_nodes(values: list[Any]) -> Iterator[Node]:
    """The nodes that the page states about itself: lists and containers are opened, other values are not."""
    stack = list(reversed(values))
    for _ in range(MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(value[key] for key in reversed(_CONTAINERS) if isinstance(value.get(key), (dict, list)))


def _all_nodes(values: list[Any]) -> Iterator[Node]:
    stack = list(values)
    for _ in range(MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(child for child in value.values() if isinstance(child, (dict, list)))
        elif isinstance(value, list):
            stack.extend(child for child in value if isinstance(child, (dict, list)))
