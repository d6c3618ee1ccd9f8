"""Values -> JSON on one line, for files, pipes and terminals alike."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from pipelines.text import escape_in_json


def to_json(value: object, default: Callable[[Any], Any] | None = None) -> str:
    """The value as JSON without line breaks, in its own script.

    What would steer a terminal is escaped, half a surrogate pair, which no file could hold, too. A number that JSON does not have
    (NaN, infinity) is null.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=default)
    except ValueError:
        text = json.dumps(_without_nan(value), ensure_ascii=False, allow_nan=False, default=default)
    return escape_in_json(text)


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items()}
    return list(map(_without_nan, value)) if isinstance(value, list | tuple) else value
