"""`scrapy export`: the published articles as JSON lines, CSV or one Parquet file."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from scrapy.commands import ScrapyCommand

from crawler.command_help import add_examples, explained
from crawler.reading import data_dir_of
from crawler.store_access import DATA_DIR_HELP, Progress
from crawler.terminal import note
from pipelines.errors import InputError
from pipelines.export import Selection, export_schema, select_rows
from pipelines.export_formats import Format, whole_file, write_tables
from pipelines.read_state import read_state

EXAMPLES = f"""\
  scrapy export --latest > articles.jsonl
  scrapy export --out articles.csv --since 2026-11-01 --site example.org
  scrapy export --out articles.parquet --latest --blocks

The format follows from the name of OUT. --since and --until are UTC days on which the rows were fetched, both included.
Without --latest every revision of an article is a row; with it, the last one among those chosen. A cell of CSV that a spreadsheet
would take for a formula (= + - @ tab CR at its begin, also behind spaces or quotes, also full-width) gets a ' before it, as does one
that begins with '; who drops one ' from each cell that begins with one has the text as it is stored. Open CSV with the comma as its only
separator. Lists are JSON arrays there, and empty cells are null.
No lock is taken: a crawl may go on meanwhile. An earlier OUT is replaced once the new one is whole.
{DATA_DIR_HELP}
Exit codes: 0 done, 2 bad arguments or no store, 7 disk or store."""


class Command(ScrapyCommand):
    """Writes the articles in a format for other programs."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """What follows the command's name."""
        return "[--format jsonl|csv|parquet] [--out FILE] [--since DAY] [--until DAY] [--site SITE] [--latest] [--blocks]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the articles as JSON lines, CSV or one Parquet file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Adds what to export, and how."""
        super().add_options(parser)
        parser.add_argument("--format", choices=list(Format), help="default: by the name of OUT, else jsonl")
        parser.add_argument("--out", metavar="FILE", help="default: standard output (JSON lines and CSV)")
        parser.add_argument("--since", metavar="DAY", help="first day, such as 2026-11-21")
        parser.add_argument("--until", metavar="DAY", help="last day")
        parser.add_argument("--site", metavar="SITE", help="registered domain of one site")
        parser.add_argument("--latest", action="store_true", help="only the latest row of each article")
        parser.add_argument("--blocks", action="store_true", help="with all blocks, kept and removed (not in CSV)")
        add_examples(parser, EXAMPLES)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Writes the rows that were asked for."""
        with explained(self, "export"):
            if args:
                raise InputError("takes no arguments but options; see scrapy export --help")
            out = Path(opts.out) if opts.out else None
            format_ = _format(opts.format, out)
            selection = _selection(opts, format_)
            data_dir = data_dir_of(self.settings)
            _check_out(out, data_dir, format_)
            rows = _export(data_dir, selection, format_, out)
            note(f"export: {rows} rows{f' in {out}' if out else ''}")


def _export(data_dir: Path, selection: Selection, format_: Format, out: Path | None) -> int:
    with read_state(data_dir) as connection:
        tables = select_rows(data_dir, connection, selection, Progress("export").files)
        if out is None:
            rows = write_tables(tables, export_schema(selection), sys.stdout.buffer, format_)
            sys.stdout.buffer.flush()
            return rows
        with whole_file(out) as file:
            return write_tables(tables, export_schema(selection), file, format_)


def _format(name: str | None, out: Path | None) -> Format:
    """The format that was named, or follows from the file's name."""
    if name:
        return Format(name)
    if out is None:
        return Format.JSONL
    try:
        return Format(out.suffix.removeprefix("."))
    except ValueError as error:
        raise InputError(f"--out {out}: say --format, or let the name end in .jsonl, .csv or .parquet") from error


def _selection(opts: argparse.Namespace, format_: Format) -> Selection:
    if opts.blocks and format_ is Format.CSV:
        raise InputError("--blocks: a cell of CSV holds no blocks; take jsonl or parquet")
    since, until = _day("since", opts.since), _day("until", opts.until)
    if since and until and until < since:
        raise InputError(f"--until {until} lies before --since {since}")
    return Selection(since, until, opts.site, opts.latest, opts.blocks)


def _day(name: str, text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"--{name} {text}: not a day such as 2026-11-21") from error


def _check_out(out: Path | None, data_dir: Path, format_: Format) -> None:
    """Refuses what could not be written, or would become part of the data set."""
    if out is None:
        if format_ is Format.PARQUET:
            raise InputError("--out is missing: Parquet goes to a file, not to standard output")
        return
    if not out.parent.is_dir() or out.is_dir():
        raise InputError(f"--out {out}: {'a folder, not a file' if out.is_dir() else f'there is no folder {out.parent}'}")
    if any(out.resolve().is_relative_to((data_dir / name).resolve()) for name in ("articles", "pages", "state")):
        raise InputError(f"--out {out}: readers would take it for a part of the data set; write it elsewhere")
