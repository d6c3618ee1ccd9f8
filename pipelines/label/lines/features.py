"""Lines of plain text as numbers, a row for each: form, votes of the phrase tables, place in the text, neighbours.

Nothing in them belongs to one language but the names' score, and the model is trained to do without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.block import Block, BlockLabel
from pipelines.label.calls import CALL_WORDS
from pipelines.label.context import vote_in_context
from pipelines.label.facts import read_facts
from pipelines.label.features.characters import FORM_NAMES, read_characters
from pipelines.label.features.hashed import hash_blocks
from pipelines.label.features.neighbours import neighbour_names, read_neighbours
from pipelines.label.features.story_place import NAMES as PLACE_NAMES
from pipelines.label.features.story_place import read_story_place
from pipelines.label.lines.wording import WORDING_LABELS, read_wording
from pipelines.label.own import vote_alone
from pipelines.label.votes import Votes

LABELS = tuple(BlockLabel)
OTHER_LABELS = LABELS[1:]
SENTENCE_WORDS = 8  # as in the features of pages
MAX_WEIGHT = 8.0  # of votes and of the names' score: more says no more
# Chinese and Japanese letters count as words elsewhere; here a line must be as long as its like in other languages.
LETTERS_PER_WORD, MIN_DENSE_SHARE = 1.7, 0.4
MIN_CLAIM_PROSE_WORDS, MAX_UNCLAIMED_WEIGHT = 12, 1.2  # a sentence that alone hardly points there is not claimed by a heading above it
CLAIMS = tuple(OTHER_LABELS.index(label) for label in (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING))
_IDEOGRAPHS = FORM_NAMES.index("share_ideograph")
_ENDS = tuple(FORM_NAMES.index(name) for name in ("ends_stop", "ends_asking", "ends_quote"))
_QUOTATION = re.compile('[“”„«»"「『]([^“”„«»"「」『』]{8,})[“”»«"」』]|(?<!\\w)‘([^‘’]{8,})’(?!\\w)')
# Swedish and Finnish write ”…”, Dutch and British papers ‘…’, which the phrase tables do not take for quotation marks.
_FURTHER_QUOTATION = re.compile("”[^“”„]{12,}”|(?<!\\w)‘[^‘’]{12,}’(?!\\w)")
FORM_BASE = ("log_words", "word_length", "sentence", "words", "quoted")
STATIC_NAMES = (
    *FORM_BASE,
    *FORM_NAMES,
    *PLACE_NAMES,
    *(f"own_{label}" for label in OTHER_LABELS),
    *(f"context_{label}" for label in OTHER_LABELS),
    *(f"wording_{label}" for label in WORDING_LABELS),
    "wording_share",
    "vote",
)
REPEATS_TITLE = STATIC_NAMES.index("quotes_title")
CORE_NAMES = ("log_words", "sentence", "quoted", "ends_stop", "vote", *(f"all_{label}" for label in OTHER_LABELS))
NAME_NAMES = tuple(f"name_{label}" for label in LABELS)
LINE_COLUMNS = (*STATIC_NAMES, *neighbour_names(CORE_NAMES), *NAME_NAMES, *neighbour_names(NAME_NAMES))


@dataclass(frozen=True, slots=True)
class LineValues:
    """The lines of a text before any model has spoken: columns `static` and `core`, votes, hashed words, and words counted."""

    static: NDArray[np.float32]
    core: NDArray[np.float32]
    votes: Sequence[Votes]
    hashes: NDArray[np.int64]
    starts: NDArray[np.int64]
    words: NDArray[np.float32]


def read_lines(blocks: Sequence[Block]) -> LineValues:
    """The values of a text of at least one line."""
    facts = read_facts(blocks, None, None)
    own = [vote_alone(_without_quotations(block), facts) for block in blocks]
    context = vote_in_context(facts, own, len(blocks))
    texts = [block.text for block in blocks]
    characters, lengths = read_characters(texts)
    block_words = np.array([block.words for block in blocks], dtype=np.float32)
    is_dense = characters[:, _IDEOGRAPHS] > MIN_DENSE_SHARE
    counted = np.where(is_dense, block_words / LETTERS_PER_WORD, block_words).astype(np.float32)
    words = np.maximum(counted, 0.5).astype(np.float32)
    ends = characters[:, _ENDS].max(axis=1)
    sentences = ((counted >= SENTENCE_WORDS) & (ends > 0)).astype(np.float32)
    quoted = np.array([_quoted_share(text) for text in texts], dtype=np.float32)
    form = np.stack([np.log1p(counted), lengths / words, sentences, counted, quoted], axis=1)
    place = read_story_place(facts, words, sentences, np.zeros_like(words))
    own_weights = _weights(own) * _undamped(block_words, is_dense)[:, None]
    context_weights = _without_claims_on_prose(own_weights, _weights(context), sentences * counted)
    total = np.minimum(own_weights + context_weights, MAX_WEIGHT)
    vote = total.max(axis=1)
    core = np.concatenate([np.stack([np.log1p(counted), sentences, quoted, ends, vote], axis=1), total], axis=1)
    parts = (form, characters, place, own_weights, context_weights, read_wording(texts), vote[:, None])
    hashes, starts = hash_blocks(blocks, with_elements=False)
    return LineValues(
        static=np.concatenate(parts, axis=1).astype(np.float32),
        core=core.astype(np.float32),
        votes=[_sum(pair) for pair in zip(own, context, strict=True)],
        hashes=hashes,
        starts=starts,
        words=words,
    )


def line_matrix(lines: LineValues, names: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each line its columns LINE_COLUMNS; `names` is the score of its hashed words for each label."""
    capped = np.clip(names, -MAX_WEIGHT, MAX_WEIGHT)
    parts = [lines.static, read_neighbours(lines.core), capped, read_neighbours(capped)]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _quoted_share(text: str) -> float:
    """The share of the text's characters that stand in quotation marks."""
    return sum(len(match[0]) for match in _QUOTATION.finditer(text)) / len(text)


def _without_quotations(block: Block) -> Block:
    """The block without what stands in quotation marks that `phrases` does not know, as long as anything else stands in it."""
    text = _FURTHER_QUOTATION.sub(" ¤ ", block.text)
    return block if text == block.text else replace(block, text=text)


def _undamped(words: NDArray[np.float32], is_dense: NDArray[np.bool_]) -> NDArray[np.float32]:
    """For each line what its votes must be multiplied by, so that letters are not damped as if they were words."""
    as_counted, as_words = (np.minimum(1.0, CALL_WORDS / np.maximum(1.0, length)) for length in (words, words / LETTERS_PER_WORD))
    return np.where(is_dense, as_words / as_counted, 1.0).astype(np.float32)


def _without_claims_on_prose(own: NDArray[np.float32], context: NDArray[np.float32], prose: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weights of the context without what a heading says of the story's sentences that go on below a list."""
    kept = context.copy()
    for column in CLAIMS:
        kept[(prose >= MIN_CLAIM_PROSE_WORDS) & (own[:, column] < MAX_UNCLAIMED_WEIGHT), column] = 0.0
    return kept


def _weights(votes: Sequence[Votes]) -> NDArray[np.float32]:
    return np.array([[vote.total(label) for label in OTHER_LABELS] for vote in votes], dtype=np.float32)


def _sum(parts: Sequence[Votes]) -> Votes:
    total = Votes()
    for part in parts:
        for label, weight in part.items():
            total.add(label, weight, part.rule(label))
    return total
