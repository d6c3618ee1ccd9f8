"""A page's blocks as numbers: one row for each block, for the model that finds the story and the model that names the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.article import Metadata
from pipelines.block import Block, BlockLabel
from pipelines.label.context import vote_in_context
from pipelines.label.facts import PageFacts, read_facts, words_inside
from pipelines.label.features.anchors import NAMES as ANCHOR_NAMES
from pipelines.label.features.anchors import read_anchors
from pipelines.label.features.characters import FORM_NAMES, read_characters
from pipelines.label.features.claims import NAMES as CLAIM_NAMES
from pipelines.label.features.claims import read_claims
from pipelines.label.features.elements import NAME_CLASSES, PLACE_NAMES, read_elements, read_places
from pipelines.label.features.groups import assign_groups, group_names, read_groups
from pipelines.label.features.hashed import hash_blocks
from pipelines.label.features.neighbours import neighbour_names, read_neighbours
from pipelines.label.features.story_place import NAMES as STORY_PLACE_NAMES
from pipelines.label.features.story_place import read_story_place
from pipelines.label.features.verdict import NAMES as VERDICT_NAMES
from pipelines.label.features.verdict import read_verdict
from pipelines.label.own import vote_each
from pipelines.label.votes import Votes

LABELS = tuple(BlockLabel)
OTHER_LABELS = LABELS[1:]
_COLUMN = {label: column for column, label in enumerate(LABELS)}
SENTENCE_WORDS, SENTENCE_LINKS = 8, 0.5
FORM_BASE = ("log_words", "word_length", "link_density", "links", "emphasis", "sentence", "words")
VOTE_NAMES = tuple(f"vote_{label}" for label in OTHER_LABELS)
STATIC_NAMES = (*FORM_BASE, *FORM_NAMES, *PLACE_NAMES, *STORY_PLACE_NAMES, *VOTE_NAMES, *ANCHOR_NAMES, *CLAIM_NAMES)
CORE_NAMES = ("log_words", "link_density", "sentence", "heading", "vote", "near_article")
_HEADING = STORY_PLACE_NAMES.index("heading")
_ENDS = tuple(FORM_NAMES.index(name) for name in ("ends_stop", "ends_asking", "ends_quote"))


@dataclass(frozen=True, slots=True)
class PageValues:
    """A page as the models see it before any of them has spoken.

    `static` has a row for each block and the columns STATIC_NAMES; `hashes` and `starts` are its hashed text cues, `groups` its groups.
    `words`, `sentences` (0 or 1) and `links` (share) are kept apart since groups and neighbours are computed from them.
    """

    facts: PageFacts
    votes: Sequence[Votes]
    static: NDArray[np.float32]
    core: NDArray[np.float32]
    words: NDArray[np.float32]
    sentences: NDArray[np.float32]
    links: NDArray[np.float32]
    groups: list[NDArray[np.int64]]
    hashes: NDArray[np.int64]
    starts: NDArray[np.int64]


def read_values(blocks: Sequence[Block], metadata: Metadata) -> PageValues:
    """The values of a page of at least one block, cut from a tree."""
    facts = read_facts(blocks, None, metadata)
    votes = vote_each(facts)
    weights = _weights(votes)
    characters, lengths = read_characters([block.text for block in blocks])
    counted = np.array([block.words for block in blocks], dtype=np.float32)
    words = np.maximum(counted, 0.5).astype(np.float32)
    links = np.array([block.link_density for block in blocks], dtype=np.float32)
    ends = characters[:, _ENDS].max(axis=1)
    sentences = ((counted >= SENTENCE_WORDS) & (ends > 0) & (links < SENTENCE_LINKS)).astype(np.float32)
    elements = read_elements(blocks)
    places = read_places(blocks, elements)
    story_place = read_story_place(facts, words, sentences, links)
    emphasis = np.array([block.emphasis_chars for block in blocks]) / lengths
    form = (np.log1p(counted), lengths / words, links, np.array([block.links for block in blocks]), emphasis, sentences, counted)
    bylines = weights[:, OTHER_LABELS.index(BlockLabel.BYLINE)]
    anchors = read_anchors(facts, elements, words * sentences, bylines)
    parts = (np.stack(form, axis=1), characters, places, story_place, weights, anchors, read_claims(metadata, len(blocks)))
    core = (
        np.log1p(counted),
        links,
        sentences,
        story_place[:, _HEADING],
        weights.max(axis=1),
        places[:, NAME_CLASSES.index("article_any")],
    )
    hashes, starts = hash_blocks(blocks, with_elements=True)
    return PageValues(
        facts=facts,
        votes=votes,
        static=np.concatenate(parts, axis=1).astype(np.float32),
        core=np.stack(core, axis=1).astype(np.float32),
        words=words,
        sentences=sentences,
        links=links,
        groups=assign_groups(elements),
        hashes=hashes,
        starts=starts,
    )


def story_names(*, with_verdict: bool) -> tuple[str, ...]:
    """The names of the columns of `story_matrix`."""
    extra = ("text", "verdict") if with_verdict else ("text",)
    names = (*STATIC_NAMES, *group_names(extra), *neighbour_names((*CORE_NAMES, *extra)), *extra)
    return (*names, *VERDICT_NAMES) if with_verdict else names


def story_matrix(page: PageValues, text: NDArray[np.float32], verdict: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """For each block its columns: static, groups, neighbours, the text's score; and trafilatura's verdict (0 or 1), where it is given."""
    extra = [text] if verdict is None else [text, verdict]
    groups = read_groups(page.groups, words=page.words, sentences=page.sentences, links=page.links, extra=extra)
    neighbours = read_neighbours(np.concatenate([page.core, *(values[:, None] for values in extra)], axis=1))
    parts = [page.static, groups, neighbours, *(values[:, None] for values in extra)]
    if verdict is not None:
        parts.append(read_verdict(verdict, page.words, page.words * page.sentences))
    return np.concatenate(parts, axis=1).astype(np.float32)


KIND_GROUPS = (0, 1, 2, 5, 6)
MAX_NAME_SCORE = 6.0
LONG_KEPT_WORDS = 12


def kind_names() -> tuple[str, ...]:
    """The names of the columns of `kind_matrix`."""
    names = tuple(f"name_{label}" for label in LABELS)
    return (
        *story_names(with_verdict=False),
        *names,
        *neighbour_names(names),
        *(f"{name}_group{group}" for group in KIND_GROUPS for name in names),
        *neighbour_names(("story", "kept")),
        *("story", "kept", "from_first_kept", "from_last_kept"),
        *(f"kept_{name}" for name in VERDICT_NAMES),
        *(f"context_{label}" for label in OTHER_LABELS),
    )


def kind_matrix(
    page: PageValues, base: NDArray[np.float32], names: NDArray[np.float32], story: NDArray[np.float32], kept: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], list[Votes]]:
    """For each block its columns `kind_names`, and what its surroundings speak for.

    `base` is the story matrix without a verdict, `names` the text's score for each label, `story` the probability of being
    story, `kept` the decision.
    """
    capped = np.minimum(names, MAX_NAME_SCORE).astype(np.float32)
    means = [_group_means(page.groups[group], capped) for group in KIND_GROUPS]
    is_kept = kept.astype(np.float32)
    places = np.arange(len(kept))
    long = places[kept & (page.words >= LONG_KEPT_WORDS)]
    first, last = (int(long[0]), int(long[-1])) if len(long) else (0, len(kept))
    own = np.stack([story, is_kept, _signed_log(places - first), _signed_log(places - last)], axis=1)
    context = vote_in_context(_with_story(page.facts, kept), page.votes, last + 1)
    parts = [
        base,
        names,
        read_neighbours(capped),
        *means,
        read_neighbours(np.stack([story, is_kept], axis=1).astype(np.float32)),
        own,
        read_verdict(is_kept, page.words, page.words * page.sentences),
        _weights(context),
    ]
    return np.concatenate(parts, axis=1).astype(np.float32), context


def _with_story(facts: PageFacts, kept: NDArray[np.bool_]) -> PageFacts:
    """The facts with the decision in the place of a verdict."""
    in_main = kept.tolist()
    words = words_inside(facts.blocks, in_main)
    total = sum(block.words for block, is_kept in zip(facts.blocks, in_main, strict=True) if is_kept)
    return replace(facts, in_main=in_main, main_words=words, total_main_words=total)


def _weights(votes: Sequence[Votes]) -> NDArray[np.float32]:
    weights = np.zeros((len(votes), len(LABELS)), dtype=np.float32)
    found = [vote.items() for vote in votes]
    rows = np.repeat(np.arange(len(votes)), list(map(len, found)))
    columns = [_COLUMN[label] for group in found for label, _ in group]
    if columns:
        weights[rows, columns] = [weight for group in found for _, weight in group]
    return weights[:, 1:]


def _group_means(group: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
    size = int(group.max()) + 1
    count = np.bincount(group, minlength=size)
    sums = np.stack([np.bincount(group, weights=column, minlength=size) for column in values.T], axis=1)
    return (sums / np.maximum(count, 1)[:, None])[group].astype(np.float32)


def _signed_log(distance: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.sign(distance) * np.log1p(np.abs(distance))
