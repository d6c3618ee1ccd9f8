"""The limits that keep hostile servers and careless defaults out are in force."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from crawler import settings as project


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOWNLOAD_MAXSIZE", 10_485_760),
        ("DOWNLOAD_TIMEOUT", 30),
        ("DOWNLOAD_MAX_HEADER_BYTES", 262_144),
        ("ROBOTS_MAX_BYTES", 524_288),
        ("SITEMAP_MAX_BYTES", 50_000_000),
        ("SITEMAP_MAX_URLS", 50_000),
        ("FEED_MAX_ENTRIES", 5_000),
        ("PAGE_MAX_LINKS", 3_000),
        ("SITEMAP_DEPTH", 3),
        ("LISTING_DEPTH", 2),
        ("SOURCES_PER_SITE", 500),
        ("HOSTS_PER_SITE", 100),
        ("URLS_PER_SITE", 1_000_000),
        ("URLLENGTH_LIMIT", 2083),
        ("MAX_PATH_SEGMENTS", 20),
        ("MAX_SEGMENT_REPEATS", 2),
        ("MAX_PARAMETERS", 16),
        ("MAX_PAGES_IN_VAIN", 100),
        ("REDIRECT_MAX_TIMES", 5),
        ("RETRY_TIMES", 1),
        ("METAREFRESH_ENABLED", False),
        ("COOKIES_ENABLED", False),
        ("ROBOTSTXT_OBEY", True),
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("DEPTH_LIMIT", 5),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("MEMUSAGE_LIMIT_MB", 1500),
        ("LOG_LEVEL", "INFO"),
        ("DOWNLOAD_DELAY", 1.0),
        ("AUTOTHROTTLE_ENABLED", True),
        ("DOWNLOAD_FAIL_ON_DATALOSS", True),
        ("HTTPPROXY_ENABLED", False),
        ("REFERRER_POLICY", "same-origin"),
        ("TWISTED_DNS_RESOLVER", "crawler.resolver.GuardedResolver"),
    ],
)
def test_effective_setting(name: str, value: object) -> None:
    """Each as the project's settings and Scrapy's defaults give it together."""
    settings = Settings()
    settings.setmodule(project, priority="project")
    assert settings[name] == value


def test_handlers_for_local_files_are_off() -> None:
    """Only http and https are fetched."""
    settings = Settings()
    settings.setmodule(project, priority="project")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    limited = "crawler.header_limit.LimitedHttpHandler"
    assert {scheme: handler for scheme, handler in handlers.items() if handler} == {"http": limited, "https": limited}
