"""How near each block stands to the page's headline and to the first long prose below it: a second story on the page does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.facts import PageFacts
from pipelines.label.features.elements import Elements, enclosing, shared_depths

NAMES = (
    *(
        f"{anchor}_{name}"
        for anchor in ("headline", "lead", "prose")
        for name in ("shared_depth", "own_depth", "same_article", "same_class")
    ),
    "articles_since",
    "titles_since",
    "headings_since",
    "bylines_since",
    "prose_since",
    "lead_distance",
)
LEAD_WORDS = 20
BYLINE_REACH = 8  # blocks below the headline in which its own byline stands
BYLINE_WEIGHT = 3.0


def read_anchors(facts: PageFacts, elements: Elements, prose: NDArray[np.float32], bylines: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each block its columns NAMES: depths in elements, truths as 0 or 1, logarithms of counts since the headline.

    `prose` is each block's words in sentences, `bylines` its weight as a byline.
    """
    count = len(prose)
    places = np.arange(count)
    headline = facts.headline if facts.headline is not None else 0
    long_prose = np.flatnonzero((prose >= LEAD_WORDS) & (places >= headline))
    lead = int(long_prose[0]) if len(long_prose) else int(prose.argmax())
    article = enclosing(elements, "article")
    classes: dict[tuple[str, str], int] = {}
    numbers = np.array([classes.setdefault(names, len(classes)) for names in elements.names], dtype=np.int64)
    columns: list[NDArray[np.generic]] = []
    for anchor in (elements.of_block[headline], elements.of_block[lead], _prose_box(elements, prose)):
        shared = shared_depths(elements, int(anchor))[elements.of_block]
        columns += [
            shared / max(1, elements.depths[anchor]),
            elements.depths[elements.of_block] - shared,
            article[elements.of_block] == article[anchor],
            numbers[elements.of_block] == numbers[anchor],
        ]
    tags = [block.tag for block in facts.blocks]
    after = places > headline
    of_article = article[elements.of_block]
    new_article = after & (of_article != np.concatenate([[-1], of_article[:-1]])) & (of_article >= 0)
    columns += [
        np.log1p(np.cumsum(new_article)),
        np.log1p(np.cumsum(after & np.array([tag == "h1" for tag in tags]))),
        np.log1p(np.cumsum(after & np.array([tag in ("h1", "h2", "h3") for tag in tags]))),
        np.log1p(np.cumsum((places > headline + BYLINE_REACH) & (bylines >= BYLINE_WEIGHT))),
        np.log1p(np.cumsum(prose * after)),
        np.sign(places - lead) * np.log1p(np.abs(places - lead)),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _prose_box(elements: Elements, prose: NDArray[np.float32]) -> int:
    """The innermost element that holds more than half of the page's prose."""
    inside = np.bincount(elements.of_block, weights=prose, minlength=len(elements.parents)).tolist()
    parents = elements.parents.tolist()
    for index in range(len(inside) - 1, 0, -1):
        if parents[index] != index:
            inside[parents[index]] += inside[index]
    holders = np.flatnonzero(np.array(inside) > 0.5 * max(1.0, float(prose.sum())))
    return int(holders[elements.depths[holders].argmax()]) if len(holders) else 0
