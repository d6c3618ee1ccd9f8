"""The README is true: the blocks that it and docs/dataset.md mark as tested are run, in order, on a data set of the sample sites."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines import Article, Page, extract_article
from pipelines.parquet import RevisionCause, article_row
from pipelines.state import open_state, transaction
from pipelines.store import Store

ROOT = Path(__file__).parent.parent
SAMPLE_SITES = ROOT / "data" / "sample_sites"
DOCUMENTS = ("README.md", "docs/dataset.md")
FETCHED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
# "<!-- tested -->" before a fence: the block runs; "<!-- tested with output -->": it prints what the next fence says ("…" is anything).
_MARKED = re.compile(r"<!-- tested( with output)? -->\n```(python|sql|console)\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


@dataclass(frozen=True)
class Recipe:
    """One marked block of the README: its language, its lines, and what they print (None: whatever it is)."""

    language: str
    source: str
    output: str | None


def recipes() -> list[Recipe]:
    """All marked blocks, in order."""
    found = [match for name in DOCUMENTS for match in _MARKED.findall((ROOT / name).read_text(encoding="utf-8"))]
    return [Recipe(language, source, output if with_output else None) for with_output, language, source, output in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data/sample_sites and a published data set of their articles, one of them in three revisions."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "data").mkdir()
    (folder / "data" / "sample_sites").symlink_to(SAMPLE_SITES)
    with contextlib.closing(open_state(folder / "data" / "state" / "ledger.sqlite3")) as connection:
        store = Store(folder / "data", connection)
        with transaction(connection):
            for row in _rows():
                store.add_article(row)
                store.add_page(_page_row(row))
        store.publish()
    return folder


def _rows() -> Iterator[dict[str, object]]:
    """A row for each sample article, and of the first an older one and one of an older extractor."""
    articles = [_extract(path) for path in sorted(SAMPLE_SITES.rglob("*.labels.json")) if json.loads(path.read_text())["is_article"]]
    first = _row(articles[0])
    yield first | {"extractor_version": "0.0.9+rules-0"}
    yield from map(_row, articles)
    older = replace(articles[0].metadata, headline="An older headline")
    yield _row(replace(articles[0], fetched_at=FETCHED_AT - timedelta(days=1), metadata=older))


def _extract(labels: Path) -> Article:
    url = json.loads(labels.read_text(encoding="utf-8"))["url"]
    outcome = extract_article(Page(url, labels.with_name(labels.name.replace(".labels.json", ".html")).read_bytes(), FETCHED_AT))
    assert isinstance(outcome, Article), labels
    return outcome


def _row(article: Article) -> dict[str, object]:
    return article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST)


def _page_row(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("url", "site", "fetched_at", "run_id")} | {"verdict": "stored", "stage": "store", "depth": 1}


@pytest.mark.parametrize("number", range(len(recipes())))
def test_recipe(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The block runs, and prints what the README says. It may read a file that the one before it wrote: they share the folder."""
    monkeypatch.chdir(folder)
    recipe = recipes()[number]
    printed = {"python": run_python, "sql": run_sql, "console": run_console}[recipe.language](recipe.source)
    if recipe.output is not None:
        expected = re.escape(recipe.output.rstrip()).replace("…", ".*")
        assert re.fullmatch(expected, printed.rstrip()), printed


def run_python(source: str) -> str:
    """What the lines print."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(source, "README.md", "exec"), {})
    return printed.getvalue()


def run_sql(source: str) -> str:
    """The rows of the last statement; there must be some."""
    rows = duckdb.connect().execute(source).fetchall()
    assert rows
    return "\n".join(map(str, rows))


def run_console(source: str) -> str:
    """What the commands behind `$ ` print, as a shell runs them with this environment's `scrapy`."""
    commands = re.findall(r"^\$ (.*?<<'END'\n.*?^END$|.*?$)", source, re.MULTILINE | re.DOTALL)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(commands)],
        check=False,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_marked_blocks_are_of_every_kind() -> None:
    """Python, SQL and shell lines of the README are tested, and at least some of what they print."""
    assert {recipe.language for recipe in recipes()} == {"python", "sql", "console"}
    assert sum(recipe.output is not None for recipe in recipes()) >= 3


def test_recipe_for_the_latest_revision(folder: Path) -> None:
    """The view articles_latest keeps one row for each article: the last fetched, and of two such the newer extractor's."""
    connection = duckdb.connect()
    source = next(recipe.source for recipe in recipes() if recipe.language == "sql" and "articles_latest" in recipe.source)
    connection.execute(source.replace("'data/", f"'{folder}/data/"))
    count, oldest, versions = connection.execute(
        "SELECT count(*), min(fetched_at)::VARCHAR, min(extractor_version) FROM articles_latest"
    ).fetchone()
    assert connection.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchone() == (count + 2, count)
    assert oldest.startswith(("2026-11-22", "2026-11-23"))  # DuckDB shows local time
    assert versions > "0.0.9"


@pytest.mark.parametrize("document", ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md"))])
def test_links_lead_somewhere(document: str) -> None:
    """Every relative link and picture of the documents names a file of the repository."""
    path = ROOT / document
    targets = [target for target in _LINK.findall(path.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []
