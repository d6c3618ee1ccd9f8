"""The targets of coverage-guided fuzzing run, and see what they are there to see."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import coverage_fuzz
import pytest
from targets import TARGETS, guard


@pytest.mark.parametrize("name", TARGETS)
def test_targets_stand_their_first_inputs(name: str) -> None:
    """The inputs to begin from, cut and doubled, break no promise."""
    target, inputs = TARGETS[name]
    for data in (*inputs, b"", b"\xff\x00", inputs[0][:-3], inputs[0] * 2):
        target(data)


def test_broken_promise_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A guard that let everything pass would be found."""
    monkeypatch.setattr("targets.check_url", lambda url: None)
    with pytest.raises(AssertionError, match="not public"):
        guard(b"http://127.0.0.2/")


def test_saved_input_is_tried_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--replay runs one input on its target, without atheris."""
    (tmp_path / "crash").write_bytes(b"http://127.0.0.2/")
    assert coverage_fuzz.main(["guard", "--replay", str(tmp_path / "crash")]) == 0
    assert "nothing is raised" in capsys.readouterr().out


@pytest.mark.skipif(importlib.util.find_spec("atheris") is not None, reason="atheris is there")
def test_missing_atheris_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and what to install."""
    assert coverage_fuzz.main(["guard"]) == 2
    assert "pip install" in capsys.readouterr().err
