"""What our commands say: help texts with examples that keep their lines, and errors in one line."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter

from crawler.redaction import redact
from crawler.run_result import exit_code_of
from crawler.terminal import note
from pipelines.errors import ReinschriftError
from pipelines.text import visible

logger = logging.getLogger(__name__)


class ExamplesFormatter(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's help layout with description and examples left as they are."""


def add_examples(parser: argparse.ArgumentParser, examples: str) -> None:
    """Puts examples below the options."""
    parser.formatter_class = ExamplesFormatter
    parser.epilog = f"Examples:\n{examples}"


def explain(command: str, error: ReinschriftError) -> int:
    """Says on standard error, in one line, what went wrong; gives the exit code."""
    complain(command, str(error))
    return int(exit_code_of(error))


@contextmanager
def explained(command: ScrapyCommand, name: str) -> Iterator[None]:
    """A command's work: what goes wrong is said in one line and becomes the exit code; a reader of its output may leave early."""
    try:
        yield
    except ReinschriftError as error:
        command.exitcode = explain(name, error)
    except BrokenPipeError:
        sys.stdout = None  # nothing is left to flush


def in_one_line(error: ReinschriftError) -> str:
    """The error's message without line breaks."""
    return " ".join(str(error).split())


def complain(command: str, text: str) -> None:
    """Says it on standard error in one line, and in the log file where there is one: scrapyd shows an operator nothing else."""
    line = visible(redact(f"scrapy {command}: {' '.join(text.split())}"))
    note(line)
    if has_log_file():
        logger.error("%s", line)


def has_log_file() -> bool:
    """Whether the log goes into a file (LOG_FILE), and not to standard error."""
    return any(isinstance(handler, logging.FileHandler) for handler in logging.getLogger().handlers)
