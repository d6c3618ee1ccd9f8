"""URLs as names: one form for each page (N(u)), ids, registered domains.

Whether a URL may be *fetched* is decided by `pipelines.guard`; nothing here touches the network.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url

from pipelines.hosts import ascii_host

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
# What text loses on its way to the data set: in a URL it is escaped, so that the URL stays what it is. Half a surrogate pair cannot be.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_HOST = re.compile(r"(?=.{1,120}\Z)(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|[0-9a-f:.]*:[0-9a-f:.]*)\Z")  # labels, none empty; or IPv6
_USERINFO = re.compile(r"^([a-z][a-z0-9+.-]*:)?([/\\]++)[^/?#]*@", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?<=//)[^/?#]+")


@lru_cache(maxsize=8192)  # 80 us each; pages of a site name the same ones, and a page its own several times
def normalize_url(url: str) -> str:
    """N(u): the form in which two URLs of one page are equal.

    w3lib's canonicalize_url (sorted query, canonical escapes), then without fragment and tracking parameters, scheme https,
    without default port. Raises ValueError where the URL has no host.
    """
    given = urlsplit(_with_ascii_host(url.strip()))._replace(
        scheme="https"
    )  # of schemes that it does not know urllib reads the path otherwise
    parts = urlsplit(canonicalize_url(urlunsplit(given), keep_fragments=False))
    host = (parts.hostname or "").rstrip(".")
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
    host = ascii_host(host.rstrip("."))
    parts = _extract_domain(host)
    domain = parts.top_domain_under_public_suffix or _under_unknown_suffix(host)
    if not _HOST.match(domain):
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


def absolute_url(base: str, link: str | None, max_chars: int = MAX_URL_CHARS) -> str | None:
    """The link as an absolute http(s) URL without fragment, user name and password, None where it is none, broken or too long."""
    if not link:
        return None
    try:
        url = _UNPRINTABLE.sub(lambda match: quote(match[0]), urljoin(base, link.strip()))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > max_chars:
            return None
        _ = parts.port
        netloc = _plain_netloc(parts.netloc)
    except ValueError:
        return None
    return urlunsplit(parts._replace(netloc=netloc, fragment=""))


def without_userinfo(url: str) -> str:
    """The URL without user name and password, however broken it is: what may be shown and stored."""
    return _USERINFO.sub(r"\1\2", url)


def _plain_netloc(netloc: str) -> str:
    """Host and port without user name and password; ValueError where a browser would read another host, or none."""
    if "\\" in netloc:
        raise ValueError(f"a backslash in {netloc!r}")
    plain = netloc.rpartition("@")[2]
    if plain.isascii():
        return plain
    host, colon, port = plain.partition(":")
    return ascii_host(host) + colon + port


def _with_ascii_host(url: str) -> str:
    """The URL with its host as browsers write it: w3lib follows the older IDNA 2003, which takes `ß` for `ss`."""
    return url if url.isascii() else _AUTHORITY.sub(lambda match: _plain_netloc(match[0]), url, count=1)
