"""The XPath of an element, in a time that does not grow with the number of its siblings."""

from __future__ import annotations

from collections import Counter

from lxml import etree

USUAL_PATHS = 1_000  # libxml2 counts an element's siblings anew for each path; beyond so many they are counted once


class Paths:
    """The paths of one tree's elements as libxml2 writes them: with a number where an element has siblings of its name."""

    def __init__(self, tree: etree._ElementTree) -> None:
        self._tree = tree
        self._known: dict[etree._Element, str] = {}

    def of(self, element: etree._Element, asked: int) -> str:
        """The path; `asked` says how many paths the caller has had so far."""
        if asked < USUAL_PATHS:
            return self._tree.getpath(element)
        lineage = [element]
        while lineage[-1] not in self._known and (parent := lineage[-1].getparent()) is not None:
            lineage.append(parent)
        if lineage[-1] not in self._known:
            self._known[lineage[-1]] = self._tree.getpath(lineage[-1])
        for parent in lineage[:0:-1]:
            self._add_children(parent)
        return self._known[element]

    def _add_children(self, parent: etree._Element) -> None:
        names = Counter(child.tag for child in parent.iterchildren("*"))
        counted: Counter[str] = Counter()
        for child in parent.iterchildren("*"):
            counted[child.tag] += 1
            number = f"[{counted[child.tag]}]" if names[child.tag] > 1 else ""
            self._known[child] = f"{self._known[parent]}/{child.tag}{number}"
