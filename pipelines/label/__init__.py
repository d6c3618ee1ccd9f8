"""Blocks -> what each one is, with a reason and a confidence.

Reading order: `facts` (the page as a whole), `own` (a block alone: `calls`, `boxes`, `shape`, `people`), `context` (boxes and headings),
`tail` (where the story ends), `story` (body or not, from `signals`), `places` (what usually stands there), `decode` (labels in order).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipelines.article import Metadata
from pipelines.block import Block, BlockLabel, Evidence
from pipelines.label.calls import vote_phrases
from pipelines.label.context import vote_in_context
from pipelines.label.decode import decode
from pipelines.label.facts import PageFacts, read_facts
from pipelines.label.own import vote_alone
from pipelines.label.places import vote_by_place
from pipelines.label.story import weigh_story
from pipelines.label.tail import find_tail
from pipelines.label.votes import Votes

__all__ = ["label_blocks"]

MIN_VERDICT_WORDS = 100  # less may well be a menu
MAX_HINT = 1.1  # a stronger one, such as a kicker's place, is evidence


def label_blocks(blocks: Sequence[Block], in_main: Sequence[bool] | None = None, metadata: Metadata | None = None) -> list[Evidence]:
    """The label of each block, in order. `in_main` is trafilatura's verdict, None for plain text or where it failed."""
    facts = read_facts(blocks, in_main, metadata)
    against = wording(facts)
    tail = find_tail(facts, against)
    votes = gather_votes(facts, tail)
    story = weigh_story(facts, against, tail)
    hints = vote_by_place(facts, story)
    votes = [_sum(pair) for pair in zip(votes, hints, strict=True)]
    # hints tell kinds of boilerplate apart; they must not tip the scales against the story
    story = [weight + min(MAX_HINT, hint.best()[1]) if weight > 0 else weight for weight, hint in zip(story, hints, strict=True)]
    labels = _or_verdict(decode(facts, story, votes), facts)
    return [_evidence(label, story[index], votes[index], facts, index) for index, label in enumerate(labels)]


def _or_verdict(labels: list[BlockLabel], facts: PageFacts) -> list[BlockLabel]:
    """The labels; where they leave no story at all of a verdict of some length, the verdict's blocks are the story."""
    if facts.in_main is None or BlockLabel.BODY in labels or facts.total_main_words < MIN_VERDICT_WORDS:
        return labels
    return [BlockLabel.BODY if main else label for main, label in zip(facts.in_main, labels, strict=True)]


def wording(facts: PageFacts) -> list[float]:
    """For each block the greatest weight that its words alone give to any label but body."""
    weights = []
    for block in facts.blocks:
        votes = Votes()
        vote_phrases(block, votes)
        weights.append(votes.best()[1])
    return weights


def gather_votes(facts: PageFacts, tail: int) -> list[Votes]:
    """For each block what speaks for each label but body: its own evidence and that of its boxes and headings."""
    own = [vote_alone(block, facts) for block in facts.blocks]
    return [_sum(pair) for pair in zip(own, vote_in_context(facts, own, tail), strict=True)]


def _sum(parts: Sequence[Votes]) -> Votes:
    total = Votes()
    for part in parts:
        for label, weight in part.items():
            total.add(label, weight, part.rule(label))
    return total


def _evidence(label: BlockLabel, story: float, votes: Votes, facts: PageFacts, index: int) -> Evidence:
    """The label with its strongest rule; its confidence is a logistic of its lead over the best rival."""
    weights = {name: weight for name, weight in votes.items() if name is not BlockLabel.BODY} | {BlockLabel.BODY: story}
    lead = weights.get(label, 0.0) - max([0.0, *(weight for name, weight in weights.items() if name is not label)])
    if label is BlockLabel.BODY:
        reason = "jsonld:article_body" if index in facts.claimed else "main_content" if facts.has_dom else "prose"
    else:
        reason = votes.rule(label) if votes.total(label) > 0 else "neighbours"
    return Evidence(label, reason, round(1 / (1 + math.exp(-max(-30.0, min(30.0, lead)))), 3))
