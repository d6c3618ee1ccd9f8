"""An environment of its own for each extractor: built once from its pinned versions, and anew when these change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contestants import OURS, Contestant

INSTALL_TIMEOUT_S = 1800
NEWEST_MINOR = 20  # of Python 3: the newest that is looked for
READY_FILE = ".ready"  # holds what the environment was built from


class EnvironmentFailedError(Exception):
    """An extractor cannot be installed here; the message says why."""


def python_of(contestant: Contestant, folder: Path, pythons: Sequence[Path]) -> Path:
    """The Python of the extractor's environment, which is built below `folder` if it is not there yet.

    `pythons` are interpreters to build it from, beside the running one and those on the path. Raises EnvironmentFailedError.
    """
    if contestant.name == OURS:
        return Path(sys.executable)
    source, version = _interpreter(contestant, pythons)
    environment = (folder / contestant.name).absolute()
    python, ready = environment / "bin" / "python", environment / READY_FILE
    recipe = f"# {version}\n{contestant.requirements.read_text(encoding='utf-8')}"
    if not ready.is_file() or ready.read_text(encoding="utf-8") != recipe:
        _call([str(source), "-m", "venv", "--clear", str(environment)])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _call([*pip, "--requirement", str(contestant.requirements)])
        ready.write_text(recipe, encoding="utf-8")
    return python


def _interpreter(contestant: Contestant, pythons: Sequence[Path]) -> tuple[Path, str]:
    """The first interpreter that is new enough, with its version."""
    for python in (Path(sys.executable), *pythons, *_on_the_path()):
        version = _version(python)
        if version is not None and tuple(int(part) for part in version.split(".")[:2]) >= contestant.python:
            return python, version
    raise EnvironmentFailedError(f"it needs Python {'.'.join(map(str, contestant.python))}, which was not found; name one by --python")


def _on_the_path() -> Iterator[Path]:
    for minor in range(11, NEWEST_MINOR + 1):
        found = shutil.which(f"python3.{minor}")
        if found is not None:
            yield Path(found)


def _version(python: Path) -> str | None:
    """Its version as in "3.12.1"; None where it does not run, as the stand-ins of a version manager may not."""
    command = [str(python), "-c", "import platform; print(platform.python_version())"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def _call(command: list[str]) -> None:
    try:
        subprocess.run(command, capture_output=True, text=True, check=True, timeout=INSTALL_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFailedError(f"no end of the installation in {INSTALL_TIMEOUT_S} s") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise EnvironmentFailedError(_last_error(getattr(error, "stderr", None) or str(error))) from error


def _last_error(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no reason given"]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines)[-1][:200]
