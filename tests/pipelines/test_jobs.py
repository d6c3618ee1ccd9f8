"""The batch door: one line in, one result out, in order, whatever becomes of the page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from stories import FERRY, HEADLINE, URL, html_of, linked_data
from trap_stories import STORIES

from pipelines.jobs import MAX_FILE_BYTES, BadLine, Job, read_jobs, run_job, run_jobs

KEYS = ["id", "text", "title", "authors", "date", "language", "status", "quality_flags", "confidence", "seconds", "blocks"]


def write(path: Path, content: str | bytes) -> str:
    """The path of a new file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


@pytest.mark.parametrize(
    ("line", "job"),
    [
        ('{"id": "a", "url": "https://n.example/a", "path": "a.html"}', Job("a", "a.html", "https://n.example/a")),
        ('{"path": "a.html"}', Job(None, "a.html")),
        ('{"id": 7, "path": "a.html", "more": [1]}', Job("7", "a.html")),
        ('{"id": null, "path": "a.html", "url": null}', Job(None, "a.html")),
        ('  {"id": "ä", "path": "a b.html.gz"}\r\n', Job("ä", "a b.html.gz")),
    ],
)
def test_read_job(line: str, job: Job) -> None:
    """A line is a job where it names a path; id and url may be missing."""
    assert list(read_jobs([line])) == [job]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '{"id": "a"',
        "[]",
        "7",
        "null",
        '"a.html"',
        '{"id": "a"}',
        '{"path": 7}',
        '{"path": ""}',
        '{"path": "a\\u0000b"}',
        '{"path": "a.html", "url": 7}',
        '{"path": null}',
    ],
)
def test_line_that_is_no_job(line: str) -> None:
    """A line that is none is answered with its number and what is wrong."""
    (bad,) = read_jobs([line])
    assert isinstance(bad, BadLine)
    assert bad.number == 1
    assert bad.error.startswith("line 1 ")


def test_blank_lines_are_passed_over_and_counted() -> None:
    """Numbers are those of the file, as an editor shows them."""
    jobs = list(read_jobs(['{"path": "a.html"}', "\n", "  ", "x"]))
    assert [job.number if isinstance(job, BadLine) else job.path for job in jobs] == ["a.html", 4]


def test_result_of_a_page(tmp_path: Path) -> None:
    """A page's result has every key of the interface, in its order, and every block its text."""
    result = run_job(Job("a", write(tmp_path / "a.html", html_of(head=linked_data(author={"name": "Anna Lindqvist"}))), URL))
    assert list(result) == KEYS
    assert (result["id"], result["status"], result["text"]) == ("a", "ok", "\n\n".join(FERRY))
    assert (result["title"], result["authors"]) == (HEADLINE, ["Anna Lindqvist"])
    assert (result["date"], result["language"], result["quality_flags"]) == ("2026-11-19T10:00:00+01:00", "en", [])
    assert result["seconds"] > 0
    assert result["confidence"] is None or 0 <= result["confidence"] <= 1


def test_blocks_of_a_page(tmp_path: Path) -> None:
    """Every block is there with text, label, kept, confidence and reason; the kept ones are the text."""
    result = run_job(Job("a", write(tmp_path / "a.html", html_of()), URL))
    assert all(list(block) == ["text", "label", "kept", "confidence", "reason"] for block in result["blocks"])
    assert "\n\n".join(block["text"] for block in result["blocks"] if block["kept"]) == result["text"]
    assert [block["label"] for block in result["blocks"]] == ["navigation", "headline", *["body"] * 5, "legal"]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        pytest.param("a.html", html_of(), "ok", id="article"),
        pytest.param("a.html.gz", gzip.compress(html_of().encode()), "ok", id="article in gzip"),
        pytest.param("a.html", html_of(head=linked_data(isAccessibleForFree=False)), "partial", id="paywalled"),
        pytest.param(
            "a.html", html_of(head="", story="<p>The end is near, said the man.</p>", headline="Hello"), "not_article", id="short"
        ),
        pytest.param("a.html", b"%PDF-1.7", "not_article", id="pdf"),
        pytest.param("a.html", b"", "empty", id="empty file"),
        pytest.param("a.html", "<html><body><script>x()</script></body></html>", "empty", id="nothing visible"),
        pytest.param("a.html", "<b>" * 5000 + "x", "not_article", id="nested 5,000 deep"),
        pytest.param("a.html.gz", b"no gzip", "error", id="no gzip"),
        pytest.param("a.html.gz", gzip.compress(html_of().encode())[:-20], "error", id="cut gzip"),
        pytest.param("a.html.gz", gzip.compress(b" " * (MAX_FILE_BYTES + 1)), "error", id="gzip bomb"),
        pytest.param("a.txt", "\n".join(FERRY), "ok", id="text"),
        pytest.param("a.txt.gz", gzip.compress("\n".join(FERRY).encode()), "ok", id="text in gzip"),
        pytest.param("a.txt", " \n", "empty", id="empty text"),
    ],
)
def test_status(tmp_path: Path, name: str, content: str | bytes, status: str) -> None:
    """Each page ends in one of five states; an error says what went wrong, and all other keys are there too."""
    result = run_job(Job("a", write(tmp_path / name, content), URL))
    assert result["status"] == status
    assert [key for key in KEYS if key in result] == KEYS
    assert ("error" in result) == (status == "error")


@pytest.mark.parametrize("name", ["none.html", "", "none.txt.gz"])
def test_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    """A missing file, or a folder, is an error of its own job."""
    result = run_job(Job("a", str(tmp_path / name)))
    assert (result["id"], result["status"]) == ("a", "error")
    assert str(tmp_path) in result["error"]


def test_text_is_separated_without_a_dom(tmp_path: Path) -> None:
    """A .txt job gives story and labelled lines."""
    lines = STORIES["en vacancies"].splitlines()
    result = run_job(Job("a", write(tmp_path / "a.txt", "\r\n".join((*lines, "Subscribe to our newsletter")))))
    assert result["text"] == "\n\n".join(lines)
    assert [(block["label"], block["kept"]) for block in result["blocks"]] == [("body", True)] * 6 + [("newsletter", False)]


@pytest.mark.parametrize(
    "url", [None, "", "story-17", "https:///a", "http://[::1", "ftp://n.example/a", "https://n.example/shop/item?id=1"]
)
def test_no_story_is_refused_for_its_url(tmp_path: Path, url: str | None) -> None:
    """A page without a usable URL is extracted like any other."""
    assert run_job(Job("a", write(tmp_path / "a.html", html_of()), url))["status"] == "ok"


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """The results of a batch with two workers: 30 jobs, every fifth line broken, one file missing, one page that hangs."""
    folder = tmp_path_factory.mktemp("batch")
    good = write(folder / "good.html", html_of())
    paths = {
        7: write(
            folder / "hangs.html", html_of(story="".join(f"<p>Mill {number} of the valley stands still" for number in range(219_000)))
        ),
        11: str(folder / "missing.html"),
    }
    lines = ["broken" if number % 5 == 0 else json.dumps({"id": f"n{number}", "path": paths.get(number, good)}) for number in range(1, 31)]
    return list(run_jobs(read_jobs(lines), workers=2, deadline_s=2))


def test_batch_keeps_the_order(batch: list[dict[str, object]]) -> None:
    """Every line has its answer, in the order of the lines."""
    assert [result["id"] for result in batch] == [None if number % 5 == 0 else f"n{number}" for number in range(1, 31)]


def test_broken_line_of_a_batch(batch: list[dict[str, object]]) -> None:
    """A broken line is answered by its number."""
    broken = [result for result in batch if result["id"] is None]
    assert [(result["line"], result["status"]) for result in broken] == [(number, "error") for number in range(5, 31, 5)]


def test_page_that_hangs_costs_one_line(batch: list[dict[str, object]]) -> None:
    """A page past the deadline is an error; all others are done."""
    by_id = {result["id"]: result for result in batch}
    assert (by_id["n7"]["status"], by_id["n7"]["reason"]) == ("error", "timeout")
    assert "no answer within 2 s" in str(by_id["n7"]["error"])
    assert by_id["n11"]["status"] == "error"
    assert {result["status"] for id_, result in by_id.items() if id_ not in ("n7", "n11", None)} == {"ok"}


def test_every_answer_is_json(batch: list[dict[str, object]]) -> None:
    """Answers can be written as UTF-8 JSON, one a line."""
    assert all("\n" not in json.dumps(result, ensure_ascii=False).encode().decode() for result in batch)


def test_page_without_a_story_says_what_it_knows(tmp_path: Path) -> None:
    """A story that only a script would show has no text here, but its title and authors are on the page."""
    html = html_of(head=linked_data(author=[{"@type": "Person", "name": "Ada Quill"}]))
    path = write(tmp_path / "a.html", html[: html.index("<body")] + "<body><script>show()</script></body></html>")
    result = run_job(Job("a", path, URL))
    assert (result["status"], result["text"], result["blocks"]) == ("empty", "", [])
    assert (result["title"], result["authors"]) == (HEADLINE, ["Ada Quill"])
