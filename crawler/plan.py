"""What a run is asked to do: the spider's arguments and the settings, read and checked before anything is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urljoin

from scrapy.settings import BaseSettings

from crawler import settings as project
from crawler.contact import check_hosts, check_url_argument
from crawler.discovery.scope import MAX_LINK_CHARS
from crawler.discovery.source_limits import DEFAULT_LIMITS, SourceLimits
from crawler.finds import Source, UrlKind
from crawler.frontier import Limits
from crawler.items import Candidate
from crawler.traps import TrapLimits
from crawler.url_shape import judge_url
from pipelines.errors import InputError
from pipelines.sites import SHIPPED_PROFILES, SiteProfile, load_all, load_profile, profile_of
from pipelines.store import PUBLISH_EVERY_S
from pipelines.urls import is_front_page, registered_domain, url_id

ARGUMENTS = ("url", "site", "sites", "since", "until", "pages", "full")
YES_OR_NO = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
SCRAPYD_ARGUMENTS = ("_job", "_version")  # scrapyd adds them; the ledger keeps them with the run, so that a job finds its run
DEFAULT_HORIZON_DAYS = 7
ALL_SITES = "all"
KEEP_RESERVED_METADATA, SKIP_RESERVED = "metadata", "skip"  # the values of RESERVED


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """A run before it begins: where it starts, how far it goes, and what is known of the sites (by registered domain)."""

    arguments: Mapping[str, str]
    data_dir: Path
    seeds: tuple[Candidate, ...]
    sites: tuple[str, ...]
    profiles: Mapping[str, SiteProfile]
    limits: Limits
    keep_comment_text: bool = False
    skip_reserved: bool = False
    source_limits: SourceLimits = DEFAULT_LIMITS
    publish_every_s: float = PUBLISH_EVERY_S

    def limits_of(self, site: str) -> Limits:
        """The limits for one site: `pages=` of the command line before the profile's budget before PAGES_PER_SITE."""
        profile = self.profiles.get(site)
        if profile is None or profile.pages is None or self.arguments.get("pages"):
            return self.limits
        return replace(self.limits, pages_per_site=profile.pages)


def read_plan(arguments: Mapping[str, str], settings: BaseSettings) -> CrawlPlan:
    """The plan that the arguments ask for; InputError says in one line what is wrong with them."""
    for name in arguments:
        if name not in ARGUMENTS and name not in SCRAPYD_ARGUMENTS:
            raise InputError(f"unknown argument {name!r}; known are {', '.join(ARGUMENTS)}")
    data_dir = Path(settings["DATA_DIR"])
    folders = profile_folders(settings)
    if url := arguments.get("url"):
        seeds = tuple(_seeds_of_url(url))
        own = profile_of(url, folders)
        profiles = {own.domain: own} if own else {}
    else:
        wanted = _wanted_profiles(arguments, folders)
        profiles = {profile.domain: profile for profile in wanted}
        seeds = tuple(seed for profile in wanted for seed in _seeds_of_profile(profile))
    check_hosts((seed.url for seed in seeds), settings)
    sites = tuple(dict.fromkeys(seed.site for seed in seeds))
    keep_comment_text = settings.getbool("KEEP_COMMENT_TEXT")
    skip_reserved = _skips_reserved(settings)
    limits, source_limits = _limits(arguments, settings), _source_limits(settings)
    publish_every_s = settings.getfloat("PUBLISH_EVERY_S", PUBLISH_EVERY_S)
    return CrawlPlan(
        dict(arguments), data_dir, seeds, sites, profiles, limits, keep_comment_text, skip_reserved, source_limits, publish_every_s
    )


def profile_folders(settings: BaseSettings) -> tuple[Traversable, ...]:
    """Where site profiles are looked up: SITES_DIRS, or `sites` in DATA_DIR and the shipped ones."""
    folders = [Path(folder) for folder in settings.getlist("SITES_DIRS")]
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"SITES_DIRS: {folder} is no folder")
    return tuple(folders) or (Path(settings["DATA_DIR"]) / "sites", SHIPPED_PROFILES)


def site_profiles(settings: BaseSettings) -> dict[str, SiteProfile]:
    """All profiles that the settings lead to, by registered domain. Raises ProfileError where one of them is wrong."""
    return {profile.domain: profile for profile in load_all(profile_folders(settings))}


def _wanted_profiles(arguments: Mapping[str, str], folders: tuple[Traversable, ...]) -> tuple[SiteProfile, ...]:
    text = arguments.get("site") or arguments.get("sites") or ""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise InputError("say what to crawl: -a url=https://…, -a site=NAME[,NAME] or -a sites=all")
    if names == [ALL_SITES]:
        profiles = load_all(folders)
        if not profiles:
            raise InputError(f"sites=all, but there is no site profile in {', '.join(map(str, folders))}")
        return profiles
    return tuple(load_profile(name, folders) for name in dict.fromkeys(names))


def _seeds_of_url(url: str) -> Iterable[Candidate]:
    check_url_argument(url)
    yield _robots_of(url)
    yield _seed(url, UrlKind.FRONT if is_front_page(url) else UrlKind.UNKNOWN)


def _seeds_of_profile(profile: SiteProfile) -> Iterable[Candidate]:
    pages = (*profile.start, *profile.feeds, *profile.sitemaps)
    yield from {seed.id: seed for seed in map(_robots_of, pages)}.values()
    for url in profile.start:
        kind = UrlKind.FRONT if is_front_page(url) else judge_url(url) or UrlKind.SECTION
        yield _seed(url, kind if kind is UrlKind.FRONT else UrlKind.SECTION)
    for url in profile.feeds:
        yield _seed(url, UrlKind.FEED)
    for url in profile.sitemaps:
        yield _seed(url, UrlKind.SITEMAP)


def _robots_of(url: str) -> Candidate:
    return _seed(urljoin(url, "/robots.txt"), UrlKind.ROBOTS)


def _seed(url: str, kind: UrlKind) -> Candidate:
    return Candidate(url_id(url), url, registered_domain(url), kind, Source.SEED, depth=0)


def _limits(arguments: Mapping[str, str], settings: BaseSettings) -> Limits:
    since = arguments.get("since")
    until = arguments.get("until")
    limits = Limits(
        since=_moment("since", since) if since else datetime.now(UTC) - timedelta(days=DEFAULT_HORIZON_DAYS),
        until=_moment("until", until, end_of_day=True) if until else None,
        dated_only=not since,
        max_depth=settings.getint("DEPTH_LIMIT"),
        pages_per_site=_pages(arguments.get("pages") or settings["PAGES_PER_SITE"]),
        full=_is_full(arguments.get("full", "0")),
        sitemap_depth=_count(settings, "SITEMAP_DEPTH"),
        listing_depth=_count(settings, "LISTING_DEPTH"),
        sources_per_site=_count(settings, "SOURCES_PER_SITE"),
        hosts_per_site=_count(settings, "HOSTS_PER_SITE"),
        urls_per_site=_count(settings, "URLS_PER_SITE"),
        pages_in_vain=_count(settings, "MAX_PAGES_IN_VAIN"),
        traps=_trap_limits(settings),
    )
    if limits.until is not None and limits.until < limits.since:
        raise InputError(f"until={until} lies before the horizon's begin, {limits.since:%Y-%m-%d}")
    return limits


def _trap_limits(settings: BaseSettings) -> TrapLimits:
    return TrapLimits(
        url_chars=min(_count(settings, "URLLENGTH_LIMIT"), MAX_LINK_CHARS),
        path_segments=_count(settings, "MAX_PATH_SEGMENTS"),
        segment_repeats=_count(settings, "MAX_SEGMENT_REPEATS"),
        parameters=_count(settings, "MAX_PARAMETERS"),
    )


def _source_limits(settings: BaseSettings) -> SourceLimits:
    return SourceLimits(
        robots_bytes=_count(settings, "ROBOTS_MAX_BYTES"),
        unpacked_bytes=_count(settings, "SITEMAP_MAX_BYTES"),
        sitemap_urls=_count(settings, "SITEMAP_MAX_URLS"),
        feed_entries=_count(settings, "FEED_MAX_ENTRIES"),
        page_links=_count(settings, "PAGE_MAX_LINKS"),
    )


def _count(settings: BaseSettings, name: str) -> int:
    """The setting, or its default where these are not the project's own settings (a script, a test)."""
    value = settings.get(name, getattr(project, name))
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if number < 0:
        raise InputError(f"{name}={value}: not a number from 0 on")
    return number


def _skips_reserved(settings: BaseSettings) -> bool:
    value = settings.get("RESERVED", KEEP_RESERVED_METADATA)
    if value not in (KEEP_RESERVED_METADATA, SKIP_RESERVED):
        advice = "what a publisher reserves is lifted by license_url in the site's profile alone"
        raise InputError(f"RESERVED={value}: it is {KEEP_RESERVED_METADATA} or {SKIP_RESERVED}; {advice}")
    return bool(value == SKIP_RESERVED)


def _is_full(text: str) -> bool:
    if text.lower() not in YES_OR_NO:
        raise InputError(f"full={text}: say full=1 to fetch what is known, too, or leave it out")
    return YES_OR_NO[text.lower()]


def _moment(name: str, text: str, *, end_of_day: bool = False) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{name}={text}: not a date such as 2026-01-31 or 2026-01-31T06:00+01:00") from error
    if end_of_day and len(text) == len("2026-01-31"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pages(text: object) -> int:
    try:
        pages = int(str(text))
    except ValueError:
        pages = 0
    if pages < 1:
        raise InputError(f"pages={text}: not a number of pages from 1 on")
    return pages
