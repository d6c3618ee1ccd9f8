"""Log records that cannot steer a terminal, nor look like two: what pages, servers and URLs wrote stands in them."""

from __future__ import annotations

import logging

from pipelines.text import visible


class VisibleRecord(logging.LogRecord):
    """A log record whose message and traceback hold escapes in the place of controls, and whose further lines are indented."""

    def getMessage(self) -> str:  # noqa: N802  # the library's name
        """The message with its arguments."""
        return _indented(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        """The traceback, which a formatter puts here."""
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = _indented(text) if text else text


def show_controls_in_logs() -> None:
    """Make every log record of this process one of these: no handler, log file or traceback is left out."""
    logging.setLogRecordFactory(VisibleRecord)


def _indented(text: str) -> str:
    """No line but the first begins as a record does."""
    return visible(text).replace("\n", "\n  ")
