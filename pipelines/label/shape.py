"""What the shape of a block speaks for: dates, counts, prices, titles as links, captions, breadcrumbs."""

from __future__ import annotations

import re

from pipelines.block import Block, BlockLabel
from pipelines.label.cues import target_of
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_count, is_heading, is_link
from pipelines.label.votes import Votes
from pipelines.metadata.months import MONTH_PATTERN

MAX_COPYRIGHT_WORDS = 40
MAX_MOMENT_WORDS, MAX_CLOCK_WORDS, MAX_DATELINE_WORDS = 12, 5, 6
MAX_PRICED_WORDS = 25
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 4, 25
MIN_SLUG_HYPHENS = 2
MAX_CAPTION_WORDS = 45
MAX_FIGURE_WORDS = 70  # a box with a picture and no more words than that is a figure
MANY_LINKS, WORDS_PER_LINK = 3, 3  # a block of several links of few words each is a menu
LIST_TAGS = frozenset(("li", "td", "th", "dt", "dd"))

# What stands in every text that the pattern of that name finds, so that the others are not searched.
COPYRIGHT_PIECES, AGO_PIECES = ("©", "(c)", "opyr"), ("ago", "l y a", "vor ", "hace ", " her")
_DIGIT = re.compile(r"\d")  # dates, prices, telephone numbers, counts and players have one

_CRUMBS = re.compile(r"\S\s*[»›>/→]\s*\S")
_PHONE = re.compile(r"(?:\+?\d{1,4}[ /.-]){3}\d{2}|\b(?:tel|fon|phone|tél|fax)\b\W{0,3}\+?\d", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)|copyright\b)|©\s*\d{4}|\bcopyright\b.{0,20}\d{4}", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])\s?[:.h]\s?[0-5]\d\b")
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th|er|\.)?(?: de)? [^\W\d]{3,12}\.?,?(?: de)? (?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b|\d{4}\s*[年년]\s*\d{1,2}\s*[月월]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?(?: de)? {MONTH_PATTERN}",
    re.IGNORECASE,
)
_AGO = re.compile(r"\b(?:ago|il y a|vor \d+|hace \d+|(?:minutes?|hours?|minuten|stunden|heures) (?:ago|her))\b", re.IGNORECASE)
_PLAYER = re.compile(
    r"^\W*(?:\d{1,2}:\d\d\W+\d{1,2}:\d\d|\d+(?:[.,]\d+)?\s?[x×]|\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:tempo\s)?\d+(?:[.,]\d+)?\s?(?:min|sek|sec|s)\.?(?:\s\d+\s?s)?|tempo\s\d[.,]\d)\W*$",
    re.IGNORECASE,
)
_PRICE = re.compile(r"(?:[€$£]\s?\d|\d\s?(?:€|£|\$|euros?\b|eur\b|kr\b|zł|pence\b|\dp\b))", re.IGNORECASE)


def vote_shape(block: Block, facts: PageFacts, votes: Votes) -> None:
    """Adds what the block's shape speaks for."""
    if block.index == facts.headline:
        votes.add(BlockLabel.HEADLINE, 12.0, "form:headline")
    has_digit = block.words <= MAX_CAPTION_WORDS and _DIGIT.search(block.text) is not None
    _vote_moments(block, facts, votes, has_digit=has_digit)
    _vote_links(block, facts, votes)
    _vote_captions(block, facts, votes)
    if block.words <= MAX_COPYRIGHT_WORDS and _has_copyright(block.text):
        votes.add(BlockLabel.LEGAL, 3.0, "form:copyright")
    if has_digit and block.words <= MAX_PRICED_WORDS and _PRICE.search(block.text):
        votes.add(BlockLabel.PROMOTION, 0.6, "form:price")
    if facts.names_topics(block) and block.tag not in ("td", "th"):
        votes.add(BlockLabel.BYLINE, 8.5, "form:keywords")
    if has_digit and _PHONE.search(block.text):
        votes.add(BlockLabel.NAVIGATION, 1.8, "form:phone")


def _has_copyright(text: str) -> bool:
    lower = text.lower()
    return any(piece in lower for piece in COPYRIGHT_PIECES) and _COPYRIGHT.search(text) is not None


def _vote_moments(block: Block, facts: PageFacts, votes: Votes, *, has_digit: bool) -> None:
    """Dates and times: a byline near the headline, a reader's comment elsewhere; counts and players are told apart from them."""
    is_near = facts.is_near_headline(block)
    if has_digit and _PLAYER.match(block.text) and not is_heading(block):
        is_reading_time = is_near and "min" in block.text.lower()
        votes.add(BlockLabel.BYLINE if is_reading_time else BlockLabel.OTHER, 6.0, "form:player")
    if _is_moment(block, has_digit=has_digit):
        if is_near:
            votes.add(BlockLabel.BYLINE, 5.0 if block.words <= MAX_DATELINE_WORDS else 1.5, "form:date")
        elif block.tag not in LIST_TAGS and not is_heading(block):
            votes.add(BlockLabel.COMMENTS, 1.2, "form:date")
    elif has_digit and is_count(block) and not is_near and block.tag not in LIST_TAGS:
        votes.add(BlockLabel.COMMENT_POLICY, 2.0, "form:count")


def _is_moment(block: Block, *, has_digit: bool) -> bool:
    """Whether a short block holds a date, a time of day, or how long ago something was."""
    if block.words > MAX_MOMENT_WORDS:
        return False
    if has_digit and ((block.words <= MAX_CLOCK_WORDS and _CLOCK.search(block.text)) or _DATE.search(block.text)):
        return True
    lower = block.text.lower()
    return any(piece in lower for piece in AGO_PIECES) and _AGO.search(block.text) is not None


def _vote_links(block: Block, facts: PageFacts, votes: Votes) -> None:
    """A title as a link leads to another story; several short links are a menu; links with arrows above the headline are its path."""
    if MIN_TITLE_WORDS <= block.words <= MAX_TITLE_WORDS and block.tag in ("p", "div", "span") and is_link(block):
        if facts.quotes_title(block):
            votes.add(BlockLabel.NAVIGATION, 1.5, "form:title_search")
        else:
            votes.add(BlockLabel.RELATED, 5.0 if block.tag == "p" and _leads_to_story(block.link or "") else 1.5, "form:title_link")
    if block.links >= MANY_LINKS and block.words <= WORDS_PER_LINK * block.links:
        votes.add(BlockLabel.NAVIGATION, 3.0, "form:row_of_links")
    is_above = facts.headline is not None and block.index < facts.headline
    if is_above and block.link is not None and _CRUMBS.search(block.text):
        votes.add(BlockLabel.NAVIGATION, 5.0, "form:breadcrumb")


def _leads_to_story(link: str) -> bool:
    """Whether a link looks like one to another story of the site: without a host, with a title or number in its path."""
    path = link.split("?", maxsplit=1)[0].rstrip("/")
    is_named = path.count("-") >= MIN_SLUG_HYPHENS or any(char.isdigit() for char in path)
    return is_named and not link.startswith(("http", "//", "#", "mailto:")) and target_of(link) is None


def _vote_captions(block: Block, facts: PageFacts, votes: Votes) -> None:
    """Text in one small box with a picture or player is its caption; below a picture in a large box it may be anything."""
    if block.media_box is not None and block.words <= MAX_CAPTION_WORDS:
        is_figure = facts.all_words[block.media_box.number] <= MAX_FIGURE_WORDS and not is_link(block)
        votes.add(BlockLabel.CAPTION, 5.5 if is_figure else 0.3, "form:after_media")
