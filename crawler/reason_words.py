"""What each verdict's reason means, for a person."""

from __future__ import annotations

from pipelines.reasons import Reason

_WORDS: dict[str, str] = {
    Reason.TOO_OLD: "dated before the run's horizon: seven days, or since=",
    Reason.TOO_NEW: "dated after until=",
    Reason.UNDATED: "named without a date by sitemaps or other articles only; since= takes such, too",
    Reason.KNOWN: "an earlier run stored it, or judged it by its content",
    Reason.EXCLUDED: "the site's profile excludes its path",
    Reason.NOT_INCLUDED: "the site's profile includes other paths only",
    Reason.NOT_DUE: "it was looked at lately, and had not changed for some time: --full asks all the same",
    Reason.UNCHANGED: "looked at again, and the same as before",
    Reason.RETIRED: "a list that was gone or broken several runs in a row; it is tried again now and then",
    Reason.FORGOTTEN: "scrapy forget removed it for good",
    Reason.RESERVED: "its publisher reserves copying it, and RESERVED=skip",
    Reason.LEFT_ALONE: "its host failed too often in a row, or asked to be left alone: the next run tries again",
    Reason.BUDGET: "the site's budget of the run was spent: PAGES_PER_SITE or pages=, or the article's revisions of the day",
    Reason.TOO_DEEP: "too many hops from the seeds: DEPTH_LIMIT",
    Reason.URL_TOO_LONG: "its URL is longer than URLLENGTH_LIMIT (what is here is cut)",
    Reason.PATH_TOO_DEEP: "its path has more parts than MAX_PATH_SEGMENTS",
    Reason.REPEATING_PATH: "a part of its path repeats itself more often than MAX_SEGMENT_REPEATS",
    Reason.TOO_MANY_PARAMETERS: "its query has more parameters than MAX_PARAMETERS",
    Reason.CALENDAR: "a calendar's or archive's page of a time to come",
    Reason.NO_NEW_TEXT: "URLs of its form gave nothing new MAX_PAGES_IN_VAIN times in a row: left out for this run",
    Reason.TOO_MANY_HOSTS: "its host is beyond the HOSTS_PER_SITE first ones of the site",
    Reason.TOO_MANY_SOURCES: "the site's SOURCES_PER_SITE of the run were spent",
    Reason.GUARD: "it does not lead to a public web server",
    Reason.ROBOTS: "robots.txt forbids it, or could not be had",
    Reason.OFFSITE_REDIRECT: "it leads to another site",
    Reason.TOO_BIG: "the answer is larger than DOWNLOAD_MAXSIZE, or a page than 10 MiB",
    Reason.HEADER_TOO_BIG: "the answer's headers are larger than DOWNLOAD_MAX_HEADER_BYTES",
    Reason.DNS: "its host name has no address",
    Reason.CONNECTION: "the server could not be reached",
    Reason.TLS: "its certificate is not valid for its host name, or the encrypted connection failed",
    Reason.TIMEOUT: "the answer, or taking it apart, took too long",
    Reason.TRUNCATED: "the answer was cut off, or is a robots.txt longer than ROBOTS_MAX_BYTES: what stands before that counts",
    Reason.REDIRECTS: "too many redirects",
    Reason.BAD_ENCODING: "the answer cannot be unpacked as its Content-Encoding says",
    Reason.NOT_HTML: "what came is no HTML page",
    Reason.EMPTY: "the page is empty",
    Reason.BROKEN_FEED: "the feed or sitemap cannot be read",
    Reason.DOCTYPE: "the feed or sitemap declares a DOCTYPE, and so may hide entities: it is not read",
    Reason.NO_URL: "the feed or sitemap has entries, but none leads to a page of the site",
    Reason.TOO_MANY_URLS: "read, but it names more URLs than are taken: SITEMAP_MAX_URLS, FEED_MAX_ENTRIES, PAGE_MAX_LINKS, URLS_PER_SITE",
    Reason.NOT_ARTICLE: "the page is no article by its structure and text",
    Reason.SOFT_404: "a page that says that there is none",
    Reason.TOO_SHORT: "too little text for a story",
    Reason.NO_STORY: "no part of the page is a story",
    Reason.ALIAS: "another URL is the canonical one of this page",
    Reason.LISTING: "a page of links: read for what it names, in every run",
    Reason.SOURCE: "robots.txt, a sitemap or a feed: read for what it names",
    Reason.INTERNAL_ERROR: "a fault of this program: see the log of the run",
    Reason.WORKER_DIED: "taking the page apart killed its worker process",
    Reason.BAD_ROW: "the data set's schema refuses its row",
}


def reason_in_words(reason: str | None) -> str:
    """The reason in words; empty for one that speaks for itself."""
    if reason and reason.startswith("http_"):
        return f"the server answered with status {reason.removeprefix('http_')}"
    return _WORDS.get(reason or "", "")
