"""Alarms reach a file, a real command and a real server; one that fails is said, in bounded time."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.watch.deliver import AlarmTargets, deliver, read_targets
from pipelines.errors import InputError

REPORT = {"run_id": "0123", "exit_code": 5, "alarms": [{"subject": "übersee.example"}]}


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"ALARM_WEBHOOK": "file:///etc/passwd"}, "ALARM_WEBHOOK must be a URL"),
        ({"ALARM_WEBHOOK": "https://"}, "ALARM_WEBHOOK must be a URL"),
        ({"ALARM_COMMAND": "mail 'x"}, "ALARM_COMMAND cannot be read"),
        ({"ALARM_TIMEOUT_S": "soon"}, "ALARM_TIMEOUT_S=soon"),
        ({"ALARM_TIMEOUT_S": 0}, "ALARM_TIMEOUT_S=0"),
    ],
)
def test_targets_that_cannot_be_meant(settings: dict[str, object], complaint: str) -> None:
    """They are told before the run begins."""
    with pytest.raises(InputError, match=complaint):
        read_targets(Settings({"ALARM_TIMEOUT_S": 30} | settings))


def test_targets_of_the_settings() -> None:
    """The command is split as a shell would, and no shell is asked."""
    settings = Settings({"ALARM_JSON": "a.json", "ALARM_COMMAND": "mail -s 'two words' x@y.example", "ALARM_TIMEOUT_S": "5"})
    assert read_targets(settings) == AlarmTargets(Path("a.json"), ("mail", "-s", "two words", "x@y.example"), "", 5.0)


def test_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Also where there is nothing to tell; nothing else is left in its folder."""
    target = tmp_path / "last.json"
    target.write_text("an earlier run", encoding="utf-8")
    assert list(deliver(REPORT, AlarmTargets(file=target, command=("false",)), tell=False)) == []
    assert json.loads(target.read_text(encoding="utf-8")) == REPORT
    assert [path.name for path in tmp_path.iterdir()] == ["last.json"]


def test_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """With its path and why."""
    target = tmp_path / "none" / "last.json"
    assert list(deliver(REPORT, AlarmTargets(file=target), tell=True)) == [f"ALARM_JSON failed: {target}: No such file or directory"]


def test_command_gets_the_report_on_standard_input(tmp_path: Path) -> None:
    """As one line of JSON; its arguments are taken literally."""
    target = tmp_path / "got"
    script = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    assert list(deliver(REPORT, AlarmTargets(command=(sys.executable, "-c", script, str(target))), tell=True)) == []
    assert json.loads(target.read_text(encoding="utf-8")) == REPORT


def test_output_of_the_command_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output is for results; a command that fails is said with its status."""
    targets = AlarmTargets(command=(sys.executable, "-c", "print(1); exit(3)"))
    assert list(deliver(REPORT, targets, tell=True)) == [f"ALARM_COMMAND failed: {sys.executable} ended with 3"]
    assert capfd.readouterr() == ("", "1\n")


def test_command_that_hangs_is_ended_with_its_children() -> None:
    """After its time, not after the minute that it would take."""
    began_s = time.monotonic()
    targets = AlarmTargets(command=("sh", "-c", "sleep 60 & wait"), timeout_s=0.3)
    assert list(deliver(REPORT, targets, tell=True)) == ["ALARM_COMMAND failed: sh took longer than 0.3 s and was ended"]
    assert time.monotonic() - began_s < 20


def test_command_that_does_not_exist_is_said() -> None:
    """With its name and why."""
    targets = AlarmTargets(command=("no-such-program",))
    assert list(deliver(REPORT, targets, tell=True)) == ["ALARM_COMMAND failed: no-such-program: No such file or directory"]


@contextmanager
def _server(status: int, drip_s: float = 0.0) -> Iterator[tuple[str, list[bytes]]]:
    """A webhook on loopback that answers with a status; with `drip_s` it sends a header line now and then for ever."""
    bodies: list[bytes] = []
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response_only(status)
            self.send_header("Location", "/elsewhere")
            while drip_s and not ended.wait(drip_s):
                self.send_header("X-Slow", "1")
                self.flush_headers()
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/secret-token", bodies
    finally:
        ended.set()
        server.shutdown()
        server.server_close()


def test_webhook_gets_the_report() -> None:
    """As a POST of JSON."""
    with _server(204) as (url, bodies):
        assert list(deliver(REPORT, AlarmTargets(webhook=url), tell=True)) == []
    assert [json.loads(body) for body in bodies] == [REPORT]


@pytest.mark.parametrize("status", [302, 500])
def test_webhook_that_refuses_is_said_without_its_path(status: int) -> None:
    """A redirect counts as refused; the path may hold a secret."""
    with _server(status) as (url, bodies):
        assert list(deliver(REPORT, AlarmTargets(webhook=url), tell=True)) == [
            f"ALARM_WEBHOOK failed: 127.0.0.1 answers with status {status}"
        ]
    assert len(bodies) == 1


def test_webhook_that_drips_is_given_up() -> None:
    """Each byte would start the socket's timeout anew."""
    with _server(200, drip_s=0.05) as (url, _):
        assert list(deliver(REPORT, AlarmTargets(webhook=url, timeout_s=0.5), tell=True)) == [
            "ALARM_WEBHOOK failed: no answer within 0.5 s"
        ]


def test_webhook_that_is_not_there_is_said() -> None:
    """The run goes on."""
    (line,) = deliver(REPORT, AlarmTargets(webhook="http://127.0.0.1:9/hook"), tell=True)
    assert line.startswith("ALARM_WEBHOOK failed: 127.0.0.1: ")
