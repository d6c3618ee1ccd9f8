"""Who asks: hosts of others are fetched only by somebody who says whom they can write to."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from crawler.resolver import resolve_from_settings
from pipelines.errors import InputError
from pipelines.guard import GuardError, check_url
from pipelines.urls import absolute_url, without_userinfo


def check_url_argument(url: str) -> None:
    """Raises InputError where what somebody typed is no http(s) URL with a host, or holds a user name; the message never does."""
    shown = without_userinfo(url)
    if shown != url:
        raise InputError(f"{shown}: leave out user name and password; HTTPAUTH_USER, HTTPAUTH_PASS and HTTPAUTH_DOMAIN hold them")
    if not url.lower().startswith(("http://", "https://")) or absolute_url(url, url) is None:
        raise InputError(f"{url}: not a URL that can be fetched; it needs http:// or https:// and a host")


def check_hosts(urls: Iterable[str], settings: BaseSettings) -> None:
    """Raises InputError for what the guard would refuse anyway, and for hosts of others where CONTACT is not set."""
    resolve = resolve_from_settings(settings)
    for url in urls:
        host = urlsplit(url).hostname or ""
        try:
            check_url(url, resolve.allowed)
        except GuardError as error:
            raise InputError(f"{without_userinfo(url)}: {error}") from error
        if not settings.get("CONTACT") and host not in resolve.targets and not _is_loopback(host):
            raise InputError(f"fetching from {host} needs a contact for the user agent: -s CONTACT=https://… or a mail address")


def add_contact(settings: BaseSettings) -> None:
    """Puts the contact into the user agent."""
    if contact := settings.get("CONTACT"):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="cmdline")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
