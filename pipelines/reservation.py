"""What a publisher reserves, and what is kept of a page then: its metadata, and where its blocks stand, but no text."""

from __future__ import annotations

import dataclasses

from pipelines.article import Article, Metadata
from pipelines.block import LabelledBlock

RESERVED_FLAG = "reserved"
# A copy is what these forbid; `robots_directives` writes those that are meant for other robots with their name.
_RESERVING = frozenset({"noarchive", "noai", "noimageai"})


def is_reserved(metadata: Metadata) -> bool:
    """Whether the page may be known but not copied."""
    return bool(reservations(metadata))


def reservations(metadata: Metadata) -> tuple[str, ...]:
    """What keeps the page from being copied: noarchive, noai, noimageai, a TDM reservation."""
    found = tuple(directive for directive in metadata.robots_directives if directive in _RESERVING)
    return (*found, "tdm-reservation") if metadata.tdm_reserved else found


def withhold(article: Article) -> Article:
    """The article without any text of its page, flagged `reserved`; its blocks keep label and place.

    The content hash is that of the headline alone: what is not kept leaves no trace.
    """
    return dataclasses.replace(
        article,
        body="",
        blocks=tuple(map(_without_text, article.blocks)),
        confidence=None,
        quality_flags=(*article.quality_flags, RESERVED_FLAG),
    )


def under_licence(article: Article, license_url: str) -> Article:
    """The article with the licence under which its texts are held, in the place of the one the page names."""
    return dataclasses.replace(article, metadata=dataclasses.replace(article.metadata, license_url=license_url))


def _without_text(block: LabelledBlock) -> LabelledBlock:
    return dataclasses.replace(block, text="", char_start=None, char_end=None)
