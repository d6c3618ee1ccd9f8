"""Help texts of our commands: with examples that keep their lines, and errors in one line."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands import ScrapyHelpFormatter

from crawler.run_result import exit_code_of
from pipelines.errors import ReinschriftError


class ExamplesFormatter(ScrapyHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """Scrapy's help layout with description and examples left as they are."""


def add_examples(parser: argparse.ArgumentParser, examples: str) -> None:
    """Puts examples below the options."""
    parser.formatter_class = ExamplesFormatter
    parser.epilog = f"Examples:\n{examples}"


def explain(command: str, error: ReinschriftError) -> int:
    """Says on standard error, in one line, what went wrong; gives the exit code."""
    sys.stderr.write(f"scrapy {command}: {in_one_line(error)}\n")
    return int(exit_code_of(error))


def in_one_line(error: ReinschriftError) -> str:
    """The error's message without line breaks."""
    return " ".join(str(error).split())
