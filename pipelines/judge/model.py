"""What training has learned of articles and other pages, read once for each process from the file beside this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.judge.features import Features
from pipelines.model_file import read_arrays
from pipelines.trees import Trees, from_arrays

MODEL_FILE = "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression over hashed words and trees over signs, each a score of its own; their weighted sum are log-odds.

    `names` are the signs in the order of the trees' columns; `word_bias` is added to the words' score; `mix` holds the weights of the
    two scores and the constant; `threshold` is the log-odds below which a page is refused.
    """

    names: tuple[str, ...]
    word_weights: NDArray[np.float32]
    word_bias: float
    trees: Trees
    mix: tuple[float, float, float]
    threshold: float

    def score(self, features: Features) -> float:
        """The page's log-odds of being an article, above the threshold. Raises KeyError where a sign is missing."""
        words, signs = self.parts(features)
        return self.mix[0] * words + self.mix[1] * signs + self.mix[2] - self.threshold

    def parts(self, features: Features) -> tuple[float, float]:
        """The scores of words and signs. The words' weights are summed over the root of their number: a vector of length 1."""
        length = max(1.0, float(len(features.words))) ** 0.5
        words = float(self.word_weights[features.words].sum()) / length + self.word_bias
        return words, float(self.trees.score(sign_matrix([features], self.names))[0, 0])

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The model as named arrays, as `model_from_arrays` reads them."""
        return {
            "names": np.array(self.names),
            "word_weights": self.word_weights.astype(np.float16),
            "mix": np.array([*self.mix, self.word_bias, self.threshold], dtype=np.float64),
            **self.trees.arrays("trees"),
        }


def sign_matrix(pages: Sequence[Features], names: Sequence[str]) -> NDArray[np.float32]:
    """One row of signs for each page."""
    return np.array([[page.signs[name] for name in names] for page in pages], dtype=np.float32).reshape(len(pages), len(names))


def model_from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Model:
    """The model that `Model.arrays` wrote."""
    words, signs, constant, word_bias, threshold = arrays["mix"].tolist()
    return Model(
        names=tuple(arrays["names"].tolist()),
        word_weights=arrays["word_weights"].astype(np.float32),
        word_bias=word_bias,
        trees=from_arrays(arrays, "trees"),
        mix=(words, signs, constant),
        threshold=threshold,
    )


@lru_cache(maxsize=1)
def load_model() -> Model:
    """The model that is shipped with the package."""
    return model_from_arrays(read_arrays("pipelines.judge", MODEL_FILE))
