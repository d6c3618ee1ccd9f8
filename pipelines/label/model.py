"""The trained models, read once for each process from the file beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.model_file import read_arrays
from pipelines.trees import Trees, from_arrays

MODEL_FILE = "model.npz"
NAME_STEP = 0.05  # log ratios are kept as multiples of it in a byte each, from -6.35 to 6.35


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
            "name_text": np.clip(np.round(self.name_text / NAME_STEP), -127, 127).astype(np.int8),
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
        name_text=arrays["name_text"].astype(np.float32) * np.float32(NAME_STEP),
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
