"""A site profile from findings: what was seen, with the reasons as comments. Nothing in it is a guess; guesses are commented out."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crawler.doctor.explore import GIVEN, GUESS
from crawler.doctor.findings import Findings, SourceFinding
from crawler.doctor.report import rights_signs
from pipelines.errors import InputError
from pipelines.sites import read_profile
from pipelines.text import clean_text, one_line, without_steering

MIN_SECTION_STORIES = 3


def draft_profile(findings: Findings) -> str:
    """The profile as TOML; it loads as it stands."""
    return "".join(f"{line}\n" for line in _lines(findings))


def check_profile_target(path: Path, domain: str, *, force: bool) -> None:
    """Raises InputError where the profile may not be written there; done before anything is fetched."""
    if path.name != f"{domain}.toml":
        raise InputError(f"{path}: a profile is found by its file's name, which must be {domain}.toml")
    if path.is_symlink() or (path.exists() and not (force and path.is_file())):
        raise InputError(f"{path} exists; --force replaces it, --out FOLDER/{domain}.toml names another")


def write_profile(path: Path, text: str) -> None:
    """Puts the profile at the path, whole and checked by the loader, or not at all. Raises InputError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            draft.write_text(text, encoding="utf-8")
            read_profile(draft)
            os.replace(draft, path)  # noqa: PTH105  # the atomic one, said as such
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error


def _lines(findings: Findings) -> Iterator[str]:
    yield f"# Written by scrapy doctor on {findings.asked_at:%Y-%m-%d} after {findings.requests} requests. Keys: docs/profiles.md"
    yield f"name = {_quoted(findings.site.split('.')[0][:64])}"
    yield f"domain = {_quoted(findings.site)}"
    yield from _language_lines(findings)
    yield from _start_lines(findings)
    yield from _source_lines("feeds", findings.of_kind("feed"))
    yield from _sitemap_lines(findings)
    yield from _pattern_lines(findings)
    yield from _sample_lines(findings)
    yield from (f"# rights: {one_line(sign)}" for sign in rights_signs(findings))
    yield from _robots_lines(findings)


def _language_lines(findings: Findings) -> Iterator[str]:
    languages = Counter(sample.language for sample in findings.samples if sample.language)
    for language, number in languages.most_common(1):
        yield f"language = {_quoted(language)}  # of {number} of {len(findings.samples)} stories"


def _start_lines(findings: Findings) -> Iterator[str]:
    sections = [source for source in findings.of_kind("section") if source.stories >= MIN_SECTION_STORIES or source.found_by == GIVEN]
    fronts = findings.of_kind("front page")
    yield "start = ["
    if not fronts and not sections:
        yield f"    {_quoted(findings.url)},  # as given; it named no stories"
    for source in (*fronts, *sections):
        yield f"    {_quoted(source.url)},  # {source.kind}: links to {source.stories} stories"
    yield "]"


def _source_lines(key: str, sources: tuple[SourceFinding, ...]) -> Iterator[str]:
    if not sources:
        yield f"# {key}: none found"
        return
    yield f"{key} = ["
    for source in sources:
        newest = f", newest of {source.newest:%Y-%m-%d}" if source.newest else ""
        yield f"    {_quoted(source.url)},  # {source.kind}, {source.found_by}: {source.entries} entries{newest}"
    yield "]"


def _sitemap_lines(findings: Findings) -> Iterator[str]:
    """Only what a run would not find: those named by robots.txt, or by an index of those, it reads by itself."""
    sitemaps = findings.of_kind("sitemap index", "news sitemap", "sitemap")
    for source in sitemaps:
        if source.found_by != GUESS:
            newest = f", newest of {source.newest:%Y-%m-%d}" if source.newest else ""
            yield f"# found by itself in each run: {one_line(source.url)} ({source.kind}, {source.entries} entries{newest})"
    found = tuple(source for source in sitemaps if source.found_by == GUESS)
    if found or not sitemaps:
        yield from _source_lines("sitemaps", found)


def _pattern_lines(findings: Findings) -> Iterator[str]:
    """Story URLs are commented out: a pattern too few loses stories."""
    if not findings.patterns:
        return
    covered = sum(pattern.urls for pattern in findings.patterns)
    patterns = ", ".join(_quoted(pattern.pattern) for pattern in findings.patterns)
    yield f"# {covered} of {findings.stories_named} story URLs have these forms; uncomment to fetch no others"
    yield f"# include = [{one_line(patterns)}]"


def _sample_lines(findings: Findings) -> Iterator[str]:
    articles = [sample for sample in findings.samples if sample.refusal is None]
    yield f"# {len(articles)} of {len(findings.samples)} stories were read as articles"
    for sample in articles:
        f1 = f"{sample.expected_f1:.2f}" if sample.expected_f1 is not None else "-"
        yield f"#   {sample.words} words, expected F1 {f1}: {one_line(sample.url)}"


def _robots_lines(findings: Findings) -> Iterator[str]:
    robots = findings.robots
    if robots.crawl_delay_s is not None:
        yield f"# robots.txt asks for {robots.crawl_delay_s:g} s between requests; every run obeys"
    if robots.disallow:
        yield f"# robots.txt disallows {len(robots.disallow)} paths; every run obeys"


def _quoted(text: str) -> str:
    """The text as a TOML string, whose escapes for quotes and backslashes are JSON's; what steers a terminal is left out."""
    return json.dumps(without_steering(clean_text(text)), ensure_ascii=False)
