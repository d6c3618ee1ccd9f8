"""`scrapy separate`: plain text in, the story out, or every line with its label."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, explained
from crawler.terminal import say
from pipelines.errors import InputError
from pipelines.jobs import MAX_FILE_BYTES
from pipelines.json_text import to_json
from pipelines.results import text_result

EXAMPLES = """\
  scrapy separate article.txt                    the story, a blank line between paragraphs
  scrapy separate --json < article.txt           every line with its label, and why
  pbpaste | scrapy separate

Every non-empty line of the text is one block. Exit codes: 0 done, 2 the file cannot be read."""


class Command(ScrapyCommand):
    """Separates the story from the rest of a plain text."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "[FILE] [--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Separate the story from the boilerplate of a plain text"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds --json."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object with every line, its label and the reason")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Prints the story, or the whole result as JSON."""
        with explained(self, "separate"):
            result = text_result(*_read_text(args))
            if opts.json or sys.stdout.isatty():
                say(to_json(result) if opts.json else result["text"])
            else:  # data for a program: the marks that right-to-left scripts need stay in it
                sys.stdout.write(f"{result['text']}\n")


def _read_text(args: list[str]) -> tuple[str | None, str]:
    """Name and text of the one file, or of standard input. Raises InputError where it cannot be read."""
    if len(args) > 1:
        raise InputError(f"takes one FILE or standard input, not {len(args)} files")
    try:
        body = Path(args[0]).read_bytes() if args and args[0] != "-" else sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot read {args[0]}: {error.strerror}") from error
    if len(body) > MAX_FILE_BYTES:
        raise InputError(f"the text has more than {MAX_FILE_BYTES // 2**20} MB")
    return (args[0] if args else None), body.decode("utf-8", "replace")
