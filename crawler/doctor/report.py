"""The findings for a person at a terminal, and as JSON for a program."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from crawler.doctor.findings import Findings, SampleFinding, SourceFinding
from pipelines.text import one_line

MAX_LINES = 8  # of rules and failures
MAX_HEADLINE = 70


def as_text(findings: Findings) -> str:
    """The report, one subject a paragraph. What strangers wrote stands in one line each, without control characters."""
    return "\n".join(map(one_line, _lines(findings)))


def as_json(findings: Findings, profile: str) -> str:
    """The same as one JSON object, with the path of the profile."""
    text = json.dumps({**dataclasses.asdict(findings), "profile": profile}, default=_moment, indent=1)
    return text.replace("\x7f", "\\u007f")  # all else that could steer a terminal is no ASCII


def _lines(findings: Findings) -> Iterator[str]:
    yield f"{findings.site}: {findings.requests} of {findings.budget} requests, {findings.asked_at:%Y-%m-%d %H:%M} UTC"
    yield from _robots_lines(findings)
    yield from _source_lines("Sitemaps", findings.of_kind("sitemap index", "news sitemap", "sitemap"))
    yield from _source_lines("Feeds", findings.of_kind("feed"))
    yield from _source_lines("Pages", findings.of_kind("front page", "section"))
    yield f"Story URLs ({findings.stories_named} named)"
    for pattern in findings.patterns:
        yield f"  {pattern.urls:5}  {pattern.pattern}   {pattern.example}"
    yield from _sample_lines(findings.samples)
    yield "Rights"
    yield from (f"  {sign}" for sign in rights_signs(findings) or ("no sign of a paywall or a reservation",))
    if findings.failures:
        yield "Without an answer"
        yield from (f"  {url}: {reason}" for url, reason in findings.failures[:MAX_LINES])
        if len(findings.failures) > MAX_LINES:
            yield f"  and {len(findings.failures) - MAX_LINES} more"


def rights_signs(findings: Findings) -> tuple[str, ...]:
    """What points to texts that are not free, or not free to copy."""
    samples = findings.samples
    counts = (
        (sum(sample.is_paywalled for sample in samples), "stories say that they are not free"),
        (sum(sample.is_partial for sample in samples), "stories break off at a paywall"),
        (
            sum(bool(sample.reserved) for sample in samples),
            "stories reserve copying or data mining: only their metadata are stored",
        ),
    )
    signs = [f"{number} of {len(samples)} {text}" for number, text in counts if number]
    return (*signs, "tdmrep.json reserves text and data mining") if findings.has_tdm_policy else tuple(signs)


def _robots_lines(findings: Findings) -> Iterator[str]:
    robots = findings.robots
    if not robots.is_there:
        yield "robots.txt: none came"
        return
    whose = f"the rules for {robots.group!r} hold for us" if robots.group else "no rules hold for us"
    delay = f", Crawl-delay {robots.crawl_delay_s:g} s" if robots.crawl_delay_s is not None else ""
    yield f"robots.txt: {whose}, {len(robots.disallow)} paths disallowed{delay}, {len(robots.sitemaps)} sitemaps named"
    yield from (f"  Disallow: {path}" for path in robots.disallow[:MAX_LINES])


def _source_lines(title: str, sources: Iterable[SourceFinding]) -> Iterator[str]:
    sources = tuple(sources)
    yield title if sources else f"{title}: none found"
    for source in sources:
        newest = f", newest {source.newest:%Y-%m-%d %H:%M}" if source.newest else ""
        yield f"  {source.kind}: {source.entries} entries, {source.stories} stories{newest}   {source.url} ({source.found_by})"


def _sample_lines(samples: tuple[SampleFinding, ...]) -> Iterator[str]:
    yield "Stories taken apart" if samples else "Stories taken apart: none"
    for sample in samples:
        f1 = f"{sample.expected_f1:.2f}" if sample.expected_f1 is not None else "-"
        judged = f"NO ARTICLE ({sample.refusal})" if sample.refusal else f"{sample.words} words, expected F1 {f1}"
        yield f"  {sample.url}"
        yield f"    {(sample.headline or 'no headline')[:MAX_HEADLINE]} | {sample.published or 'no date'} | {judged}"
        yield "    " + ", ".join(f"{label} {share:.0%}" for label, share in list(sample.label_shares.items())[:MAX_LINES])


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
