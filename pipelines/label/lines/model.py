"""The model for lines of plain text, read once for each process from the file beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.label.cue_ratios import from_bytes, to_bytes
from pipelines.label.lines.linear import Linear, linear_from_arrays
from pipelines.model_file import read_arrays
from pipelines.trees import Trees, from_arrays, softmax

NEVER = 1e-7
MODEL_FILE = "lines.npz"
TREES_SHARE = 0.6  # .5 to .7 score alike, out of fold
RATIO_STEP = 0.1  # in which the log ratios of names are stored


@dataclass(frozen=True, slots=True)
class LineModel:
    """What `train` has learned from hand-labelled pages.

    `names` weighs each hashed text cue (rows) for each of the 16 labels (columns); `trees` and `linear` score the rows of `line_matrix`;
    `transitions` are the logarithms of how often a label (column) follows a label (row); `exponent` makes the probabilities true.
    """

    names: NDArray[np.float32]
    trees: Trees
    linear: Linear
    transitions: NDArray[np.float32]
    exponent: float = 1.0

    def likely(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each row of the matrix the probability of each label: the geometric mean of both models', the trees' with more weight."""
        trees, linear = (np.log(np.maximum(softmax(model.score(matrix)), NEVER)) for model in (self.trees, self.linear))
        return softmax((TREES_SHARE * trees + (1 - TREES_SHARE) * linear).astype(np.float32))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays, as `from_arrays` of this module reads them."""
        return {
            "names": to_bytes(self.names, RATIO_STEP),
            "transitions": self.transitions.astype(np.float32),
            "exponent": np.array([self.exponent], dtype=np.float32),
            **self.trees.arrays("trees"),
            **self.linear.arrays("linear"),
        }


def model_from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> LineModel:
    """The model that `LineModel.arrays` wrote."""
    return LineModel(
        names=from_bytes(arrays["names"], RATIO_STEP),
        trees=from_arrays(arrays, "trees"),
        linear=linear_from_arrays(arrays, "linear"),
        transitions=arrays["transitions"].astype(np.float32),
        exponent=float(arrays["exponent"].item()),
    )


@lru_cache(maxsize=1)
def load_line_model() -> LineModel:
    """The model that is shipped with the package."""
    return model_from_arrays(read_arrays("pipelines.label.lines", MODEL_FILE))
