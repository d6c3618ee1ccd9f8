"""The commands as a person runs them, in an empty folder, from the installed package."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

PARAGRAPHS = (
    "The council of Talheim met on Tuesday evening to talk about the old ferry landing, which has been closed since last spring.",
    "Engineers had found cracks in two of the beams, and the repair would cost about as much as the town spends on its library in a year.",
    "“We have waited long enough, and the people on the other bank have waited longer,” said the mayor after the vote.",
    "A decision on the loan is expected before the end of the month; until then the bus keeps to its detour through the upper town.",
)
STORY = "\n\n".join(PARAGRAPHS)
TEXT = f"{STORY}\n\nSubscribe to our newsletter\n"
HEADLINE = "Ferry landing stays closed for another winter"
LINKED = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "datePublished": "2026-11-19T10:00:00+01:00"})
HTML = (
    f'<html lang="en"><head><title>{HEADLINE}</title><script type="application/ld+json">{LINKED}</script></head><body>'
    f"<nav><a href='/'>Home</a></nav><main><h1>{HEADLINE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</main></body></html>"
)
URL = "https://www.kurier.example/news/ferry-landing"


def scrapy(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command in the folder, which is no Scrapy project."""
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def lines_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    """Standard output as JSON lines."""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_separate_reads_a_file(tmp_path: Path) -> None:
    """The story of a text file goes to standard output, and nothing else does."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = scrapy(tmp_path, "separate", "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{STORY}\n", "")


@pytest.mark.parametrize("argument", [[], ["-"]])
def test_separate_reads_standard_input(tmp_path: Path, argument: list[str]) -> None:
    """Without a file, or with a dash, the text comes from standard input."""
    done = scrapy(tmp_path, "separate", *argument, text=TEXT)
    assert (done.returncode, done.stdout) == (0, f"{STORY}\n")


def test_separate_as_json(tmp_path: Path) -> None:
    """With --json every line comes with its label and the reason."""
    (result,) = lines_of(scrapy(tmp_path, "separate", "--json", text=TEXT))
    assert (result["text"], result["status"]) == (STORY, "ok")
    assert [(block["label"], block["kept"]) for block in result["blocks"]] == [("body", True)] * 4 + [("newsletter", False)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("separate", "none.txt"), "scrapy separate: cannot read none.txt"),
        (("extract",), "scrapy extract: name a FILE"),
        (("extract", "none.html"), "scrapy extract: no such file: none.html"),
        (("extract", "--jobs", "none.jsonl"), "scrapy extract: cannot read none.jsonl"),
        (("extract", "a.html", "--jobs", "-"), "scrapy extract: give either"),
        (("extract", "a.html", "b.html", "--url", URL), "scrapy extract: --url names the page of exactly one FILE"),
    ],
)
def test_bad_arguments_cost_one_line(tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
    """Bad input gives exit code 2, one line on standard error that says what, and no traceback."""
    done = scrapy(tmp_path, *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith(complaint)


def test_extract_one_file(tmp_path: Path) -> None:
    """A file gives one JSON object; its URL may be told."""
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    done = scrapy(tmp_path, "extract", "a.html", "--url", URL, "--workers", "1")
    (result,) = lines_of(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert (result["id"], result["title"], result["text"], result["status"]) == ("a.html", HEADLINE, STORY, "ok")


def test_extract_jobs(tmp_path: Path) -> None:
    """Every line has its answer, in order; a broken one costs exit code 2 at the end, a missing file does not."""
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(HTML.encode()))
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "hangs.html").write_text(
        HTML.replace("</main>", "".join(f"<p>Mill {number} of the valley stands still" for number in range(219_000))), encoding="utf-8"
    )
    names = ["a.html", "hangs.html", "none.html", "b.html.gz", "c.txt", "a.html"]
    jobs = [json.dumps({"id": f"{number}", "url": URL, "path": name}) for number, name in enumerate(names)]
    jobs.insert(2, "{broken")
    done = scrapy(tmp_path, "extract", "--jobs", "-", "--workers", "2", "--timeout", "2", text="\n".join(jobs))
    results = lines_of(done)
    assert [result["id"] for result in results] == ["0", "1", None, "2", "3", "4", "5"]
    assert [result["status"] for result in results] == ["ok", "error", "error", "error", "ok", "ok", "ok"]
    assert results[2]["line"] == 3
    assert done.returncode == 2
    assert done.stderr.endswith("scrapy extract: 1 of 7 lines are no jobs; each has an answer that says why\n")
    assert all(line.startswith(("extract: ", "scrapy extract: ")) for line in done.stderr.splitlines())


def test_extract_with_a_missing_file_is_done(tmp_path: Path) -> None:
    """A job whose page is missing has its answer, and the batch ends well."""
    (tmp_path / "jobs.jsonl").write_text('{"id": "a", "path": "none.html"}\n', encoding="utf-8")
    done = scrapy(tmp_path, "extract", "--jobs", "jobs.jsonl", "--workers", "1")
    assert done.returncode == 0
    assert [(result["id"], result["status"]) for result in lines_of(done)] == [("a", "error")]


def test_extract_without_jobs(tmp_path: Path) -> None:
    """An empty jobs file has no answers, and that is no error."""
    done = scrapy(tmp_path, "extract", "--jobs", "-", "--workers", "1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("command", ["extract", "separate", "inspect", "runs", "why"])
def test_help_shows_examples(tmp_path: Path, command: str) -> None:
    """--help has examples to copy, and the exit codes."""
    done = scrapy(tmp_path, command, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout
    assert f"  scrapy {command} " in done.stdout
    assert "Exit codes" in done.stdout


def test_commands_are_listed(tmp_path: Path) -> None:
    """Outside of a project, `scrapy` lists our commands with one line each."""
    done = scrapy(tmp_path)
    assert all(f"  {command} " in done.stdout for command in ("extract", "separate", "inspect", "runs", "why"))


def test_inspect_writes_a_page(tmp_path: Path) -> None:
    """`inspect FILE` writes a page with the article and prints its path."""
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    done = scrapy(tmp_path, "inspect", "a.html", "--url", URL)
    assert (done.returncode, done.stdout) == (0, "a.inspect.html\n")
    assert PARAGRAPHS[0] in (tmp_path / "a.inspect.html").read_text(encoding="utf-8")
