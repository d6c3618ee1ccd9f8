"""What no settings file, add-on, environment variable or command line can switch off: a run without it does not start.

The settings hold these values anyway. This says so in one line to whoever changed them, instead of crawling unguarded.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.request import getproxies_environment

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from crawler.log_lines import clean_logs
from crawler.redaction import is_secret_name, mask_settings
from crawler.resolver import GuardedNames, resolve_from_settings
from pipelines.errors import InputError

GUARD = "crawler.middlewares.guard.GuardMiddleware"
HTTP_HANDLER = "crawler.header_limit.LimitedHttpHandler"  # connects through the reactor's resolver; others do not
TLS_ADVICE = "else anybody on the line writes the pages; the environment's SSL_CERT_FILE names a CA of your own"
PROXY_ADVICE = "a proxy resolves names itself, so that nothing would keep a page from leading to internal addresses behind it"


@dataclass(frozen=True, slots=True)
class Safeguard:
    """A setting that has to have this value, and why."""

    name: str
    value: str | bool
    why: str


SAFEGUARDS = (
    Safeguard("TWISTED_DNS_RESOLVER", "crawler.resolver.GuardedResolver", "it refuses addresses that are not public"),
    Safeguard("TWISTED_REACTOR_ENABLED", value=True, why="without the reactor names are resolved unguarded"),
    Safeguard("DOWNLOADER", "scrapy.core.downloader.Downloader", "it takes every request through the guard"),
    Safeguard("HTTPPROXY_ENABLED", value=False, why=PROXY_ADVICE),
    Safeguard("DOWNLOAD_VERIFY_CERTIFICATES", value=True, why=TLS_ADVICE),
    Safeguard("DOWNLOADER_CLIENTCONTEXTFACTORY", "SENTINEL", "Scrapy's own verifies certificates"),
    Safeguard("TELNETCONSOLE_ENABLED", value=False, why="it runs Python for whoever connects"),
    Safeguard("REMOTE_CONTROL_ENABLED", value=False, why="it runs Python for whoever connects"),
    Safeguard("COOKIES_ENABLED", value=False, why="each page is what any reader gets"),
)


def secure(settings: BaseSettings) -> None:
    """Refuse settings without the safeguards, and keep secrets out of the log from here on."""
    clean_logs()
    check_safeguards(settings)
    mask_settings(settings)


def check_safeguards(settings: BaseSettings) -> None:
    """InputError where the settings lack a safeguard; says which one and why."""
    for safeguard in SAFEGUARDS:
        _check(safeguard, settings)
    _check_resolver(settings)
    _check_handlers(settings)
    _check_middlewares(settings)
    _check_credentials(settings)
    resolve_from_settings(settings)


def require_guarded(settings: BaseSettings) -> None:
    """InputError unless the running process has the safeguards: those of the crawl's final settings, and the reactor's resolver.

    Add-ons change settings late, and a script may run the spider in a process that resolves names in its own way.
    """
    check_safeguards(settings)
    from twisted.internet import reactor  # noqa: PLC0415  # an import would install one

    if not isinstance(reactor.nameResolver, GuardedNames):
        raise InputError("names are resolved unguarded here: run the spider by scrapy.crawler.AsyncCrawlerProcess with crawler.settings")


def unused_proxies() -> str:
    """What to tell an operator whose environment names proxies; empty where it names none."""
    names = sorted(f"{scheme}_proxy" for scheme in ("http", "https", "all") if scheme in getproxies_environment())
    return f"the environment's {', '.join(names)} is not used: {PROXY_ADVICE}" if names else ""


def _check(safeguard: Safeguard, settings: BaseSettings) -> None:
    value = settings.get(safeguard.name)
    is_kept = settings.getbool(safeguard.name) is safeguard.value if isinstance(safeguard.value, bool) else value == safeguard.value
    if not is_kept:
        raise InputError(f"{safeguard.name}={value}: it stays {safeguard.value}, since {safeguard.why}")


def _check_resolver(settings: BaseSettings) -> None:
    """The old name of the setting outranks the new one where both are set."""
    if (settings.getpriority("DNS_RESOLVER") or 0) > SETTINGS_PRIORITIES["default"]:
        raise InputError("DNS_RESOLVER would replace the resolver that refuses addresses which are not public: leave it out")


def _check_handlers(settings: BaseSettings) -> None:
    handlers = {scheme: handler for scheme, handler in settings.getwithbase("DOWNLOAD_HANDLERS").items() if handler is not None}
    if handlers != {"http": HTTP_HANDLER, "https": HTTP_HANDLER}:
        shown = ", ".join(f"{scheme} by {handler}" for scheme, handler in sorted(handlers.items()))
        raise InputError(f"DOWNLOAD_HANDLERS: only http and https are fetched, by {HTTP_HANDLER}, not {shown or 'nothing'}")


def _check_middlewares(settings: BaseSettings) -> None:
    middlewares = build_component_list(settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES"))
    if not middlewares or load_object(middlewares[0]) is not load_object(GUARD):
        raise InputError(f"DOWNLOADER_MIDDLEWARES: {GUARD} has to be the first of them, so that it sees every request")


def _check_credentials(settings: BaseSettings) -> None:
    """Credentials go to one named host; default headers go to all."""
    secret = [name for name in settings.getdict("DEFAULT_REQUEST_HEADERS") if is_secret_name(str(name))]
    if secret:
        raise InputError(f"DEFAULT_REQUEST_HEADERS: {', '.join(secret)} would go to every host; HTTPAUTH_USER, _PASS, _DOMAIN are for one")
    if (settings.get("HTTPAUTH_USER") or settings.get("HTTPAUTH_PASS")) and not settings.get("HTTPAUTH_DOMAIN"):
        raise InputError("HTTPAUTH_USER and HTTPAUTH_PASS would go to every host: name theirs in HTTPAUTH_DOMAIN")
