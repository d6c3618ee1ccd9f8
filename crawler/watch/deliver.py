"""Tells others how a run ended: a file for each run; a command and a webhook when something began or ended.

All three are the operator's own, from the settings. One that fails is said and changes nothing; none takes longer than its time.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from pipelines.errors import InputError
from pipelines.json_text import to_json


@dataclass(frozen=True, slots=True)
class AlarmTargets:
    """Where alarms go; what is empty is not used. `timeout_s` bounds the command and the webhook, each."""

    file: Path | None = None
    command: tuple[str, ...] = ()
    webhook: str = ""
    timeout_s: float = 30.0
    repeats: bool = False


def read_targets(settings: BaseSettings) -> AlarmTargets:
    """The targets that the settings name; InputError where one cannot be meant."""
    webhook = str(settings.get("ALARM_WEBHOOK") or "")
    if webhook and (urlsplit(webhook).scheme not in ("http", "https") or not urlsplit(webhook).hostname):
        raise InputError("ALARM_WEBHOOK must be a URL that begins with http:// or https://")
    try:
        command = tuple(shlex.split(str(settings.get("ALARM_COMMAND") or "")))
    except ValueError as error:
        raise InputError(f"ALARM_COMMAND cannot be read as a command line: {error}") from error
    try:
        timeout_s = float(settings["ALARM_TIMEOUT_S"])
    except (TypeError, ValueError):
        timeout_s = 0.0
    if timeout_s <= 0:
        raise InputError(f"ALARM_TIMEOUT_S={settings['ALARM_TIMEOUT_S']}: not a number of seconds above 0")
    file = settings.get("ALARM_JSON")
    return AlarmTargets(Path(file) if file else None, command, webhook, timeout_s, settings.getbool("ALARM_REPEATS"))


def deliver(report: Mapping[str, object], targets: AlarmTargets, *, tell: bool) -> Iterator[str]:
    """Writes the file, and if there is something to `tell` calls the command and the webhook; gives what failed, a line each."""
    text = to_json(report)
    steps: list[tuple[str, Callable[[], str | None]]] = []
    if targets.file:
        steps.append(("ALARM_JSON", lambda: _write(targets, text)))
    if tell and targets.command:
        steps.append(("ALARM_COMMAND", lambda: _run(targets, text)))
    if tell and targets.webhook:
        steps.append(("ALARM_WEBHOOK", lambda: _post_within(targets, text)))
    for name, step in steps:
        if failure := step():
            yield f"{name} failed: {failure}"


def _write(targets: AlarmTargets, text: str) -> str | None:
    """Replaces the file as a whole: who reads it never sees half of it."""
    path = targets.file or Path()
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    return None


def _run(targets: AlarmTargets, text: str) -> str | None:
    """Starts the command without a shell, in a process group of its own, the report on its standard input."""
    try:
        process = subprocess.Popen(targets.command, stdin=subprocess.PIPE, stdout=sys.stderr, stderr=sys.stderr, start_new_session=True)
    except OSError as error:
        return f"{targets.command[0]}: {error.strerror or error}"
    try:
        process.communicate(text.encode() + b"\n", timeout=targets.timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"{targets.command[0]} took longer than {targets.timeout_s:g} s and was ended"
    return f"{targets.command[0]} ended with {process.returncode}" if process.returncode else None


def _post_within(targets: AlarmTargets, text: str) -> str | None:
    """Posts the report in a thread of its own: a server that sends a byte now and then would outlast the socket's timeout."""
    answers: list[str | None] = []
    thread = threading.Thread(target=lambda: answers.append(_post(targets, text)), daemon=True)
    thread.start()
    thread.join(targets.timeout_s)
    return answers[0] if answers else f"no answer within {targets.timeout_s:g} s"


def _post(targets: AlarmTargets, text: str) -> str | None:
    """Posts the report as JSON; a redirect is not followed. The message never holds the URL, which may hold a secret."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "reinschrift"}
    request = urllib.request.Request(targets.webhook, text.encode(), headers, method="POST")  # noqa: S310  # http(s), by read_targets
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=targets.timeout_s):
            return None
    except urllib.error.HTTPError as error:
        return f"{urlsplit(targets.webhook).hostname} answers with status {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        return f"{urlsplit(targets.webhook).hostname}: {getattr(error, 'reason', None) or type(error).__name__}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917  # the library's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Nothing: the status is the answer."""
