"""Fixtures that several tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty DATA_DIR."""
    return tmp_path / "data"


@pytest.fixture
def write_profile(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a site profile `DOMAIN.toml`; gives its folder."""

    def write(name: str, text: str) -> Path:
        folder = tmp_path / "profiles"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    return write
