"""Model files: named arrays in one .npz file beside the module that uses them, the same bytes for the same arrays."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]


def read_arrays(package: str, name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of a model file that is shipped in a package. Raises FileNotFoundError where it has not been trained yet."""
    content = files(package).joinpath(name).read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def write_arrays(path: Path, arrays: Arrays) -> int:
    """Writes the arrays by name; gives the number of bytes."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(sorted(arrays.items())))
    path.write_bytes(file.getvalue())
    return len(file.getvalue())
