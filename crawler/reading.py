"""What the commands that only look need: where the data is, and a table for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scrapy.settings import BaseSettings

from pipelines.text import one_line

MAX_CELL_CHARS = 300  # a longer one pushes all columns after it out of sight; --json has it whole
DEFAULT_DATA_DIR = "data"  # in the current folder: outside of a checkout there are no project settings


def data_dir_of(settings: BaseSettings | None) -> Path:
    """DATA_DIR of the project or the command line, else `data` in the current folder."""
    named = settings.get("DATA_DIR") if settings is not None else None
    return Path(str(named or DEFAULT_DATA_DIR))


def table(head: Sequence[str], rows: Sequence[Sequence[object]], right: frozenset[str] = frozenset()) -> str:
    """Columns of equal width, two spaces between them; the columns named in `right` are set to the right."""
    cells = [tuple(head), *(tuple(_cell(value) for value in row) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = []
    for row in cells:
        parts = [value.rjust(width) if name in right else value.ljust(width) for name, value, width in zip(head, row, widths, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def _cell(value: object) -> str:
    """The value on one line, and no longer than anybody reads."""
    text = "" if value is None else one_line(str(value))
    return text if len(text) <= MAX_CELL_CHARS else f"{text[:MAX_CELL_CHARS]}…"
