"""The trained models, read once for each process from the file beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.label.cue_ratios import from_bytes, to_bytes
from pipelines.model_file import read_arrays
from pipelines.trees import Trees, from_arrays

MODEL_FILE = "model.npz"
RATIO_STEP = 0.05  # in which log ratios are stored


@dataclass(frozen=True, slots=True)
class Model:
    """What the training command has learned; MODEL_CARD.md says from what.

    `story_text` weighs each hashed text cue for story, `story_bias` is added; `name_text` weighs it for each of the 16 labels (columns).
    `story` and `story_with_verdict` score the rows of `story_matrix` without and with trafilatura's verdict, `kinds` those of
    `kind_matrix`; `calibration` are the exponents that make their probabilities true. `transitions` are the logarithms of how often
    a label (column) follows a label (row).
    """

    story_text: NDArray[np.float32]
    story_bias: float
    name_text: NDArray[np.float32]
    story: Trees
    story_with_verdict: Trees
    kinds: Trees
    transitions: NDArray[np.float32]
    calibration: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays, as `from_arrays` of this module reads them."""
        return {
            "story_text": self.story_text.astype(np.float16),
            "story_bias": np.array([self.story_bias], dtype=np.float32),
            "name_text": to_bytes(self.name_text, RATIO_STEP),
            "transitions": self.transitions,
            "calibration": self.calibration,
            **self.story.arrays("story"),
            **self.story_with_verdict.arrays("story_with_verdict"),
            **self.kinds.arrays("kinds"),
        }


def model_from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Model:
    """The model that `Model.arrays` wrote."""
    return Model(
        story_text=arrays["story_text"].astype(np.float32),
        story_bias=float(arrays["story_bias"].item()),
        name_text=from_bytes(arrays["name_text"], RATIO_STEP),
        story=from_arrays(arrays, "story"),
        story_with_verdict=from_arrays(arrays, "story_with_verdict"),
        kinds=from_arrays(arrays, "kinds"),
        transitions=arrays["transitions"].astype(np.float32),
        calibration=arrays["calibration"].astype(np.float32),
    )


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that is shipped with the package."""
    return model_from_arrays(read_arrays("pipelines.label", MODEL_FILE))
