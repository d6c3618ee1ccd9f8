"""URLs as names: one form for each page (N(u)), ids, registered domains.

Whether a URL may be *fetched* is decided by `crawler.guard`; nothing here touches the network.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url

URL_RULE_VERSION = 1  # stored with the data set: ids can be compared only within one version

MAX_URL_CHARS = 2083  # Scrapy's URLLENGTH_LIMIT; longer ones are traps

# Query parameters that only say where a reader came from.
TRACKING_PREFIXES = ("utm_", "at_", "mtm_", "pk_", "hsa_", "stm_", "trk_", "ga_", "vero_", "oly_", "wt_", "xtor")
TRACKING_PARAMETERS = frozenset(
    "fbclid gclid gbraid wbraid dclid gclsrc msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok _hsenc _hsmi"
    " cmpid cmp ncid ocid icid sfnsn smid spm ref ref_src referrer referer source_ref wtmc wt_mc wt_zmc rss ns_mchannel"
    " ns_source ns_campaign ns_linkname ns_fee ito ftag linkid s_cid s_kwcid partner social share from_rss feature"
    " guccounter guce_referrer guce_referrer_sig __twitter_impression __tn__ outputtype echobox".split()
)

# Offline: the snapshot that tldextract ships; private suffixes count, so that two blogs on one host are two sites.
_extract_domain = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
_HOST = re.compile(r"[a-z0-9.-]{1,120}\Z")


def normalize_url(url: str) -> str:
    """N(u): the form in which two URLs of one page are equal.

    w3lib's canonicalize_url (sorted query, canonical escapes), then without fragment and tracking parameters, scheme https,
    without default port. Raises ValueError where the URL has no host.
    """
    given = urlsplit(url.strip())._replace(scheme="https")  # of schemes that it does not know urllib reads the path in another way
    parts = urlsplit(canonicalize_url(urlunsplit(given), keep_fragments=False))
    host = _ascii_host((parts.hostname or "").rstrip("."))
    if not host:
        raise ValueError(f"no host in URL {url!r}")
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port and port not in (80, 443):
        netloc = f"{netloc}:{port}"
    # surrogateescape: escapes that are not UTF-8 (`%E9` of a Latin-1 site) stay what they are
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode([pair for pair in pairs if not is_tracking(pair[0])], encoding="utf-8", errors="surrogateescape")
    return urlunsplit(("https", netloc, parts.path or "/", query, ""))


def _ascii_host(host: str) -> str:
    """The host by IDNA, which w3lib leaves out where dots stand at the end; one that IDNA refuses stays as it is."""
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter only tracks where a reader came from."""
    name = parameter.lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def url_id(url: str) -> str:
    """The first 32 hex digits of sha256 of N(url): the article id, where the URL is the article's."""
    return hashlib.sha256(normalize_url(url).encode()).hexdigest()[:32]


@lru_cache(maxsize=4096)
def registered_domain(url: str) -> str:
    """The registered domain of a URL or host name (`news.bbc.co.uk` gives `bbc.co.uk`); an IP or bare name gives itself.

    Raises ValueError where there is no host, or one that cannot name a site.
    """
    host = (urlsplit(url).hostname if "//" in url else url.split("/", maxsplit=1)[0]) or ""
    host = host.rstrip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode()
    parts = _extract_domain(host)
    domain = parts.top_domain_under_public_suffix or _under_unknown_suffix(host)
    if not _HOST.match(domain.replace(":", ".")):
        raise ValueError(f"no site name in {url!r}")
    return domain


def _under_unknown_suffix(host: str) -> str:
    """The public suffix list's default rule for a top-level domain that it does not name (`.example`): the last two labels."""
    is_address = ":" in host or host.replace(".", "").isdigit()
    return host if is_address else ".".join(host.split(".")[-2:])


def is_same_site(url: str, other: str) -> bool:
    """Whether two URLs belong to one registered domain; False where one of them has no host."""
    try:
        return registered_domain(url) == registered_domain(other)
    except ValueError:
        return False


def is_front_page(url: str) -> bool:
    """Whether the URL names a site's front page: no path but `/` or an index file, no query left."""
    parts = urlsplit(normalize_url(url))
    return parts.path.strip("/").lower() in ("", "index.html", "index.htm", "index.php") and not parts.query


def absolute_url(base: str, link: str | None) -> str | None:
    """The link as an absolute http(s) URL without fragment, None where it is none or broken."""
    if not link:
        return None
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or len(url) > MAX_URL_CHARS:
            return None
        _ = parts.port
    except ValueError:
        return None
    return urlunsplit(parts._replace(fragment=""))
