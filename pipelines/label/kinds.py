"""What each block is, once the story is decided: the most likely sequence of labels in which the story's blocks stay the story."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.label.features.page import LABELS, PageValues, kind_matrix
from pipelines.label.model import Model
from pipelines.label.story import Story, score_text
from pipelines.label.votes import Votes
from pipelines.trees import softmax

TRANSITION_WEIGHT = 0.1  # of the neighbours' labels against the block's own; measured on hand-labelled pages, out of fold: .1 to .2 best
NEVER = 1e-9
BODY = 0


def name_blocks(page: PageValues, model: Model, story: Story) -> tuple[NDArray[np.int64], NDArray[np.float32], list[Votes]]:
    """For each block the number of its label, the probabilities of all 16, and what its surroundings speak for."""
    names = score_text(page, model.name_text)
    matrix, context = kind_matrix(page, story.base, names, story.probability, story.kept)
    likely = np.zeros((len(matrix), len(LABELS)), dtype=np.float32)
    likely[story.kept, BODY] = 1.0  # decided, and not asked again
    likely[~story.kept] = softmax(model.kinds.score(matrix[~story.kept]))
    return best_labels(likely, story.kept, model.transitions), likely, context


def best_labels(likely: NDArray[np.float32], kept: NDArray[np.bool_], transitions: NDArray[np.float32]) -> NDArray[np.int64]:
    """The most likely sequence of labels (Viterbi 1967) in which exactly the kept blocks are body."""
    bound = np.where(kept[:, None] == (np.arange(likely.shape[1]) == BODY), likely, NEVER)
    own = np.log(np.maximum(bound, NEVER))
    steps = TRANSITION_WEIGHT * transitions
    best = own.copy()
    for index in range(1, len(own)):
        best[index] += (best[index - 1][:, None] + steps).max(axis=0)
    origins = (best[:-1, :, None] + steps).argmax(axis=1).tolist()
    path = [int(best[-1].argmax())]
    for origin in reversed(origins):
        path.append(origin[path[-1]])
    return np.array(path[::-1], dtype=np.int64)
