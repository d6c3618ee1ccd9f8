"""Environments of extractors, without building one."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest
from contestants import CONTESTANTS, OURS, Contestant
from environments import EnvironmentFailedError, python_of

GOOSE = Contestant("goose3")


def test_ours_is_the_running_python(tmp_path: Path) -> None:
    """The library is measured where it is installed."""
    assert python_of(Contestant(OURS), tmp_path, []) == Path(sys.executable)
    assert not list(tmp_path.iterdir())


def test_an_environment_of_the_same_versions_is_used_again(tmp_path: Path) -> None:
    """Nothing is built where the file in it names the same Python and packages."""
    (tmp_path / "goose3").mkdir()
    recipe = f"# {platform.python_version()}\n{GOOSE.requirements.read_text(encoding='utf-8')}"
    (tmp_path / "goose3" / ".ready").write_text(recipe, encoding="utf-8")
    assert python_of(GOOSE, tmp_path, []) == tmp_path / "goose3" / "bin" / "python"


def test_a_python_that_is_not_there(tmp_path: Path) -> None:
    """The message says which is needed and how to name one; what does not run is passed over."""
    with pytest.raises(EnvironmentFailedError, match=r"needs Python 9\.1, which was not found; name one by --python"):
        python_of(Contestant("future", python=(9, 1)), tmp_path, [tmp_path / "python9.1"])


@pytest.mark.parametrize("contestant", [one for one in CONTESTANTS if one.name != OURS], ids=lambda one: one.name)
def test_every_extractor_is_pinned(contestant: Contestant) -> None:
    """Each has its adapter, and a file of exact versions that names it and no address."""
    lines = contestant.requirements.read_text(encoding="utf-8").splitlines()
    assert contestant.adapter.is_file()
    assert any(line.startswith(f"{contestant.name}==") for line in lines)
    assert all(line.count("==") == 1 and "/" not in line and "@" not in line for line in lines)
