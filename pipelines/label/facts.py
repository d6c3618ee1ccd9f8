"""What the labeller knows about the page as a whole before it looks at single blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from pipelines.article import Metadata
from pipelines.block import Block, Container
from pipelines.label.form import is_link, token_tuple
from pipelines.metadata.names import is_person
from pipelines.text import squeeze, tokens

STORY_SHARE = 0.3  # a container with this share of the page's main words holds the story: its names say nothing about single blocks
PROSE_WORDS, PROSE_LINKS = 15, 0.3
MIN_CLAIMED_WORDS = 6
MIN_TITLE_SHARE = 0.5  # of the title's length that a block must have, and no more than its inverse
MIN_TITLE_RATIO = 0.85  # how alike a block and the headline must be
BYLINE_ABOVE, BYLINE_BELOW = 4, 8  # blocks
_QUOTATION = re.compile('[«»„“”"]([^«»„“”"]{20,200})[«»„“”"]')
MAX_TOPIC_WORDS = 8
MIN_FILLED_CHARS = 20  # a shorter title may well be said in a sentence
MIN_REPEATED_CHARS = 60  # a shorter text may well stand on a page twice


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The page's blocks with what one pass over all of them tells.

    `in_main` is trafilatura's verdict, None without one (plain text, or it failed). `headline` is the index of the block that shows the
    title, None where none does; `claimed` are the blocks that stand in the page's own JSON-LD text; `repeated` are later copies of a text.
    """

    blocks: Sequence[Block]
    in_main: Sequence[bool] | None
    has_dom: bool
    title: str
    author_names: tuple[str, ...]
    topic_tokens: frozenset[str]
    description: str
    dates: frozenset[date]
    headline: int | None
    claimed: frozenset[int]
    repeated: frozenset[int]
    main_words: Counter[int]
    all_words: Counter[int]
    total_main_words: int
    _story_boxes: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        limit = STORY_SHARE * max(1, self.total_main_words)
        object.__setattr__(self, "_story_boxes", frozenset(number for number, words in self.main_words.items() if words > limit))

    def quotes_title(self, block: Block) -> bool:
        """Whether the block fills in the story's title, as lines do that a site prints below every story."""
        return (
            len(self.title) >= MIN_FILLED_CHARS and block.index != self.headline and self.title in block.text and block.text != self.title
        )

    def is_near_headline(self, block: Block) -> bool:
        """Whether the block stands where a byline stands: a few blocks above or below the headline."""
        return self.headline is not None and -BYLINE_ABOVE <= block.index - self.headline <= BYLINE_BELOW

    def headline_boxes(self) -> frozenset[int]:
        """The numbers of the containers that hold the headline: they are the head of the story and not of the site."""
        numbers = set()
        container = self.blocks[self.headline].container if self.headline is not None else None
        while container is not None:
            numbers.add(container.number)
            container = container.parent
        return frozenset(numbers)

    def names_topics(self, block: Block) -> bool:
        """Whether the block is made of the page's own keywords and section alone, somewhere from the kicker on."""
        if not self.topic_tokens or block.words > MAX_TOPIC_WORDS or self.headline is None or block.index < self.headline - 1:
            return False
        found = token_tuple(block.text)
        return bool(found) and all(token in self.topic_tokens for token in found)

    def holds_story(self, container: Container) -> bool:
        """Whether so much of the story stands in the container that its names say nothing about single blocks."""
        return container.number in self._story_boxes

    def boxes(self, block: Block) -> Iterator[tuple[int, Container]]:
        """The containers around the block that do not hold the story, nearest first, with their distance from 0."""
        container, distance = block.container, 0
        while container is not None and not self.holds_story(container):
            yield distance, container
            container, distance = container.parent, distance + 1


def read_facts(blocks: Sequence[Block], in_main: Sequence[bool] | None, metadata: Metadata | None) -> PageFacts:
    """The facts of one page, in one pass over its blocks."""
    metadata = metadata or Metadata()
    has_dom = any(block.container is not None for block in blocks)
    main_words = _main_words(blocks, in_main)
    title = tuple(tokens(metadata.headline or ""))
    dates = frozenset(found.day for found in (metadata.date_published, metadata.date_modified) if found)
    return PageFacts(
        blocks=blocks,
        in_main=in_main,
        has_dom=has_dom,
        title=squeeze(metadata.headline or "") or _repeated_quotation(blocks),
        author_names=tuple(name.lower() for name in metadata.authors if is_person(name)),
        topic_tokens=frozenset(token for topic in (*metadata.keywords, metadata.section or "") for token in tokens(topic)),
        description=squeeze(metadata.description or ""),
        dates=dates,
        headline=_find_headline(blocks, title),
        claimed=_find_claimed(blocks, metadata),
        repeated=_find_repeated(blocks, in_main),
        main_words=main_words,
        all_words=words_inside(blocks, [True] * len(blocks)),
        total_main_words=sum(block.words for block, main in zip(blocks, in_main, strict=True) if main) if in_main else 0,
    )


def _repeated_quotation(blocks: Sequence[Block]) -> str:
    """Of a text without a title, what stands in quotation marks in two lines or more: the title that a site filled in."""
    counts = Counter(quotation for block in blocks for quotation in set(_QUOTATION.findall(block.text)))
    found = [quotation for quotation, count in counts.most_common(1) if count > 1]
    return found[0] if found else ""


def _main_words(blocks: Sequence[Block], in_main: Sequence[bool] | None) -> Counter[int]:
    """Words of the verdict inside each container, by its number; of what reads as prose where there is no verdict."""
    return words_inside(blocks, in_main or [block.words >= PROSE_WORDS and block.link_density < PROSE_LINKS for block in blocks])


def words_inside(blocks: Sequence[Block], counted: Sequence[bool]) -> Counter[int]:
    """Words of the counted blocks inside each container, by its number."""
    counts: Counter[int] = Counter()
    containers: dict[int, Container] = {}
    for block, counts_here in zip(blocks, counted, strict=True):
        container = block.container
        if counts_here and container is not None:
            counts[container.number] += block.words
        while counts_here and container is not None and container.number not in containers:
            containers[container.number] = container
            container = container.parent
    for number in sorted(containers, reverse=True):  # inner containers have higher numbers
        parent = containers[number].parent
        if parent is not None:
            counts[parent.number] += counts[number]
    return counts


def _find_headline(blocks: Sequence[Block], title: tuple[str, ...]) -> int | None:
    """The first h1 that says the title; else the first heading, else the first block that does."""
    if not title:
        return None
    alike = [block.index for block in blocks if _says_title(block, title)]
    ranked = sorted(alike, key=lambda index: ({"h1": 0, "h2": 1, "h3": 1}.get(blocks[index].tag, 2), is_link(blocks[index]), index))
    return ranked[0] if ranked else None


def _says_title(block: Block, title: tuple[str, ...]) -> bool:
    if not MIN_TITLE_SHARE <= block.words / max(1, len(title)) <= 1 / MIN_TITLE_SHARE:
        return False
    found = token_tuple(block.text)
    if 2 * sum(token in title for token in found) < MIN_TITLE_RATIO * (len(found) + len(title)):
        return False  # not even in another order
    return SequenceMatcher(None, found, title, autojunk=False).ratio() >= MIN_TITLE_RATIO


def _find_claimed(blocks: Sequence[Block], metadata: Metadata) -> frozenset[int]:
    """Blocks of some length that stand in the JSON-LD articleBody; not for a page whose story a reader is not shown."""
    if not metadata.article_body or metadata.is_accessible_for_free is False:
        return frozenset()
    text = " ".join(tokens(metadata.article_body))
    return frozenset(block.index for block in blocks if block.words >= MIN_CLAIMED_WORDS and " ".join(token_tuple(block.text)) in text)


def _find_repeated(blocks: Sequence[Block], in_main: Sequence[bool] | None) -> frozenset[int]:
    """Every copy of a longer text but one: the copy the verdict took, else the first."""
    kept: dict[str, int] = {}
    repeated = set()
    for block in blocks:
        if len(block.text) < MIN_REPEATED_CHARS:
            continue
        other = kept.setdefault(block.text, block.index)
        if other != block.index:
            better = in_main is not None and in_main[block.index] and not in_main[other]
            repeated.add(other if better else block.index)
            kept[block.text] = block.index if better else other
    return frozenset(repeated)
