"""A crawl of a site that has gone wrong: its operator hears of it, everywhere at once; a crawl that cannot count says so."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from crawls import ROOT, Answer, crawl, serve
from small_site import FRONT, HOST, XML, article, days_ago, listing, story

from crawler.ledger_schema import MIGRATIONS
from crawler.run_result import ExitCode
from crawler.watch import memory
from crawler.watch.numbers import FeedRead, SiteRun
from crawler.watch.schema import MIGRATIONS as WATCH_MIGRATIONS
from pipelines.read_state import ledger_path
from pipelines.state import migrate, open_state
from pipelines.urls import url_id

SITE, DAY_S = "kurier.example", 24 * 3600
FEED = f"{FRONT}feed.xml"
RSS = (
    '<rss version="2.0"><channel><title>Kurier</title><item><title>Old</title>'
    f"<link>{FRONT}news/ferry-landing-of-olddorf-stays-closed</link><pubDate>{days_ago(20):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
    "</channel></rss>"
)
# All that it names is older than a week: the site answers, and nothing is new.
SILENT = {
    "/": Answer(str(listing(story(1)).body).replace("<title>", f'<link rel="alternate" type="application/rss+xml" href="{FEED}"><title>')),
    "/feed.xml": Answer(RSS, headers=XML),
    story(1): article("village 1", published=days_ago(30)),
}


def _remember_ten_days(data_dir: Path) -> None:
    """Ten daily runs of twelve articles, and a feed whose newest entry was an hour old."""
    now = int(time.time())
    with closing(open_state(ledger_path(data_dir))) as ledger:
        migrate(ledger, "crawler", MIGRATIONS)
        migrate(ledger, "watch", WATCH_MIGRATIONS)
        for number in range(10):
            ended = now - (10 - number) * DAY_S
            memory.remember_site(ledger, number - 10, SiteRun(SITE, ended, stored=12, came=12))
            read = FeedRead(FEED, SITE, None)
            ledger.execute("INSERT OR REPLACE INTO watch_feeds VALUES (?, ?, ?, ?)", (url_id(FEED), SITE, FEED, ended - 3600))
            age = memory.feed_age(ledger, url_id(FEED), read, ended)
            assert age is not None
            memory.remember_feed(ledger, url_id(FEED), read, age, ended, is_usual=True)


@contextmanager
def _webhook() -> Iterator[tuple[str, list[dict[str, object]]]]:
    got: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", got
    finally:
        server.shutdown()
        server.server_close()


def test_site_that_fell_silent_is_told_everywhere(data_dir: Path, tmp_path: Path) -> None:
    """The run itself is done (exit code 0); its alarms are on standard error, in a file, and with a command and a webhook."""
    _remember_ten_days(data_dir)
    script = tmp_path / "alarm.py"
    script.write_text("import sys; open(sys.argv[1], 'w').write(sys.stdin.read())", encoding="utf-8")
    command = f"{sys.executable} {script} {tmp_path / 'command.json'}"
    settings = (f"ALARM_JSON={tmp_path / 'last.json'}", f"ALARM_COMMAND={command}")
    with serve({HOST: SILENT}) as servers, _webhook() as (url, posted):
        given = [option for setting in (*settings, f"ALARM_WEBHOOK={url}") for option in ("-s", setting)]
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}", *given)
    assert process.returncode == ExitCode.DONE, process.stderr
    assert process.stderr.splitlines()[-2:] == [
        f"scrapy crawl: alarm: {SITE}: stale_feed (new): the newest entry of {FEED} is 480 h old, usual are 1 h at most",
        f"scrapy crawl: alarm: {SITE}: zero_yield (new): no article in 1 run; usual are 12 a run, and none in 0 runs at most",
    ]
    report, by_command = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("last.json", "command.json"))
    assert [by_command, *posted] == [report, report]
    assert (report["exit_code"], report["outcome"], sum(report["verdicts"].values())) == (0, "finished", report["found"])
    assert [(alarm["kind"], alarm["state"]) for alarm in report["alarms"]] == [("stale_feed", "new"), ("zero_yield", "new")]


def test_verdicts_that_do_not_add_up_are_exit_code_1(data_dir: Path) -> None:
    """A ledger that counts each URL twice: the run says so in its last line, and the ledger keeps that it failed."""
    with closing(open_state(ledger_path(data_dir))) as ledger:
        migrate(ledger, "crawler", MIGRATIONS)
        ledger.execute("CREATE TRIGGER twice AFTER INSERT ON urls BEGIN UPDATE runs SET found = found + 1 WHERE id = new.run_id; END")
    with serve({HOST: {"/": listing(story(1)), story(1): article("village 1")}}) as servers:
        process = crawl(data_dir, servers.resolve, "-a", f"url={FRONT}")
    assert process.returncode == ExitCode.OUR_FAULT
    assert process.stderr.splitlines()[-1].startswith("scrapy crawl: verdicts do not add up: 6 URLs found, ledger {")
    with closing(sqlite3.connect(ledger_path(data_dir))) as ledger:
        assert ledger.execute("SELECT outcome, exit_code FROM runs JOIN watch_runs ON run_id = id").fetchall() == [("failed", 1)]


@pytest.mark.parametrize("code", list(ExitCode))
def test_exit_code_is_documented(code: ExitCode) -> None:
    """With what it means, in the operator's handbook."""
    lines = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith(f"| {int(code)} | ")]) == 1
