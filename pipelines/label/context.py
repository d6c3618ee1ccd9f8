"""Evidence from what stands around a block: boxes speak for all their blocks, a heading claims the lines below it.

The only module that looks at neighbours before the story is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from pipelines.block import Block, BlockLabel
from pipelines.label.facts import PageFacts
from pipelines.label.form import SENTENCE_ENDS, are_siblings, is_heading, is_link, is_prose
from pipelines.label.votes import Votes

MAX_LINE_WORDS = 6  # of a line of plain text that may be a heading
RESUMED_WORDS = 25  # of a paragraph with which a story goes on
BOX_SHARE = 0.5  # of the average evidence of its box that a block gets
BOX_DECAY = 0.6  # for the box around the box
MAX_BOX_LEVELS = 3
BOX_SHARES = tuple(BOX_SHARE * BOX_DECAY**level for level in range(MAX_BOX_LEVELS))
MAX_BOX_BLOCKS = 60
MAX_PREFIX, MAX_OPENING_WORDS, MIN_OPENING_WEIGHT = 30, 10, 5.0  # "New this week: clerk": the first line of a list
CLAIM_WEIGHT = 2.5
WEAK_CLAIM_WEIGHT = 1.0  # of a heading that only stands in a box with a telling name
MIN_CLAIMING_WEIGHT = 1.8  # a heading must be that sure of itself
MAX_CLAIMED_LINES = 14  # under a heading in running text, where no box ends its claim
OWN_WEIGHT_AGAINST_CLAIM = 2.2  # a line that is that sure of another label ends the claim
MIN_ROW, MAX_MENU_WORDS, ROW_WEIGHT = 3, 4, 2.5
NAME_AND_TEXT_WEIGHT = 2.6
MIN_COMMENT_LINE, MAX_COMMENT_LINE_WORDS, MAX_NAME_WORDS = 1.2, 10, 4
ROW_LABELS = (BlockLabel.JOB_LISTING, BlockLabel.RELATED, BlockLabel.SHARE, BlockLabel.PROMOTION)
MIN_ROW_SUPPORT = 0.6  # of a row that must point to one kind of thing
CLAIMING = frozenset(BlockLabel) - {
    BlockLabel.BODY,
    BlockLabel.HEADLINE,
    BlockLabel.BYLINE,
    BlockLabel.CAPTION,
    BlockLabel.LEGAL,
    BlockLabel.SHARE,
}


def vote_in_context(facts: PageFacts, own: Sequence[Votes], tail: int) -> list[Votes]:
    """For each block the evidence that its surroundings add to its own; `tail` is the index at which the page's tail begins."""
    context = [Votes() for _ in own]
    _share_in_boxes(facts, own, context)
    rows = list(_rows_of_links(facts))
    _claim_below_headings(facts, own, context, members=frozenset(index for row in rows for index in row), tail=tail)
    _join_rows_of_links(rows, own, context)
    _complete_comments(facts, own, context)
    _pair_names_with_texts(facts, own, context)
    return context


def _share_in_boxes(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes]) -> None:
    """Every block of a small box gets a part of the average evidence of the box."""
    boxes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for block in facts.blocks:
        for distance, container in islice(facts.boxes(block), MAX_BOX_LEVELS):
            boxes[container.number].append((block.index, distance))
    weights = [votes.items() for votes in own]
    for members in boxes.values():
        if 1 < len(members) <= MAX_BOX_BLOCKS:
            for label, average in _average(members, weights):
                shares, rule = [average * share for share in BOX_SHARES], f"box:{label}"
                for index, distance in members:
                    context[index].add(label, shares[distance], rule)


def _average(
    members: Sequence[tuple[int, int]], weights: Sequence[Sequence[tuple[BlockLabel, float]]]
) -> Iterator[tuple[BlockLabel, float]]:
    sums: dict[BlockLabel, float] = defaultdict(float)
    for index, _ in members:
        for label, weight in weights[index]:
            sums[label] += weight
    for label, weight in sums.items():
        if weight > 0 and label is not BlockLabel.HEADLINE:
            # a box of few lines is one thing; in a long one a single line says little about the others
            yield label, weight / len(members) ** 0.8


def _claim_below_headings(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes], members: frozenset[int], tail: int) -> None:
    for block in facts.blocks:
        label, weight = own[block.index].best()
        if block.index in members:
            continue  # an entry of a menu heads nothing
        if label in CLAIMING and weight >= MIN_CLAIMING_WEIGHT and _can_claim(block, own[block.index]):
            claimed = _claimed_label(block, label, own[block.index])
            for index in _lines_below(block, claimed, facts, own, tail):
                strength = CLAIM_WEIGHT if own[block.index].rule(label).startswith("phrase") else WEAK_CLAIM_WEIGHT
                context[index].add(claimed, strength, f"heading:{claimed}")


def _can_claim(block: Block, votes: Votes) -> bool:
    opens_list = ":" in block.text[:MAX_PREFIX] and block.words <= MAX_OPENING_WORDS and votes.best()[1] >= MIN_OPENING_WEIGHT
    is_short_line = block.tag == "line" and block.words <= MAX_LINE_WORDS and not is_prose(block)
    return opens_list or is_short_line or is_heading(block) or block.text.endswith(":")


def _claimed_label(heading: Block, label: BlockLabel, votes: Votes) -> BlockLabel:
    """What the lines below are: below a count of comments stand comments."""
    if label is BlockLabel.COMMENT_POLICY and "count" in votes.rule(label):
        return BlockLabel.COMMENTS
    if label is BlockLabel.COMMENT_POLICY and any(char.isdigit() and char != "0" for char in heading.text):
        return BlockLabel.COMMENTS
    return label


def _lines_below(heading: Block, label: BlockLabel, facts: PageFacts, own: Sequence[Votes], tail: int) -> Iterator[int]:
    """The indices of the lines that a heading claims: its box, or in running text the lines of one form until something else begins."""
    box = _section_of(heading, facts)
    count = 0
    for block in facts.blocks[heading.index + 1 :]:
        if box is not None and not _is_inside(block, box):
            return
        other, weight = own[block.index].best()
        if label is BlockLabel.COMMENTS and other is BlockLabel.COMMENT_POLICY and not is_heading(block):
            continue  # a rule among the comments
        if other is not None and other is not label and weight >= OWN_WEIGHT_AGAINST_CLAIM:
            if is_heading(block) or box is None:
                return
            continue
        if label is BlockLabel.JOB_LISTING and own[block.index].rule(BlockLabel.RELATED) == "form:title_link" and other is not label:
            return  # links to stories are no vacancies
        if box is None and (count >= MAX_CLAIMED_LINES or _resumes_story(block, label, facts, tail)):
            return
        if box is None and count and _has_bullet(block) != _has_bullet(facts.blocks[heading.index + 1]):
            return  # another list begins
        count += 1
        if label is BlockLabel.RELATED and block.container is not None and block.link is None:
            continue  # what leads nowhere is no teaser
        yield block.index


def _complete_comments(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes]) -> None:
    """A reader's comment is a line with name or date and a text: the line speaks for the text below it and a short name above it."""
    for block in facts.blocks:
        label, weight = own[block.index].best()
        if label is not BlockLabel.COMMENTS or weight < MIN_COMMENT_LINE or block.words > MAX_COMMENT_LINE_WORDS:
            continue
        if block.index + 1 < len(own) and not is_link(facts.blocks[block.index + 1]):
            context[block.index + 1].add(BlockLabel.COMMENTS, 2.0, "neighbour:comment_line")
        if block.index and facts.blocks[block.index - 1].words <= MAX_NAME_WORDS and not is_heading(facts.blocks[block.index - 1]):
            context[block.index - 1].add(BlockLabel.COMMENTS, 1.5, "neighbour:comment_line")


def _pair_names_with_texts(facts: PageFacts, own: Sequence[Votes], context: Sequence[Votes]) -> None:
    """Below an invitation to comment, a short name followed by a sentence of no evidence is a reader's comment."""
    is_open = False
    for block, following in zip(facts.blocks, facts.blocks[1:], strict=False):
        label, weight = own[block.index].best()
        if label is BlockLabel.COMMENT_POLICY and weight >= MIN_COMMENT_LINE:
            is_open = True
        elif label is not None and weight >= OWN_WEIGHT_AGAINST_CLAIM and label is not BlockLabel.COMMENTS:
            is_open = False
        if is_open and _is_name(block, own) and following.text.endswith(SENTENCE_ENDS) and _is_blank(following, own):
            for index in (block.index, following.index):
                context[index].add(BlockLabel.COMMENTS, NAME_AND_TEXT_WEIGHT, "neighbour:name_and_text")


def _is_name(block: Block, own: Sequence[Votes]) -> bool:
    is_short = block.words <= MAX_NAME_WORDS and not block.text.endswith((".", "!", "?"))
    return is_short and not is_heading(block) and not is_link(block) and block.tag != "button" and _is_blank(block, own)


def _is_blank(block: Block, own: Sequence[Votes]) -> bool:
    """Whether the block alone points to nothing, or to a comment."""
    label, weight = own[block.index].best()
    return label in (None, BlockLabel.COMMENTS) or weight < MIN_COMMENT_LINE


def _rows_of_links(facts: PageFacts) -> Iterator[list[int]]:
    """Indices of three or more short links in a row: a menu, whatever each of them is called ("Jobs", "Newsletter", "Comments")."""
    row: list[int] = []
    for block in facts.blocks:
        is_entry = is_link(block) and block.words <= MAX_MENU_WORDS and not is_heading(block)
        if is_entry and (not row or are_siblings(facts.blocks[row[-1]], block)):
            row.append(block.index)
            continue
        if len(row) >= MIN_ROW:
            yield row
        row = [block.index] if is_entry else []
    if len(row) >= MIN_ROW:
        yield row


def _join_rows_of_links(rows: Sequence[Sequence[int]], own: Sequence[Votes], context: Sequence[Votes]) -> None:
    """A row is navigation, unless a heading claims it or most of its links lead to one kind of thing."""
    for row in rows:
        support = {label: sum(own[index].total(label) + context[index].total(label) >= 1 for index in row) for label in ROW_LABELS}
        kind = max(support, key=support.__getitem__)
        label = kind if support[kind] >= MIN_ROW_SUPPORT * len(row) else BlockLabel.NAVIGATION
        for index in row:
            context[index].add(label, max(ROW_WEIGHT, own[index].best()[1] + 1), "row:links")


def _has_bullet(block: Block) -> bool:
    return block.text.startswith(("- ", "– ", "• ", "* ", "» ", "> ", "· "))


def _section_of(heading: Block, facts: PageFacts) -> int | None:
    """The number of the smallest box that holds the heading and more; None where the story's own container comes first."""
    following = facts.blocks[heading.index + 1] if heading.index + 1 < len(facts.blocks) else None
    if following is None:
        return None
    for _, container in facts.boxes(heading):
        if _is_inside(following, container.number):
            return container.number
    return None


def _is_inside(block: Block, number: int) -> bool:
    container = block.container
    while container is not None and container.number >= number:
        if container.number == number:
            return True
        container = container.parent
    return False


def _resumes_story(block: Block, label: BlockLabel, facts: PageFacts, tail: int) -> bool:
    """Whether the story goes on here: prose that no reader's comment or policy would be."""
    if label in (BlockLabel.COMMENTS, BlockLabel.COMMENT_POLICY) and block.index >= tail:
        return False
    in_main = facts.in_main is None or facts.in_main[block.index]
    return in_main and is_prose(block) and block.words >= RESUMED_WORDS
