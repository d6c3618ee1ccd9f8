"""What the boxes around a block and the target of its link speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

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
FIGURE_TAGS, FIGURE_WEIGHT = frozenset(("figcaption", "figure")), 3.5
NO_CAPTION_TAGS = frozenset(("td", "th", "li", "pre"))  # tables, lists and code stand in <figure>, too
WHOLE_LINK = 0.5  # link density above which a block is more link than text
CALL_TARGETS = frozenset((BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.PAYWALL, BlockLabel.PROMOTION))
MAX_CALL_WORDS = 30
MAX_MENU_WORDS = 3


class Form(Enum):
    """The form that a block must have for a box to say something about it."""

    ANY = "any"
    FOOTER_LINE = "footer line"
    FOOTER_ENTRY = "footer entry"
    NO_TABLE_OR_LIST = "no table or list"


@dataclass(frozen=True, slots=True)
class BoxEvidence:
    """What one box says about the blocks of that form in it."""

    label: BlockLabel
    weight: float
    rule: str
    form: Form = Form.ANY


class TellingBoxes:
    """The boxes of a page that say something about the blocks in them, and hold neither the story nor its headline."""

    def __init__(self, facts: PageFacts) -> None:
        self._facts = facts
        self._headline_boxes = facts.headline_boxes()
        self._known: dict[int, tuple[Container, ...]] = {}

    def around(self, container: Container | None) -> tuple[Container, ...]:
        """Those around a container, itself among them, nearest first; found once for all that stand in the same ones."""
        path: list[Container] = []
        found: tuple[Container, ...] = ()
        while container is not None and not self._is_of_story(container):
            if container.number in self._known:
                found = self._known[container.number]
                break
            path.append(container)
            container = container.parent
        for inner in reversed(path):
            found = (inner, *found) if _is_telling(inner) else found
            self._known[inner.number] = found
        return found

    def _is_of_story(self, container: Container) -> bool:
        return container.number in self._headline_boxes or self._facts.holds_story(container)


def _is_telling(container: Container) -> bool:
    return container.tag in ZONES or container.tag in FIGURE_TAGS or (bool(container.names) and cue_of(container.names) is not None)


def read_boxes(depth: int, boxes: Sequence[Container]) -> tuple[BoxEvidence, ...]:
    """What the telling boxes around a container at that depth say by their names and elements, nearest first."""
    evidence: list[BoxEvidence] = []
    found: set[BlockLabel] = set()
    for container in boxes:
        cue = cue_of(container.names) if container.names else None
        if cue is not None and cue[0] not in found and len(found) < MAX_CUES:
            weight = max(MIN_CUE_WEIGHT, CUE_WEIGHT - CUE_DECAY * (depth - container.depth))
            evidence.append(BoxEvidence(cue[0], weight * cue[2] * NEXT_CUE_FACTOR ** len(found), cue[1]))
            found.add(cue[0])
        evidence.extend(_read_zone(container, found))
    return tuple(evidence)


def _read_zone(container: Container, found: set[BlockLabel]) -> Iterator[BoxEvidence]:
    """What the box's element says: nav, header, footer, figure."""
    if container.tag in ZONES:
        label, weight = ZONES[container.tag]
        is_footer = container.tag == "footer"
        if is_footer:
            yield BoxEvidence(BlockLabel.LEGAL, FOOTER_LINE_WEIGHT, "zone:footer", Form.FOOTER_LINE)
        factor = NAMED_ZONE_FACTOR if found and label not in found else 1.0
        yield BoxEvidence(label, weight * factor, f"zone:{container.tag}", Form.FOOTER_ENTRY if is_footer else Form.ANY)
    elif container.tag in FIGURE_TAGS:
        form = Form.ANY if container.tag == "figcaption" else Form.NO_TABLE_OR_LIST
        yield BoxEvidence(BlockLabel.CAPTION, FIGURE_WEIGHT, f"zone:{container.tag}", form)


def vote_boxes(block: Block, boxes: Sequence[BoxEvidence], votes: Votes) -> None:
    """Adds what the boxes say about a block of this form."""
    for evidence in boxes:
        if evidence.form is Form.ANY or _has_form(block, evidence.form):
            votes.add(evidence.label, evidence.weight, evidence.rule)


def _has_form(block: Block, form: Form) -> bool:
    if form is Form.NO_TABLE_OR_LIST:
        return block.tag not in NO_CAPTION_TAGS
    is_line = not is_link(block) and block.words >= MIN_FOOTER_LINE_WORDS
    return is_line if form is Form.FOOTER_LINE else not is_line


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
