"""Evidence from a block alone: its phrases, the boxes around it, where its link leads, its form."""

from __future__ import annotations

import re
from collections import defaultdict

from pipelines.block import Block, BlockLabel
from pipelines.label.cues import cue_of, target_of
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_count, is_heading, is_link
from pipelines.label.phrases import PhraseHit, Strength, find_phrases
from pipelines.label.votes import Votes
from pipelines.metadata.months import MONTH_PATTERN

# All weights: set by hand on the sample sites and the development corpus, see docs/separation.md.
STRONG_WEIGHT = 3.9
SINGLE_STRONG_WEIGHT = 2.2
FURTHER_STRONG_WEIGHT = 1.0
PURE_WEIGHT, PURE_SHARE, MAX_PURE_WORDS = 5.0, 0.5, 16  # a line of which half is such phrases is nothing else
MAX_STRONG_WEIGHT = 5.0
HEADING_WEIGHT = 3.0
LONE_LINE_WEIGHT = 7.0  # a heading phrase that stands alone in running text, as "Advertisement" does
MAX_CALL_WORDS = 30
CALL_TARGETS = frozenset((BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.PAYWALL, BlockLabel.PROMOTION))
WEAK_WEIGHT = 0.6
MAX_WEAK_WEIGHT = 2.2
CALL_WORDS = 22  # a call to the reader is short; a phrase in a longer block counts for less
WEAK_WORDS = 14  # in a longer block a cue word counts for less

_BOILERPLATE_ZONES = {"nav": (BlockLabel.NAVIGATION, 3.0), "footer": (BlockLabel.NAVIGATION, 1.0), "header": (BlockLabel.NAVIGATION, 0.8)}
_CUE_WEIGHT = 3.0
_CUE_DECAY = 0.35
_MIN_CUE_WEIGHT = 0.8
_MAX_CUES = 3

MAX_DATELINE_WORDS = 6
MIN_BIO_WORDS = 5
MAX_CAPTION_WORDS = 45
MAX_FIGURE_WORDS = 70  # a box with a picture and no more words than that is a figure
MANY_LINKS, MAX_MENU_WORDS = 3, 3  # a block of several links of few words each is a menu
_CRUMBS = re.compile(r"\S\s*[»›>/→]\s*\S")
_PHONE = re.compile(r"(?:\+?\d{1,4}[ /.-]){3,}\d{2,}|\b(?:tel|fon|phone|tél|fax)\b\W{0,3}\+?\d", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)|©\s*\d{4}|\bcopyright\b.{0,20}\d{4}", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])\s?[:.h]\s?[0-5]\d\b")
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th|er|\.)?(?: de)? [^\W\d]{3,12}\.?,?(?: de)? (?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b|\d{4}\s*[年년]\s*\d{1,2}\s*[月월]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?(?: de)? {MONTH_PATTERN}",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?:ago|il y a|vor \d+|hace \d+|(?:minutes?|hours?|minuten|stunden|heures) (?:ago|her))\b", re.IGNORECASE)
_PLAYER = re.compile(r"^\W*(?:\d{1,2}:\d\d\W+\d{1,2}:\d\d|\d+(?:[.,]\d+)?\s?[x×]|\d{1,2}:\d\d(?::\d\d)?|(?:tempo\s)?\d+(?:[.,]\d+)?\s?(?:min|sek|sec|s)\.?(?:\s\d+\s?s)?|tempo\s\d[.,]\d)\W*$", re.IGNORECASE)
_PRICE = re.compile(r"(?:[€$£]\s?\d|\d\s?(?:€|£|\$|euros?\b|eur\b|kr\b|zł|pence\b|\dp\b))", re.IGNORECASE)
_COUNT_ONLY = re.compile(r"^\W*\d+\W*$")


def vote_alone(block: Block, facts: PageFacts) -> Votes:
    """What speaks for each label in the block itself, whatever stands around it."""
    votes = Votes()
    if block.text != facts.description and block.index not in facts.claimed:
        vote_phrases(block, votes, is_byline_place=facts.headline is None or facts.is_near_headline(block))
    _vote_boxes(block, facts, votes)
    _vote_target(block, votes)
    _vote_form(block, facts, votes)
    return votes


def vote_phrases(block: Block, votes: Votes, *, is_byline_place: bool = True) -> None:
    """Adds what the block's phrases speak for: less in a long block, where a phrase may well be reported speech."""
    factor = 0.5 if block.tag in ("button", "label") else 1.0  # "Send", "OK": the box says what for
    groups: dict[tuple[BlockLabel, Strength], list[PhraseHit]] = defaultdict(list)
    for hit in find_phrases(block.text):
        groups[hit.label, hit.strength].append(hit)
    length = min(1.0, CALL_WORDS / max(1, block.words))
    for (label, strength), hits in groups.items():
        if label is BlockLabel.BYLINE and strength is Strength.WEAK and not is_byline_place:
            continue  # "by", "ago" and dates stand everywhere
        longest = max(hits, key=lambda hit: hit.words)
        if strength is Strength.HEADING and block.tag in ("td", "th") and not is_link(block):
            continue  # the head of a table's column
        if strength is Strength.HEADING:
            votes.add(label, factor * (HEADING_WEIGHT if is_heading(block) or is_link(block) else LONE_LINE_WEIGHT), f"phrase:{longest.rule}")
        elif strength is Strength.STRONG:
            first = STRONG_WEIGHT if longest.words != 1 else SINGLE_STRONG_WEIGHT
            weight = min(MAX_STRONG_WEIGHT, first + FURTHER_STRONG_WEIGHT * (len({hit.rule for hit in hits}) - 1 + 0.5 * (len(hits) > 1)))
            is_line = block.words <= MAX_PURE_WORDS and not is_heading(block) and block.tag not in ("td", "th")
            if is_line and sum(hit.words for hit in hits) >= PURE_SHARE * block.words:
                weight += PURE_WEIGHT
            votes.add(label, factor * weight * length, f"phrase:{longest.rule}")
        else:
            weight = sum(WEAK_WEIGHT * (0.6 + 0.4 * max(1, hit.words)) for hit in hits)
            short = min(1.0, WEAK_WORDS / max(1, block.words))
            votes.add(label, factor * min(MAX_WEAK_WEIGHT, weight * short), f"phrase:{longest.rule}")


def _vote_boxes(block: Block, facts: PageFacts, votes: Votes) -> None:
    """The names of the boxes around the block, nearest first; boxes that hold the story are not asked."""
    found: set[BlockLabel] = set()
    for distance, container in facts.boxes(block):
        if facts.holds_headline(container):
            break
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
        votes.add(target[0], _target_weight(block, target[0]), target[1])


def _target_weight(block: Block, label: BlockLabel) -> float:
    """How much a link's target says: more of a whole link, most of a short paragraph that calls to subscribe, apply or buy."""
    is_whole = block.link_density > 0.5  # noqa: PLR2004 - more link than text
    if label in CALL_TARGETS and block.words <= MAX_CALL_WORDS and block.tag != "li":
        return 3.0 if is_whole else 2.0
    if label is BlockLabel.NAVIGATION and block.words > MAX_MENU_WORDS:
        return 0.6 if is_whole else 0.2  # a sentence that leads to a page about the site is no menu entry
    return 1.6 if is_whole else 0.5


def _vote_form(block: Block, facts: PageFacts, votes: Votes) -> None:
    text = block.text
    if _COPYRIGHT.search(text) and block.words <= 40:
        votes.add(BlockLabel.LEGAL, 3.0, "form:copyright")
    near = facts.is_near_headline(block)
    if _PLAYER.match(text) and not is_heading(block):
        is_reading_time = near and "min" in text.lower()
        votes.add(BlockLabel.BYLINE if is_reading_time else BlockLabel.OTHER, 6.0, "form:player")
    is_moment = block.words <= 12 and bool(_DATE.search(text) or _AGO.search(text) or (_CLOCK.search(text) and block.words <= 5))
    if is_moment:
        if near:
            votes.add(BlockLabel.BYLINE, 5.0 if block.words <= MAX_DATELINE_WORDS else 1.5, "form:date")
        elif block.tag not in ("li", "td", "th", "dt", "dd") and not is_heading(block):
            votes.add(BlockLabel.COMMENTS, 1.2, "form:date")
    if is_count(block) and not is_moment and not facts.is_near_headline(block) and block.tag not in ("td", "th", "li"):
        votes.add(BlockLabel.COMMENT_POLICY, 2.0, "form:count")
    if block.words <= 25 and _PRICE.search(text):
        votes.add(BlockLabel.PROMOTION, 0.6, "form:price")
    if is_link(block) and 4 <= block.words <= 25 and block.tag in ("p", "div", "span"):  # noqa: PLR2004 - a title
        if facts.quotes_title(block):
            votes.add(BlockLabel.NAVIGATION, 1.5, "form:title_search")
        else:
            is_title = block.tag == "p" and _leads_to_story(block.link or "") and target_of(block.link or "") is None
            votes.add(BlockLabel.RELATED, 5.0 if is_title else 1.5, "form:title_link")
    if block.media_box is not None and block.words <= MAX_CAPTION_WORDS:
        is_small = facts.all_words[block.media_box.number] <= MAX_FIGURE_WORDS and not is_link(block)
        votes.add(BlockLabel.CAPTION, 5.5 if is_small else 0.3, "form:after_media")
    if block.links >= MANY_LINKS and block.words <= MAX_MENU_WORDS * block.links:
        votes.add(BlockLabel.NAVIGATION, 3.0, "form:row_of_links")
    if facts.names_topics(block) and block.tag not in ("td", "th"):
        votes.add(BlockLabel.BYLINE, 8.5, "form:keywords")
    if facts.headline is not None and block.index < facts.headline and block.link is not None and _CRUMBS.search(text):
        votes.add(BlockLabel.NAVIGATION, 5.0, "form:breadcrumb")
    if block.words <= MAX_CAPTION_WORDS and _PHONE.search(text):
        votes.add(BlockLabel.NAVIGATION, 1.8, "form:phone")
    if block.index == facts.headline:
        votes.add(BlockLabel.HEADLINE, 12.0, "form:headline")
    _vote_authors(block, facts, votes)


def _leads_to_story(link: str) -> bool:
    """Whether a link looks like one to another story: on this site, as a rule without a host, and with a title in its path."""
    path = link.split("?")[0].rstrip("/")
    return not link.startswith(("http", "//", "#", "mailto:")) and (path.count("-") >= 2 or any(char.isdigit() for char in path))  # noqa: PLR2004


def _vote_authors(block: Block, facts: PageFacts, votes: Votes) -> None:
    """A short block with an author's name is the byline; a sentence that begins with it is about the author."""
    lower = block.text.lower()
    _vote_author_by_part(lower, block, facts, votes)
    near = facts.headline is None or facts.is_near_headline(block)
    for name in facts.author_names:
        position = lower.find(name)
        if position < 0:
            continue
        rest = block.words - len(name.split())
        if rest <= 5 and near:
            votes.add(BlockLabel.BYLINE, 6.0 if rest <= 2 else 5.0, "form:author_name")
        elif rest > 5 and position <= 20 and block.words <= 90 and not facts.is_near_headline(block):
            votes.add(BlockLabel.AUTHOR_BIO, 4.5 if position <= 2 else 3.0, "form:author_sentence")  # noqa: PLR2004 - its first word


def _vote_author_by_part(lower: str, block: Block, facts: PageFacts, votes: Votes) -> None:
    """A later sentence that begins with an author's first or last name alone is about the author, as a rule."""
    first = lower.split(" ", 1)[0]
    is_later = not facts.is_near_headline(block) and MIN_BIO_WORDS <= block.words <= 60  # noqa: PLR2004 - a bio is short
    if is_later and any(first in name.split() for name in facts.author_names) and not any(name in lower for name in facts.author_names):
        votes.add(BlockLabel.AUTHOR_BIO, 3.5, "form:author_part")
