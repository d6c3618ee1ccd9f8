"""A block is one run of visible text with its place on the page; a label says what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.text import count_words


class BlockLabel(StrEnum):
    """What a block is. Only `body` goes into the article's text."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"
    BYLINE = "byline"
    NEWSLETTER = "newsletter"
    JOB_LISTING = "job_listing"
    COMMENT_POLICY = "comment_policy"
    COMMENTS = "comments"
    RELATED = "related"
    PROMOTION = "promotion"
    SHARE = "share"
    AUTHOR_BIO = "author_bio"
    PAYWALL = "paywall"
    LEGAL = "legal"
    NAVIGATION = "navigation"
    OTHER = "other"


class BlockKind(StrEnum):
    """The form of a body block; other blocks have none."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_ROW = "table_row"
    LEAD = "lead"


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """An element of the page that holds blocks, linked to the one around it.

    `names` is its class, id, role, itemprop and aria-label, lower case; `number` counts elements in document order.
    Two blocks share a container when it is the same object.
    """

    tag: str
    names: str
    number: int
    depth: int
    parent: Container | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One run of visible text, cut at block-level elements and line breaks.

    `text` is normalised (NFC, single spaces) and never empty. `link_chars` counts its characters inside links, `link` is the
    target of its first one as written. `links` counts them. `media_box` is the smallest box that
    holds both the text and a picture or player right above it. Plain text has the tag `line` and
    no container. `is_crumbs`: tiny or repeated pieces of a page of very many, gathered in one block.
    """

    index: int
    text: str
    tag: str
    xpath: str | None = None
    link_chars: int = 0
    container: Container | None = None
    emphasis_chars: int = 0
    link: str | None = None
    links: int = 0
    media_box: Container | None = None
    is_crumbs: bool = False
    words: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", count_words(self.text))

    @property
    def link_density(self) -> float:
        """Share of the block's characters that sit inside links, from 0.0 to 1.0.

        Source: Kohlschütter et al. 2010, "Boilerplate Detection using Shallow Text Features".
        """
        return min(1.0, self.link_chars / len(self.text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A label for a block, how sure it is (0 to 1, None: a rule without a score), and the rule that gave it."""

    label: BlockLabel
    reason: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """A block with its label, as it is stored: nothing in it points back to the tree.

    `char_start` and `char_end` are half-open code-point offsets into the article's body, None for a removed block.
    `text` stands here for kept blocks too; the data set leaves it out for them.
    """

    block_index: int
    label: BlockLabel
    text: str
    reason: str
    confidence: float | None = None
    kind: BlockKind | None = None
    tag: str | None = None
    xpath: str | None = None
    char_start: int | None = None
    char_end: int | None = None
    link_density: float = 0.0

    @property
    def kept(self) -> bool:
        """Whether the block is part of the article's body."""
        return self.label is BlockLabel.BODY
