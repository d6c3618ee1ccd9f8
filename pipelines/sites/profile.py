"""One site profile: a TOML file, read and checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ProfileError
from pipelines.urls import absolute_url, registered_domain

KEYS = ("name", "domain", "start", "feeds", "sitemaps", "exclude", "language", "license_url")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the crawler should know about one site.

    `start` are pages to begin with (front page, sections), `feeds` and `sitemaps` are fetched besides those that the site names
    itself, `exclude` are path prefixes that are never fetched. `license_url` names the
    licence or contract under which the operator holds the texts: it lifts the publisher's reservations, and stands in every row.
    """

    name: str
    domain: str
    start: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str | None = None
    license_url: str | None = None


def read_profile(path: Path) -> SiteProfile:
    """The profile in a TOML file; ProfileError names the file and the key that is missing, unknown or wrong."""
    table = _read_toml(path)
    for key in table:
        if key not in KEYS:
            raise ProfileError(f"{path}: unknown key {key!r}; known are {', '.join(KEYS)}")
    domain = _domain(path, table)
    return SiteProfile(
        name=_matching(path, table, "name", _NAME, "lower-case letters, digits, - and _"),
        domain=domain,
        start=_urls(path, table, "start", domain, needed=True),
        feeds=_urls(path, table, "feeds", domain),
        sitemaps=_urls(path, table, "sitemaps", domain),
        exclude=_prefixes(path, table),
        language=_matching(path, table, "language", _LANGUAGE, "a BCP 47 code such as de or en-GB") if "language" in table else None,
        license_url=_license_url(path, table),
    )


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error


def _matching(path: Path, table: dict[str, object], key: str, pattern: re.Pattern[str], form: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not pattern.match(value):
        raise ProfileError(f"{path}: key {key!r} must be {form}, not {value!r}")
    return value


def _domain(path: Path, table: dict[str, object]) -> str:
    value = table.get("domain")
    try:
        domain = registered_domain(value) if isinstance(value, str) else None
    except ValueError:
        domain = None
    if domain is None or domain != value:
        advice = f"; did you mean {domain!r}?" if domain else ""
        raise ProfileError(f"{path}: key 'domain' must be the site's registered domain, not {value!r}{advice}")
    return domain


def _urls(path: Path, table: dict[str, object], key: str, domain: str, *, needed: bool = False) -> tuple[str, ...]:
    urls = _strings(path, table, key)
    if needed and not urls:
        raise ProfileError(f"{path}: key {key!r} must name at least one URL")
    for url in urls:
        if absolute_url(url, url) is None or registered_domain(url) != domain:
            raise ProfileError(f"{path}: key {key!r}: {url!r} is no http(s) URL on {domain}")
    return urls


def _prefixes(path: Path, table: dict[str, object]) -> tuple[str, ...]:
    prefixes = _strings(path, table, "exclude")
    for prefix in prefixes:
        if not prefix.startswith("/"):
            raise ProfileError(f"{path}: key 'exclude': {prefix!r} is no path; it must start with /")
    return prefixes


def _license_url(path: Path, table: dict[str, object]) -> str | None:
    value = table.get("license_url")
    if value is not None and (not isinstance(value, str) or absolute_url(value, value) is None):
        raise ProfileError(f"{path}: key 'license_url' must be the http(s) URL of the licence or contract, not {value!r}")
    return value


def _strings(path: Path, table: dict[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ProfileError(f"{path}: key {key!r} must be a list of strings")
    return tuple(value)
