"""Stories with the boilerplate of other pages below or inside them, a line or more of each kind, and with phrases of all languages.

Few sites print vacancies, few of the labelled pages are neither English nor German, and any kind may follow any other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from pipelines.block import BlockLabel
from pipelines.label.lines.views import BODY, LABELS, LabelledLines
from pipelines.label.phrases import Strength, read_tables

KINDS = (BlockLabel.NEWSLETTER, BlockLabel.JOB_LISTING, BlockLabel.COMMENT_POLICY)
LENGTHS = (1, 1, 1, 2, 3, 6, 14)  # lines of a run, one as likely as the other
MAX_RUNS = 5
MAX_BODY = 40
INSIDE_SHARE = 0.3  # of the runs that interrupt the story
PHRASE_SHARE = 0.3  # of the runs that are phrases of the tables
MIN_BODY = 3
Runs = Mapping[BlockLabel, Sequence[Sequence[str]]]


def make_grafts(pages: Sequence[LabelledLines], seed: int) -> Iterator[tuple[str, list[str], list[int]]]:
    """For each page with a story its id, lines and labels: the story with runs of other kinds. The same at every call."""
    runs = {kind: _runs(pages, LABELS.index(kind)) for kind in KINDS}
    phrases = _phrases()
    for page in pages:
        body = [text for text, label in zip(page.texts, page.labels, strict=True) if label == BODY][:MAX_BODY]
        if len(body) >= MIN_BODY:
            chance = random.Random(f"{seed} {page.id}")  # noqa: S311 - a text for training, not a secret
            lines = _graft(body, runs, phrases, chance)
            yield page.id, [text for text, _ in lines], [label for _, label in lines]


def _graft(body: Sequence[str], runs: Runs, phrases: Runs, chance: random.Random) -> list[tuple[str, int]]:
    lines = [(text, BODY) for text in body]
    for _ in range(chance.randint(1, MAX_RUNS)):
        kind = chance.choice(KINDS)
        known = phrases[kind] if chance.random() < PHRASE_SHARE or not runs[kind] else runs[kind]
        run = chance.choice(known)[: chance.choice(LENGTHS)]
        place = chance.randint(1, len(body)) if chance.random() < INSIDE_SHARE else len(lines)
        lines[place:place] = [(text, LABELS.index(kind)) for text in run]
    return lines


def _runs(pages: Sequence[LabelledLines], wanted: int) -> list[list[str]]:
    """The stretches of lines with this label."""
    found = []
    for page in pages:
        pairs = zip(page.texts, page.labels, strict=True)
        found += [[text for text, _ in group] for label, group in groupby(pairs, key=lambda pair: pair[1]) if label == wanted]
    return found


def _phrases() -> Runs:
    """The phrases of the tables that say what a line is without any other, each a run of one line."""
    found: dict[BlockLabel, list[list[str]]] = {kind: [] for kind in KINDS}
    for phrase, hit in read_tables():
        if hit.label in found and (hit.strength is Strength.HEADING or (hit.strength is Strength.STRONG and hit.words != 1)):
            found[hit.label].append([phrase[:1].upper() + phrase[1:]])
    return found
