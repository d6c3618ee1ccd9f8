"""The forms of a site's story URLs, learned from what its feeds, sitemaps and pages name, as patterns of site profiles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.doctor.findings import PatternFinding

MAX_PATTERNS = 5
MIN_FOR_WORD = 3  # URLs of one form that share a word in their path before it is taken for a fixed part
_YEAR = re.compile(r"(?:19[89]|20\d)\d\Z")
_WORD = re.compile(r"[a-z][a-z0-9_.~-]{0,39}\Z")  # a fixed part without a star, and without what has to be escaped
_SUFFIX = re.compile(r"\.[a-z]{3,5}\Z")


def learn_patterns(urls: Iterable[str], host: str) -> tuple[PatternFinding, ...]:
    """The most frequent forms, each with its number of URLs and one of them; URLs of another host than `host` name theirs."""
    forms: dict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        forms[_form(url)].append(url)
    most = sorted(forms.items(), key=lambda item: (-len(item[1]), item[0]))[:MAX_PATTERNS]
    return tuple(PatternFinding(_pattern(form, members, host), len(members), members[0]) for form, members in most)


def _form(url: str) -> tuple[str, tuple[str, ...], str]:
    """Host, kind of each part of the path (a year or anything), and the ending of the last."""
    split = urlsplit(url)
    parts = [part for part in split.path.split("/") if part]
    suffix = _SUFFIX.search(parts[-1]) if parts else None
    ending = suffix[0] if suffix else "/" if parts and split.path.endswith("/") else ""
    return (split.hostname or "").lower(), tuple("year" if _YEAR.match(part) else "any" for part in parts), ending


def _pattern(form: tuple[str, tuple[str, ...], str], members: list[str], host: str) -> str:
    """The form as a pattern: words that all its URLs share stay, years are `20*`, all else is a star."""
    own_host, kinds, ending = form
    columns = list(zip(*([part for part in urlsplit(url).path.split("/") if part] for url in members), strict=True))
    parts = [_part(kind, column) for kind, column in zip(kinds, columns, strict=True)]
    if ending not in ("", "/") and parts[-1].endswith(ending):
        ending = ""
    path = "/" + "/".join(parts) + ending + "$"
    return path if own_host == host else f"//{own_host}{path}"


def _part(kind: str, column: tuple[str, ...]) -> str:
    if kind == "year":
        return "20*" if all(part.startswith("20") for part in column) else "*"
    is_word = len(column) >= MIN_FOR_WORD and len(set(column)) == 1 and bool(_WORD.match(column[0]))
    return column[0] if is_word else "*"
