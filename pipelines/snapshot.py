"""The data set as a reader sees it that must be exact: the parts of the manifest at one moment, found also while a folder is replaced."""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import StoreError
from pipelines.manifest import part_path
from pipelines.outbox import Part


def locate(data_dir: Path, part: Part) -> Path:
    """Where the part's file lies now: in the data set, or in the folder that was exchanged for a newer one within the last day.

    Raises StoreError where it is in neither.
    """
    path = data_dir / part_path(part)
    if path.exists():
        return path
    for folder in (data_dir / "state" / "replaced").glob("*"):
        if (folder / part_path(part)).exists():
            return folder / part_path(part)
    raise StoreError(f"{path} is missing; scrapy verify says what to do")
