"""What commands print: text from outside reaches a terminal only through here, so that it cannot steer it."""

from __future__ import annotations

import sys

from pipelines.text import visible


def say(text: str) -> None:
    """Prints text and a line break on standard output; what would steer a terminal is written as an escape."""
    sys.stdout.write(f"{visible(text)}\n")


def note(text: str, end: str = "\n") -> None:
    """Prints text on standard error, as `say`."""
    sys.stderr.write(f"{visible(text)}{end}")
    sys.stderr.flush()
