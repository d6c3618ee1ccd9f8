"""Why a page or URL gave no article: closed vocabularies, stored in the data set."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where in the program a page or URL ended."""

    DISCOVER = "discover"
    FETCH = "fetch"
    PARSE = "parse"
    METADATA = "metadata"
    ASSEMBLE = "assemble"
    EXTRACT = "extract"
    STORE = "store"


class Reason(StrEnum):
    """Why it ended there. Values are stable: analysts group by them."""

    # discover
    TOO_OLD = "too_old"
    TOO_NEW = "too_new"
    UNDATED = "undated"
    KNOWN = "known"
    NOT_DUE = "not_due"
    RETIRED = "retired"
    EXCLUDED = "excluded"
    NOT_INCLUDED = "not_included"
    BUDGET = "budget"
    TOO_DEEP = "too_deep"
    GUARD = "guard"
    FORGOTTEN = "forgotten"  # `scrapy forget` left a tombstone
    # limits and traps: what a site makes without end
    URL_TOO_LONG = "url_too_long"
    PATH_TOO_DEEP = "path_too_deep"
    REPEATING_PATH = "repeating_path"
    TOO_MANY_PARAMETERS = "too_many_parameters"
    CALENDAR = "calendar"
    NO_NEW_TEXT = "no_new_text"  # its URL pattern has stopped to give any
    TOO_MANY_HOSTS = "too_many_hosts"
    TOO_MANY_SOURCES = "too_many_sources"
    # fetch
    UNCHANGED = "unchanged"
    ROBOTS = "robots"
    OFFSITE_REDIRECT = "offsite_redirect"
    TOO_BIG = "too_big"
    HEADER_TOO_BIG = "header_too_big"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"  # no certificate that counts for its host name, or no encryption both sides speak
    TIMEOUT = "timeout"
    TRUNCATED = "truncated"
    REDIRECTS = "redirects"
    BAD_ENCODING = "bad_encoding"  # it cannot be unpacked
    LEFT_ALONE = "left_alone"  # its host failed too often in a row, or asked for a longer pause than the run can keep
    # parse
    NOT_HTML = "not_html"
    EMPTY = "empty"
    BROKEN_FEED = "broken_feed"
    DOCTYPE = "doctype"  # a feed or sitemap that could declare entities
    NO_URL = "no_url"  # a feed or sitemap with entries, none of which leads to a page of the site
    TOO_MANY_URLS = "too_many_urls"  # it names more than are taken; the first ones were
    # article or not
    NOT_ARTICLE = "not_article"
    SOFT_404 = "soft_404"
    TOO_SHORT = "too_short"
    NO_STORY = "no_story"
    ALIAS = "alias"
    LISTING = "listing"
    SOURCE = "source"
    RESERVED = "reserved"  # its publisher reserves text and data mining or archiving, and RESERVED=skip
    # ours
    INTERNAL_ERROR = "internal_error"
    WORKER_DIED = "worker_died"
    BAD_ROW = "bad_row"
