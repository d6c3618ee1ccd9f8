"""The wheel that is published: complete, and of use in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SOURCES = ("crawler", "pipelines", "pyproject.toml", "LICENSE", "README.md")
LANGUAGES = ("cs", "da", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "no", "pl", "pt", "ru", "sv", "tr", "zh")
STORY = "The council of Talheim met on Tuesday evening to talk about the old ferry landing, which has been closed since last spring."
HTML = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}</script><h1>Ferry</h1>' + "".join(
    f"<p>{STORY} That was meeting number {number} of the year.</p>" for number in range(4)
)


def run(*command: object, cwd: Path, text: str = "") -> str:
    """What a program prints; it must end well."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, input=text, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, without a network."""
    source = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).is_file():
            shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", source, cwd=source)
    (wheel,) = (source / "dist").glob("reinschrift-*-py3-none-any.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel, and the installed dependencies within reach."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    site_packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # a path file inside that folder is not followed: the checkout, if it is installed there, stays out of reach
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def test_wheel_has_its_data_files(wheel: Path) -> None:
    """Phrase tables, cues, templates and type markers are in it; tests and sample sites are not."""
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"pipelines/label/phrases/{language}.toml" for language in LANGUAGES} | {
        "pipelines/label/cues.toml",
        "pipelines/label/targets.toml",
        "pipelines/templates/inspect.html.jinja",
        "pipelines/templates/rejection.html.jinja",
        "pipelines/sites/load.py",
        "pipelines/sites/elpais.com.toml",
        "pipelines/sites/lefigaro.fr.toml",
        "pipelines/sites/nrk.no.toml",
        "pipelines/sites/tagesschau.de.toml",
        "pipelines/sites/theguardian.com.toml",
        "pipelines/py.typed",
        "crawler/py.typed",
        "crawler/spiders/news.py",
    }
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests", "data"))]


def test_commands_work_from_the_wheel(python: Path, tmp_path: Path) -> None:
    """In an empty folder `scrapy separate` and `scrapy extract` answer from the installed wheel."""
    assert Path(run(python, "-c", "import pipelines; print(pipelines.__file__)", cwd=tmp_path)).is_relative_to(python.parent.parent)
    assert run(python, "-m", "scrapy", "separate", cwd=tmp_path, text=f"{STORY}\nSubscribe to our newsletter\n") == f"{STORY}\n"
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert STORY in run(python, "-m", "scrapy", "extract", "a.txt", "--workers", "1", cwd=tmp_path)


def test_crawl_works_from_the_wheel(python: Path, tmp_path: Path) -> None:
    """Without a checkout the settings are found by their module, and the data goes into the working directory."""
    words = ["crawl", "news", "-a", "url=http://www.a.example/", "-s", "RESOLVE=www.a.example=127.0.0.1:9", "-s", "RETRY_TIMES=0"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "SCRAPY_SETTINGS_MODULE": "crawler.settings"
    }
    command = [str(python), "-m", "scrapy", *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert "nothing could be fetched" in done.stderr.splitlines()[-1]
    assert (tmp_path / "data" / "state" / "ledger.sqlite3").exists()


def test_inspect_works_from_the_wheel(python: Path, tmp_path: Path) -> None:
    """`scrapy inspect` finds its template."""
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    assert STORY in run(python, "-m", "scrapy", "inspect", "a.html", "-o", "-", cwd=tmp_path)


def test_doctor_and_profiles_work_from_the_wheel(python: Path, tmp_path: Path) -> None:
    """`scrapy doctor` is there, and the shipped profiles load from the installed package."""
    assert "robots.txt obeyed" in run(python, "-m", "scrapy", "doctor", "--help", cwd=tmp_path)
    code = "from pipelines.sites import SHIPPED_PROFILES, load_all; print(len(load_all((SHIPPED_PROFILES,))))"
    assert run(python, "-c", code, cwd=tmp_path) == "5\n"


@pytest.mark.parametrize("command", ["compact", "verify", "forget", "export"])
def test_upkeep_works_from_the_wheel(python: Path, tmp_path: Path, command: str) -> None:
    """The commands that look after a store are there without a project."""
    assert f"  scrapy {command} " in run(python, "-m", "scrapy", command, "--help", cwd=tmp_path)
