"""One site profile: a TOML file, read and checked key by key. `docs/profiles.md` explains each key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable

from pipelines.errors import ProfileError
from pipelines.sites.keys import Keys
from pipelines.sites.layout import ALWAYS, Layout, layout_of_day, read_dated_layouts, read_layout
from pipelines.sites.url_pattern import matches_any, pattern_fault
from pipelines.urls import absolute_url, registered_domain, without_userinfo

KEYS = (
    "name", "domain", "language", "license_url", "start", "feeds", "sitemaps", "include", "exclude", "body", "remove", "layout", "budget",
    "politeness",
)  # fmt: skip
MAX_PAGES = 1_000_000
MAX_DELAY_S = 3600
MAX_CONCURRENCY = 16
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the crawler and the extraction should know about one site.

    `start` are pages to begin with (front page, sections); `feeds` and `sitemaps` are fetched besides those that the site names itself.
    `include` and `exclude` are URL patterns (`url_pattern`). `license_url` names the licence or contract under which the operator holds
    the texts: it lifts the publisher's reservations, and stands in every row. `layout` holds for all pages, of `layouts` the one of the
    page's day, too. `pages` is the budget of a run; `delay_s` and `concurrency` count only where they are politer than the settings.
    """

    name: str
    domain: str
    start: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str | None = None
    license_url: str | None = None
    layout: Layout = ALWAYS
    layouts: tuple[Layout, ...] = ()
    pages: int | None = None
    delay_s: float | None = None
    concurrency: int | None = None

    def includes(self, url: str) -> bool:
        """Whether a story may have this URL: always, where no pattern says which ones may."""
        return not self.include or matches_any(url, self.include)

    def excludes(self, url: str) -> bool:
        """Whether a URL is never fetched."""
        return matches_any(url, self.exclude)

    def layout_on(self, day: date) -> Layout:
        """The selectors for pages published on a day."""
        return layout_of_day(self.layout, self.layouts, day)


def read_profile(path: Traversable) -> SiteProfile:
    """The profile in a TOML file; ProfileError names the file and the key that is missing, unknown or wrong."""
    keys = Keys(path, _read_toml(path))
    keys.only(KEYS)
    domain = _domain(keys)
    budget, politeness = keys.below("budget"), keys.below("politeness")
    budget.only(("pages",))
    politeness.only(("delay_s", "concurrency"))
    return SiteProfile(
        name=keys.matching("name", _NAME, "lower-case letters, digits, - and _"),
        domain=domain,
        start=_urls(keys, "start", domain, needed=True),
        feeds=_urls(keys, "feeds", domain),
        sitemaps=_urls(keys, "sitemaps", domain),
        include=keys.strings("include", pattern_fault),
        exclude=keys.strings("exclude", pattern_fault),
        language=keys.matching("language", _LANGUAGE, "a BCP 47 code such as de or en-GB") if "language" in keys.table else None,
        license_url=_license_url(keys),
        layout=read_layout(keys),
        layouts=read_dated_layouts(keys),
        pages=budget.whole("pages", 1, MAX_PAGES),
        delay_s=politeness.number("delay_s", 0, MAX_DELAY_S),
        concurrency=politeness.whole("concurrency", 1, MAX_CONCURRENCY),
    )


def _read_toml(path: Traversable) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error


def _domain(keys: Keys) -> str:
    """The domain, which is the file's name, too: so a profile is found without reading all others, and nobody edits a second one."""
    value = keys.table.get("domain")
    try:
        domain = registered_domain(value) if isinstance(value, str) else None
    except ValueError:
        domain = None
    if domain is None or domain != value:
        advice = f"; did you mean {domain!r}?" if domain else ""
        keys.fail("domain", f"must be the site's registered domain, not {value!r}{advice}")
    if keys.path.name != f"{domain}.toml":
        keys.fail("domain", f"is {domain!r}, so the file's name must be {domain}.toml")
    return domain


def _license_url(keys: Keys) -> str | None:
    value = keys.table.get("license_url")
    if value is not None and (not isinstance(value, str) or not _is_url(value)):
        keys.fail("license_url", f"must be the http(s) URL of the licence or contract, not {value!r}")
    return value


def _urls(keys: Keys, key: str, domain: str, *, needed: bool = False) -> tuple[str, ...]:
    urls = keys.strings(key, lambda url: None if _is_on(url, domain) else f"is no http(s) URL on {domain}")
    if needed and not urls:
        keys.fail(key, "must name at least one URL")
    return urls


def _is_on(url: str, domain: str) -> bool:
    try:
        return _is_url(url) and registered_domain(url) == domain
    except ValueError:
        return False


def _is_url(text: str) -> bool:
    """Whether this is an http(s) URL without user name and password, which would be stored and sent to nobody."""
    return absolute_url(text, text) is not None and without_userinfo(text) == text
