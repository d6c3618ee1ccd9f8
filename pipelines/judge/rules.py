"""What refuses a page before any weighing: too little text, or a title that says it is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.article import Metadata
from pipelines.block import Block
from pipelines.judge.claims import is_dated, says_article
from pipelines.reasons import Reason

MIN_UNCLAIMED_WORDS = 60  # a page that says neither what, when nor who needs that many
MIN_BODY_WORDS = 25  # a page that does not even say article needs that many
MAX_ERROR_PAGE_WORDS = 150
MAX_TITLES = 4
_NOT_FOUND = re.compile(
    r"\b404\b|not found|(?:can't|cannot|couldn't) (?:be )?f(?:i|ou)nd|nicht gefunden|nicht (?:mehr )?(?:da|vorhanden|erreichbar)"
    r"|introuvable|n'existe (?:pas|plus)|no (?:se ha )?encontrad[oa]|no existe|non trovat[oa]|niet gevonden|não encontrad[oa]"
    r"|hittades inte|ikke fundet",
    re.IGNORECASE,
)


def refuse(metadata: Metadata, blocks: Sequence[Block], words: int) -> tuple[Reason, str] | None:
    """Why a page whose story has so many words is refused, with a detail; None where its score decides."""
    if _says_not_found(metadata, blocks, words):
        return Reason.SOFT_404, ""
    if words < MIN_BODY_WORDS and not says_article(metadata):
        return Reason.TOO_SHORT, f"{words} words"
    if words < MIN_UNCLAIMED_WORDS and not (says_article(metadata) or is_dated(metadata) or metadata.authors):
        return Reason.NOT_ARTICLE, "short, without date, author or a claim to be one"
    return None


def _says_not_found(metadata: Metadata, blocks: Sequence[Block], words: int) -> bool:
    """Whether a page with little text says in its title or first heading that it is not there, whatever its HTTP status was."""
    if words > MAX_ERROR_PAGE_WORDS or (metadata.date_published is not None and metadata.article_type is not None):
        return False
    titles = [metadata.headline or "", *(block.text for block in blocks if block.tag in ("h1", "h2"))]
    return any(_NOT_FOUND.search(title) for title in titles[:MAX_TITLES])
