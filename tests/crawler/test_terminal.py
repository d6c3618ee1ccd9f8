"""What commands print and log: nothing that a page, a server or a URL says steers the terminal it is read on."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import sys
import tomllib
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.command_help import complain
from crawler.commands.extract import Command as Extract
from crawler.commands.separate import Command as Separate
from crawler.doctor.profile_draft import _quoted
from crawler.log_lines import CleanRecord
from crawler.metrics import _labels
from crawler.reading import MAX_CELL_CHARS, table
from crawler.run_text import run_text
from crawler.terminal import note, say
from crawler.why_text import why_text
from pipelines.text import one_line, visible

HOSTILE = "a\x00b\x07c\x1b[2Jd\x1b]0;title\x07e\x7ff\x9b31mg\u202eh\u2066i\u200fj\u061ck\u2028l\ud800m\U000e0041n\rX"
STEERING = set("\x00\x07\x1b\x7f\x9b\u202e\u2066\u200f\u061c\u2028\ud800\U000e0041\r")


def test_visible() -> None:
    """Controls and bidi characters stand there as escapes; text of every script, line breaks and tabs stay."""
    assert visible("\x1b[31m\u202e\ud800\U000e0041") == r"\x1b[31m\u202e\ud800\U000e0041"
    assert visible("Grüße, 東京, שלום, میخواهم\u200cم 😀\n\tx") == "Grüße, 東京, שלום, میخواهم\u200cم 😀\n\tx"
    assert one_line("a\nb\r\nc\td") == "a b  c d"


@pytest.mark.parametrize("write", [say, note, lambda text: complain("crawl", text)])
def test_nothing_printed_steers(capsys: pytest.CaptureFixture[str], write) -> None:
    """Results, notes and error messages of all commands go one way."""
    write(HOSTILE)
    captured = capsys.readouterr()
    assert not set(captured.out + captured.err) & STEERING
    assert (captured.out + captured.err).count("\n") == 1


def test_table_keeps_its_lines() -> None:
    """A cell is one line of bounded length, whatever a headline holds."""
    lines = table(("headline", "n"), [(f"x\ny\x1b[2J{'A' * 10_000}", 1)]).split("\n")
    assert len(lines) == 2
    assert len(lines[1]) < MAX_CELL_CHARS + 10
    assert not set(lines[1]) & STEERING


def test_history_of_a_url_keeps_its_lines() -> None:
    """A URL that was pasted with line breaks cannot forge a line of the answer."""
    history = {"url": f"https://a.example/{HOSTILE}\nNow: stored", "normalized_url": "n", "url_id": "i", "seen": False}
    text = why_text(history | {"conclusion": "c", "checks": [], "sources": []})
    assert "\nNow: stored" not in text


def test_run_shows_its_quarantine() -> None:
    """Rows that the data set could not take are listed with data set, reason and URL, harmless."""
    rows = [{"seq": 4, "dataset": "articles", "reason": "missing:site", "url": f"https://a.example/{HOSTILE}"}]
    report = dict.fromkeys(("outcome", "exit_code", "seconds", "pages", "bytes", "message"))
    report |= {"run_id": "r", "started": "2026-11-22T12:00:00", "arguments": {}, "verdicts": {"error:bad_row": 1}, "found": 1}
    text = run_text(report | {"sources": {}, "sites": {}, "alarms": [], "quarantine": rows})
    assert "1 rows are in quarantine" in text
    assert "missing:site" in text
    assert not set(text) & STEERING


def test_log_record() -> None:
    """Message and traceback hold no controls, and no further line looks like a record of its own."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    text = f"{HOSTILE}\nERROR forged"
    try:
        int(text)
    except ValueError as error:
        error.add_note(text)
        handler.handle(CleanRecord("n", logging.ERROR, "f", 1, "%s", (text,), sys.exc_info()))
    assert not set(stream.getvalue()) & STEERING
    assert [line for line in stream.getvalue().splitlines() if line.startswith("ERROR")] == [stream.getvalue().splitlines()[0]]


def test_batch_answers_a_job_whose_id_is_half_a_character(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every job has its line, as JSON that every program reads; none ends the batch."""
    path = tmp_path / "page.txt"
    path.write_text("Erster Satz der Geschichte.\n\x1b[2J\x9b zweiter\u202e", encoding="utf-8")
    jobs = tmp_path / "jobs.jsonl"
    lines = [
        {"id": "\ud800\x1b", "path": str(path)},
        {"id": "2", "path": f"{tmp_path}/none\ud800\x9b.html"},
        {"id": "3", "path": str(path)},
    ]
    jobs.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    command = Extract()
    command.settings = None
    command.run([], Namespace(jobs=str(jobs), url=None, workers=1, timeout=30.0, no_profile=True))
    out = capsys.readouterr().out
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["\ud800\x1b", "2", "3"]
    assert not set(out) & STEERING


def test_story_of_a_text_is_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`separate` prints the text without the controls that were in the file."""
    path = tmp_path / "story.txt"
    path.write_text("Die Fähre fährt wieder.\x1b[2J\x07\x9b\u202e Der Rat hat es beschlossen.\n", encoding="utf-8")
    for as_json in (False, True):
        Separate().run([str(path)], Namespace(json=as_json))
    assert not set(capsys.readouterr().out) & STEERING


@pytest.mark.parametrize(
    "text", [HOSTILE, '"]\ndomain = "x"\n[', "'''", '"""', "\\", "a\\u0022", '\\"', "#\n", "\u2028x = 1", "\udb40\udc41", "😀"]
)
def test_profile_cannot_be_broken_out_of(text: str) -> None:
    """A URL or name that a site chose is one value of the profile, in TOML that loads, and nothing else."""
    line = _quoted(text)
    assert len(line.splitlines()) == 1
    assert list(tomllib.loads(f"start = [{line}]  # why\n")) == ["start"]
    assert not set(line.encode().decode()) & STEERING


@pytest.mark.parametrize("value", [HOSTILE, 'x"} 1\nforged{a="b', "\\", "\\n", '\\"'])
def test_metric_label_cannot_be_broken_out_of(value: str) -> None:
    """A label is one value on one line."""
    label = _labels({"site": value})
    assert label.startswith('{site="')
    assert label.endswith('"}')
    assert not set(label) & STEERING
    inner = label[7:-2].replace("\\\\", "").replace('\\"', "").replace("\\n", "")
    assert "\\" not in inner
    assert '"' not in inner


def test_quarantine_reason_is_bound_whatever_it_holds() -> None:
    """SQLite takes no half surrogate pair: the reason is escaped before."""
    from pipelines import outbox

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(outbox.OUTBOX_TABLES)
    seq = outbox.append(connection, outbox.Dataset.PAGES, "", {"url": HOSTILE, "run_id": "r", "at": datetime(2026, 11, 22, tzinfo=UTC)})
    outbox.quarantine(connection, seq, f"unknown:{HOSTILE}")
    (row,) = outbox.quarantined(connection, "r")
    assert row["url"] == HOSTILE
    assert not set(row["reason"]) & STEERING
    assert outbox.quarantined(connection, "another") == []
