"""`scrapy compact`, `verify`, `forget` and `export` as a person gives them: arguments, output, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from crawls import ROOT, crawl_command, running_crawl, serve
from scrapy.cmdline import execute
from small_site import FRONT, HOST, big_site

from crawler.run_result import ExitCode
from pipelines.article import Article, Metadata
from pipelines.article_row import RevisionCause, article_row
from pipelines.state import lock_store, open_state, transaction
from pipelines.store import Store
from pipelines.urls import url_id

STARTS = 20
COMMANDS = ("compact", "verify", "forget", "export")
URL = "https://www.kurier.example/news/2"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(data_dir: Path) -> Path:
    """Four articles in two files of a day that is over."""
    with closing(open_state(data_dir / "state" / "ledger.sqlite3")) as connection:
        opened = Store(data_dir, connection)
        for numbers in ((1, 2), (3, 4)):
            with transaction(connection):
                for number in numbers:
                    opened.add_article(_row(number))
            opened.publish()
    return data_dir


def _row(number: int) -> dict[str, object]:
    url = f"https://www.kurier.example/news/{number}"
    moment = datetime(2026, 11, 20, 12, number, tzinfo=UTC)
    article = Article(url, None, url_id(url), Metadata(f"-Headline {number}"), "", (), fetched_at=moment)
    return article_row(article, spider="news", run_id="r", revision_cause=RevisionCause.FIRST)


@pytest.fixture
def scrapy(data_dir: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Gives a command in this process; what it answers is exit code, standard output and standard error."""
    monkeypatch.chdir(ROOT)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", *arguments, "-s", f"DATA_DIR={data_dir}"])
        output = capfd.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return run


def test_compact(store: Path, scrapy: Run) -> None:
    """A dry run says what would be done; the command does it, and has nothing to do after that."""
    code, would, _ = scrapy("compact", "--closed", "--dry-run")
    assert (code, would.startswith("articles 2026-11-20: 4 rows, 2 files, ")) == (0, True)
    assert len(list(store.rglob("*.parquet"))) == 2
    code, done, _ = scrapy("compact", "--day", "2026-11-20")
    assert (code, done.startswith(would.strip()), " -> 1 file, " in done) == (0, True, True)
    assert len(list((store / "articles").rglob("*.parquet"))) == 1
    assert scrapy("compact", "--closed") == (0, "", "")


def test_verify(store: Path, scrapy: Run) -> None:
    """All well is exit code 0; a fault is 7, with what to do, for people and as JSON."""
    code, text, _ = scrapy("verify")
    assert (code, text.startswith("2 files, 4 rows, "), text.endswith(": all well\n")) == (0, True, True)
    path = next(store.rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-1])
    code, text, error = scrapy("verify")
    assert (code, error) == (ExitCode.STORE_FAILED, f"scrapy verify: 1 faults in {store}\n")
    assert text.startswith(f"sha256: {path}\n")
    assert "what to do: restore this file from a backup" in text
    code, text, _ = scrapy("verify", "--json")
    report = json.loads(text)
    assert (code, report["files"], report["rows"]) == (ExitCode.STORE_FAILED, 2, 4)
    assert [(fault["check"], fault["path"]) for fault in report["faults"]] == [("sha256", str(path))]


def test_forget(store: Path, scrapy: Run) -> None:
    """A dry run counts and changes nothing; without a terminal --yes is needed; then the article is gone."""
    code, would, _ = scrapy("forget", URL, "--dry-run")
    assert (code, would[: would.index(" would go")]) == (0, "1 article rows, 0 rows of the decision log and 0 that wait or were refused")
    code, _, error = scrapy("forget", URL, "--reason", "test")
    assert (code, error) == (2, "scrapy forget: nobody to ask: say --yes, or see what would go with --dry-run\n")
    code, done, _ = scrapy("forget", URL, "--reason", "test", "--yes")
    assert (code, done) == (0, would.replace("would go", "are gone"))
    urls = [url for path in store.rglob("*.parquet") for url in pq.ParquetFile(path).read(columns=["url"])["url"].to_pylist()]
    assert (len(urls), URL in urls) == (3, False)


@pytest.mark.parametrize(("answer", "code"), [("yes\n", ExitCode.DONE), ("no\n", ExitCode.BAD_INPUT)])
def test_forget_asks(store: Path, answer: str, code: ExitCode) -> None:
    """On a terminal, only the word yes goes on."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scrapy", "forget", "kurier.example", "--reason", "test", "-s", f"DATA_DIR={store}"]
    os.write(ours, answer.encode())
    done = subprocess.run(command, cwd=ROOT, stdin=theirs, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, "kurier.example will not be crawled again" in done.stderr) == (code, True), done.stderr
    assert bool(list((store / "articles").rglob("*.parquet"))) is (code is not ExitCode.DONE)
    for end in (ours, theirs):
        os.close(end)


def test_export(store: Path, scrapy: Run, tmp_path: Path) -> None:
    """JSON lines to standard output, CSV and Parquet to files by their names; the number of rows to standard error."""
    code, text, error = scrapy("export")
    assert (code, len(text.splitlines()), error) == (0, 4, "export: 4 rows\n")
    assert scrapy("export", "--out", str(tmp_path / "a.csv"))[:2] == (0, "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
    assert rows[0]["headline"] == "'-Headline 1"
    assert scrapy("export", "--out", str(tmp_path / "a.parquet"), "--blocks", "--latest")[0] == 0
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 4
    assert store.exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("compact",), "say either --closed or --day DAY"),
        (("compact", "--closed", "--day", "2026-11-20"), "say either --closed or --day DAY"),
        (("compact", "--day", "yesterday"), "--day yesterday: not a day such as 2026-11-21"),
        (("compact", "--day", "2099-01-01"), "2099-01-01 is not over yet"),
        (("compact", "--day", "2020-01-01"), "no part of 2020-01-01 is in the data set"),
        (("verify", "x"), "takes no arguments"),
        (("forget", URL), "--reason is missing"),
        (("forget", "--reason", "x"), "say what to forget"),
        (("forget", URL, URL, "--reason", "x"), "name one URL, article id or site, not 2"),
        (("forget", "--older-than", "0", "--reason", "x"), "--older-than 0: not a number of days from 1 on"),
        (("export", "--out", "a.xlsx"), "--out a.xlsx: say --format"),
        (("export", "--format", "parquet"), "--out is missing"),
        (("export", "--format", "csv", "--blocks"), "--blocks: a cell of CSV holds no blocks"),
        (("export", "--since", "x"), "--since x: not a day"),
        (("export", "--since", "2026-11-21", "--until", "2026-11-20"), "--until 2026-11-20 lies before"),
        (("export", "--out", "/none/a.csv"), "there is no folder /none"),
    ],
)
def test_bad_arguments_cost_one_line(store: Path, scrapy: Run, arguments: tuple[str, ...], complaint: str) -> None:
    """Exit code 2, one line on standard error that says what, and a store as before."""
    code, text, error = scrapy(*arguments)
    assert (code, text, len(error.splitlines())) == (ExitCode.BAD_INPUT, "", 1)
    assert error.startswith(f"scrapy {arguments[0]}: ")
    assert complaint in error
    assert store.exists()


def test_export_into_the_data_set_is_refused(store: Path, scrapy: Run) -> None:
    """A file there would be read as a part."""
    code, _, error = scrapy("export", "--out", str(store / "articles" / "a.parquet"))
    assert (code, "readers would take it for a part" in error) == (ExitCode.BAD_INPUT, True)


@pytest.mark.parametrize("arguments", [("compact", "--closed"), ("verify",), ("forget", URL, "--reason", "x", "--yes"), ("export",)])
def test_no_store(data_dir: Path, scrapy: Run, arguments: tuple[str, ...]) -> None:
    """A mistyped DATA_DIR is said, not made."""
    code, _, error = scrapy(*arguments)
    assert (code, f"no store in {data_dir}" in error, data_dir.exists()) == (ExitCode.BAD_INPUT, True, False)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("compact", "--closed"), ExitCode.LOCKED),
        (("forget", URL, "--reason", "x", "--yes"), ExitCode.LOCKED),
        (("verify",), ExitCode.DONE),
        (("export",), ExitCode.DONE),
        (("compact", "--closed", "--dry-run"), ExitCode.DONE),
    ],
)
def test_while_another_run_holds_the_store(store: Path, scrapy: Run, arguments: tuple[str, ...], code: ExitCode) -> None:
    """Who writes is told which process holds it; who only reads is served."""
    with lock_store(store):
        found, _, error = scrapy(*arguments)
    assert found == code
    assert (f"is in use by another run, process {os.getpid()}" in error) is (code is ExitCode.LOCKED)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(scrapy: Run, command: str) -> None:
    """--help has examples to copy, and the exit codes."""
    code, text, _ = scrapy(command, "--help")
    assert (code, "Examples:\n" in text, f"  scrapy {command}" in text, "Exit codes: 0" in text) == (0, True, True, True)


def test_commands_work_outside_a_project() -> None:
    """They are entry points of the package, so that they are there without the checkout."""
    entry_points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["scrapy.commands"]
    assert {name: entry_points[name] for name in COMMANDS} == {name: f"crawler.commands.{name}:Command" for name in COMMANDS}


@pytest.mark.slow
def test_twenty_second_runs(data_dir: Path) -> None:
    """While a crawl is on, 20 further starts end with exit code 3 and its process id, and touch no file of the data set."""
    with serve({HOST: big_site(400)}, delay_s=20.0) as servers, running_crawl(data_dir, servers.resolve, "-a", f"url={FRONT}") as first:
        while not servers.requests:
            assert first.poll() is None
        for _ in range(STARTS):
            command = crawl_command(data_dir, servers.resolve, "-a", f"url={FRONT}")
            second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
            assert second.returncode == ExitCode.LOCKED, second.stderr
            assert second.stderr.splitlines()[-1] == f"scrapy crawl: {data_dir} is in use by another run, process {first.pid}"
            assert first.poll() is None
    assert len(servers.requests) < 400
