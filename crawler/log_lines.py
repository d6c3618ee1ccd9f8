"""Log records without secrets, that cannot steer a terminal nor look like two: what pages, servers and URLs wrote stands in them."""

from __future__ import annotations

import logging

from crawler.redaction import redact
from pipelines.text import visible


class CleanRecord(logging.LogRecord):
    """A log record whose message and traceback are redacted, with escapes for controls and with their further lines indented."""

    def getMessage(self) -> str:  # noqa: N802  # the library's name
        """The message with its arguments."""
        return _clean(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        """The traceback, which a formatter puts here."""
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = _clean(text) if text else text


def clean_logs() -> None:
    """Make every log record of this process one of these: no handler, log file or traceback is left out."""
    logging.setLogRecordFactory(CleanRecord)


def _clean(text: str) -> str:
    """No secret, no control, and no line but the first that begins as a record does."""
    return visible(redact(text)).replace("\n", "\n  ")
