"""What the boxes around a block and the target of its link speak for."""

from __future__ import annotations

from pipelines.block import Block, BlockLabel, Container
from pipelines.label.cues import cue_of, target_of
from pipelines.label.facts import PageFacts
from pipelines.label.form import is_link
from pipelines.label.votes import Votes

CUE_WEIGHT, CUE_DECAY, MIN_CUE_WEIGHT = 3.0, 0.35, 0.8  # of the nearest box; less for each box further out
MAX_CUES, NEXT_CUE_FACTOR = 3, 0.5
ZONES = {"nav": (BlockLabel.NAVIGATION, 3.0), "footer": (BlockLabel.NAVIGATION, 1.0), "header": (BlockLabel.NAVIGATION, 0.8)}
NAMED_ZONE_FACTOR = 0.4  # where a name has already said something else
FOOTER_LINE_WEIGHT, MIN_FOOTER_LINE_WORDS = 0.8, 4  # longer than a menu entry: a legal line
FIGURE_WEIGHT = 3.5
NO_CAPTION_TAGS = frozenset(("td", "th", "li", "pre"))  # tables, lists and code stand in <figure>, too
WHOLE_LINK = 0.5  # link density above which a block is more link than text
CALL_TARGETS = frozenset((BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.PAYWALL, BlockLabel.PROMOTION))
MAX_CALL_WORDS = 30
MAX_MENU_WORDS = 3


def vote_boxes(block: Block, facts: PageFacts, votes: Votes) -> None:
    """Adds what the names of the boxes say, nearest first; boxes that hold the story or its headline are not asked."""
    found: set[BlockLabel] = set()
    for distance, container in facts.boxes(block):
        if facts.holds_headline(container):
            return
        cue = cue_of(container.names) if container.names else None
        if cue is not None and cue[0] not in found and len(found) < MAX_CUES:
            weight = max(MIN_CUE_WEIGHT, CUE_WEIGHT - CUE_DECAY * distance)
            votes.add(cue[0], weight * cue[2] * NEXT_CUE_FACTOR ** len(found), cue[1])
            found.add(cue[0])
        _vote_zone(block, container, found, votes)


def _vote_zone(block: Block, container: Container, found: set[BlockLabel], votes: Votes) -> None:
    """Adds what the box's element says: nav, header, footer, figure."""
    if container.tag == "footer" and not is_link(block) and block.words >= MIN_FOOTER_LINE_WORDS:
        votes.add(BlockLabel.LEGAL, FOOTER_LINE_WEIGHT, "zone:footer")
    elif container.tag in ZONES:
        label, weight = ZONES[container.tag]
        votes.add(label, weight * (NAMED_ZONE_FACTOR if found and label not in found else 1.0), f"zone:{container.tag}")
    elif container.tag == "figcaption" or (container.tag == "figure" and block.tag not in NO_CAPTION_TAGS):
        votes.add(BlockLabel.CAPTION, FIGURE_WEIGHT, f"zone:{container.tag}")


def vote_target(block: Block, votes: Votes) -> None:
    """Adds what the address says that the block links to."""
    target = target_of(block.link) if block.link is not None else None
    if target is not None:
        votes.add(target[0], _target_weight(block, target[0]), target[1])


def _target_weight(block: Block, label: BlockLabel) -> float:
    """More for a whole link, most for a short paragraph that calls to subscribe, apply or buy."""
    is_whole = block.link_density > WHOLE_LINK
    if label in CALL_TARGETS and block.words <= MAX_CALL_WORDS and block.tag != "li":
        return 3.0 if is_whole else 2.0
    if label is BlockLabel.NAVIGATION and block.words > MAX_MENU_WORDS:
        return 0.6 if is_whole else 0.2  # a sentence that leads to a page about the site is no menu entry
    return 1.6 if is_whole else 0.5
