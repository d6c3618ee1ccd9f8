"""Evidence from a block alone: its phrases, the boxes around it, where its link leads, its form."""

from __future__ import annotations

import re
from collections import defaultdict

from pipelines.block import Block, BlockLabel
from pipelines.label.cues import cue_of, target_of
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_link
from pipelines.label.phrases import PhraseHit, Strength, find_phrases
from pipelines.label.votes import Votes

# All weights: set by hand on the sample sites and the development corpus, see docs/separation.md.
STRONG_WEIGHT = 2.5
SINGLE_STRONG_WEIGHT = 1.8
FURTHER_STRONG_WEIGHT = 1.0
MAX_STRONG_WEIGHT = 5.0
HEADING_WEIGHT = 3.0
WEAK_WEIGHT = 0.7
MAX_WEAK_WEIGHT = 1.4
CALL_WORDS = 22  # a call to the reader is short; a phrase in a longer block counts for less
MAX_WEAK_WORDS = 10

_BOILERPLATE_ZONES = {"nav": (BlockLabel.NAVIGATION, 3.0), "footer": (BlockLabel.NAVIGATION, 1.0), "header": (BlockLabel.NAVIGATION, 0.8)}
_CUE_WEIGHT = 3.0
_CUE_DECAY = 0.35
_MIN_CUE_WEIGHT = 0.8
_MAX_CUES = 3

_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)|©\s*\d{4}|\bcopyright\b.{0,20}\d{4}", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])[:.h]\s?[0-5]\d\b")
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th|er|\.)?(?: de)? [^\W\d]{3,12}\.?,?(?: de)? (?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b|\d{4}\s*[年년]\s*\d{1,2}\s*[月월]"
)
_PLAYER = re.compile(r"^\W*(?:\d{1,2}:\d\d\W+\d{1,2}:\d\d|\d+(?:[.,]\d+)?\s?[x×]|\d{1,2}:\d\d(?::\d\d)?)\W*$")
_PRICE = re.compile(r"(?:[€$£]\s?\d|\d\s?(?:€|£|\$|euros?\b|eur\b|kr\b|zł|pence\b|\dp\b))", re.IGNORECASE)
_COUNT_ONLY = re.compile(r"^\W*\d+\W*$")


def vote_alone(block: Block, facts: PageFacts) -> Votes:
    """What speaks for each label in the block itself, whatever stands around it."""
    votes = Votes()
    vote_phrases(block, votes)
    _vote_boxes(block, facts, votes)
    _vote_target(block, votes)
    _vote_form(block, facts, votes)
    return votes


def vote_phrases(block: Block, votes: Votes) -> None:
    """Adds what the block's phrases speak for: less in a long block, where a phrase may well be reported speech."""
    groups: dict[tuple[BlockLabel, Strength], list[PhraseHit]] = defaultdict(list)
    for hit in find_phrases(block.text):
        groups[hit.label, hit.strength].append(hit)
    length = min(1.0, CALL_WORDS / max(1, block.words))
    for (label, strength), hits in groups.items():
        longest = max(hits, key=lambda hit: hit.words)
        if strength is Strength.HEADING:
            votes.add(label, HEADING_WEIGHT, f"phrase:{longest.rule}")
        elif strength is Strength.STRONG:
            first = STRONG_WEIGHT if longest.words != 1 else SINGLE_STRONG_WEIGHT
            weight = min(MAX_STRONG_WEIGHT, first + FURTHER_STRONG_WEIGHT * (len({hit.rule for hit in hits}) - 1 + 0.5 * (len(hits) > 1)))
            votes.add(label, weight * length, f"phrase:{longest.rule}")
        elif block.words <= MAX_WEAK_WORDS:
            votes.add(label, min(MAX_WEAK_WEIGHT, WEAK_WEIGHT * len(hits)), f"phrase:{longest.rule}")


def _vote_boxes(block: Block, facts: PageFacts, votes: Votes) -> None:
    """The names of the boxes around the block, nearest first; boxes that hold the story are not asked."""
    found: set[BlockLabel] = set()
    for distance, container in facts.boxes(block):
        weight = max(_MIN_CUE_WEIGHT, _CUE_WEIGHT - _CUE_DECAY * distance)
        cue = cue_of(container.names) if container.names else None
        if cue is not None and cue[0] not in found and len(found) < _MAX_CUES:
            votes.add(cue[0], weight * cue[2] * 0.5 ** len(found), cue[1])
            found.add(cue[0])
        if container.tag == "footer" and not is_link(block) and block.words > 3:  # noqa: PLR2004 - longer than a menu entry
            votes.add(BlockLabel.LEGAL, 0.8, "zone:footer")
        elif container.tag in _BOILERPLATE_ZONES:
            label, zone_weight = _BOILERPLATE_ZONES[container.tag]
            votes.add(label, zone_weight * (0.4 if found and label not in found else 1.0), f"zone:{container.tag}")
        elif container.tag == "figcaption" or (container.tag == "figure" and block.tag not in ("td", "th", "li", "pre")):
            votes.add(BlockLabel.CAPTION, 3.5, f"zone:{container.tag}")


def _vote_target(block: Block, votes: Votes) -> None:
    if block.link is None:
        return
    target = target_of(block.link)
    if target is not None:
        votes.add(target[0], 1.6 if block.link_density > 0.5 else 0.5, target[1])


def _vote_form(block: Block, facts: PageFacts, votes: Votes) -> None:
    text = block.text
    if _COPYRIGHT.search(text) and block.words <= 40:
        votes.add(BlockLabel.LEGAL, 3.0, "form:copyright")
    if _PLAYER.match(text):
        votes.add(BlockLabel.OTHER, 2.0, "form:player")
    if block.words <= 12 and (_DATE.search(text) or (_CLOCK.search(text) and block.words <= 5)):
        near = facts.is_near_headline(block)
        votes.add(BlockLabel.BYLINE if near else BlockLabel.COMMENTS, 1.5 if near else 0.6, "form:date")
    if block.words <= 25 and _PRICE.search(text):
        votes.add(BlockLabel.PROMOTION, 0.6, "form:price")
    if is_link(block) and 4 <= block.words <= 25 and block.tag in ("p", "div", "span"):  # noqa: PLR2004 - a title
        votes.add(BlockLabel.RELATED, 1.5, "form:title_link")
    if block.after_media and block.words <= 40:
        votes.add(BlockLabel.CAPTION, 1.8, "form:after_media")
    _vote_authors(block, facts, votes)


def _vote_authors(block: Block, facts: PageFacts, votes: Votes) -> None:
    """A short block with an author's name is the byline; a sentence that begins with it is about the author."""
    lower = block.text.lower()
    for name in facts.author_names:
        position = lower.find(name)
        if position < 0:
            continue
        rest = block.words - len(name.split())
        if rest <= 5:
            votes.add(BlockLabel.BYLINE, 3.5 if rest <= 2 else 2.0, "form:author_name")
        elif position <= 20 and block.words <= 90:
            votes.add(BlockLabel.AUTHOR_BIO, 1.5, "form:author_sentence")
