"""Scrapy's settings for this project. Each entry says why; what is not here keeps Scrapy's default."""

from __future__ import annotations

import os
from pathlib import Path

from pipelines.version import PACKAGE_VERSION

BOT_NAME = "reinschrift"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"  # among them `crawl`, in the place of Scrapy's, which exits 0 when every page failed

# --- Ours: what an operator sets ---
_ROOT = Path(__file__).resolve().parent.parent
# Articles, pages, state and caches live under it: beside scrapy.cfg, or, where there is none (a wheel, an egg), in the working directory.
DATA_DIR = str((_ROOT if (_ROOT / "scrapy.cfg").is_file() else Path.cwd()) / "data")
SITES_DIRS: list[str] = []  # folders of site profiles; none: `sites` in DATA_DIR, then the shipped ones
CONTACT = ""  # a URL or mail address for the user agent; a crawl of others' hosts refuses to start without
LOCK_WAIT_S = 0  # how long to wait for another run on the same DATA_DIR
PAGES_PER_SITE = 1000  # pages fetched of a site in one run, where its profile has no budget of its own
MAX_FAILED_SITES = 0.1  # share of sites that may fail or fall silent before the run counts as bad (exit code 5)
EXTRACT_WORKERS = os.cpu_count() or 1  # extraction is the only thing here that needs CPU
EXTRACT_TIMEOUT_S = 10  # seconds a page may take there, a sitemap three times that; p99 of real pages is 1.4 s on a loaded machine
EXTRACT_MAX_MB = (
    500  # memory that a worker process may hold: 10 MB of tags took 314 beside its 235; beyond it the page ends as worker_died. 0: no limit
)
KEEP_COMMENT_TEXT = False  # readers' comments are personal data: without this only label, place, length and hash of them are stored
RESERVED = "metadata"  # of articles whose publisher reserves mining or archiving: a row without text; "skip": no row at all
PUBLISH_EVERY_S = 900  # how long an article may wait for its part file; 10,000 rows or 64 MB do not wait
MIN_FREE_MB = 200  # free disk space under DATA_DIR below which a run stops while it still can
METRICS_FILE = ""  # a *.prom file for Prometheus' node_exporter, replaced at the end of each run

# --- Ours: how much one run may take; a run that reaches a limit ends with exit code 6, and the next one goes on. 0: no limit ---
MAX_RUN_S = 0  # seconds; so that a timer's next run finds the store free
MAX_RUN_PAGES = 0  # pages asked for, of all sites; robots.txt, sitemaps and feeds are free, as in PAGES_PER_SITE
MAX_RUN_MB = 0  # received, as it came over the wire: for lines that cost by volume

# --- Ours: who is told how a run ended ---
ALARM_JSON = ""  # a file that each run replaces, for programs that look
ALARM_COMMAND = ""  # a command that gets the same JSON on its standard input when an alarm begins or ends; no shell
ALARM_WEBHOOK = ""  # an http(s) URL that gets it as a POST
ALARM_TIMEOUT_S = 30  # seconds that each of the two may take: an alarm must not hold up the timer
ALARM_REPEATS = False  # call them also where alarms only go on: of 500 sites some always fail

# --- Who we are ---
USER_AGENT = f"reinschrift/{PACKAGE_VERSION}"  # `crawl` adds the contact
ROBOTSTXT_USER_AGENT = "reinschrift"  # a bare product token, for matching in robots.txt

# --- Politeness ---
ROBOTSTXT_OBEY = True  # Scrapy's default is False
CONCURRENT_REQUESTS = 32  # over all sites
CONCURRENT_REQUESTS_PER_DOMAIN = 2  # of one site, from the request to the verdict
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one site
DOWNLOAD_DELAY_JITTER = 0.5  # no clockwork
AUTOTHROTTLE_START_DELAY = 1.0  # as DOWNLOAD_DELAY; Scrapy's 5 s would be what `inspect` waits before its one page
AUTOTHROTTLE_ENABLED = True  # slows down where a site answers slowly; never goes below DOWNLOAD_DELAY
CRAWL_DELAY_MAX_S = 60  # longest Crawl-delay of a robots.txt obeyed literally
RETRY_AFTER_MAX_S = 300  # longest Retry-After waited for; a host that asks for more is left alone for that long
BREAKER_FAILURES = 8  # attempts that fail in a row before a host is left alone: four pages, each tried twice
BREAKER_PAUSE_S = 900  # for how long; the URLs that come up meanwhile end as error:left_alone, and the next run tries them again

# --- Limits against hostile or broken servers ---
DOWNLOAD_MAXSIZE = 10 * 2**20  # Scrapy's default is 1 GiB: a body of 632 bytes became 400 MB
DOWNLOAD_WARNSIZE = 2 * 2**20
DOWNLOAD_MAX_HEADER_BYTES = (
    256 * 1024
)  # of status line and headers, 32 a line added; Chrome's limit. Scrapy has none: 671 MB in ten seconds
DOWNLOAD_TIMEOUT = 30  # total time of one response; a graceful stop waits that long, and for one extraction
REDIRECT_MAX_TIMES = 5  # RFC 9309 asks for at least five
RETRY_TIMES = 1
METAREFRESH_ENABLED = False  # would follow to internal hosts
DEPTH_LIMIT = 5  # hops from the seeds; ends spider traps
URLLENGTH_LIMIT = 2083  # characters of a URL; 8,000 at most
MEMUSAGE_LIMIT_MB = 1500  # of the crawl's own process, now (not at its peak): the run ends as resumable, with an alarm; 0: no limit

# --- Limits of what names URLs: one file ---
ROBOTS_MAX_BYTES = 512 * 1024  # as much as counts (RFC 9309: 500 KiB at least); 5 MB of rules held the reactor for seconds
SITEMAP_MAX_BYTES = 50_000_000  # of a sitemap or feed, unpacked: the sitemap protocol's own limit
SITEMAP_MAX_URLS = 50_000  # so is this one
FEED_MAX_ENTRIES = 5_000  # feeds hold 10 to 500; more is an archive or a trap
PAGE_MAX_LINKS = 3_000  # front pages hold 100 to 600

# --- Limits of what names URLs: one site in one run ---
SITEMAP_DEPTH = 3  # an index of indices of sitemaps: nothing honest is deeper
LISTING_DEPTH = 2  # tag, author and archive pages: those linked from the front page or a section, not the tags of tags
URLS_PER_SITE = 1_000_000  # found, fetched or not: each takes room in the ledger
SOURCES_PER_SITE = 500  # robots.txt files, sitemaps and feeds
HOSTS_PER_SITE = 100  # host names below one registered domain; a DNS wildcard gives any number, each with a robots.txt of its own

# --- Spider traps: URLs that a site makes without end ---
MAX_PATH_SEGMENTS = 20  # Heritrix's limit, as the next one
MAX_SEGMENT_REPEATS = 2  # of one part of a path: /a/b/a/b/a is what a wrong relative link makes
MAX_PARAMETERS = 16  # of a query, those for tracking not counted
MAX_PAGES_IN_VAIN = 100  # pages of one URL pattern in a row without a new text, after which it is left out for the run; 0: no limit
HTTPERROR_ALLOW_ALL = True  # the spider gives each status its verdict

# --- What is off; a run with another value does not start, see crawler.safeguards ---
COOKIES_ENABLED = False  # no state between pages: each is what any reader gets
TELNETCONSOLE_ENABLED = False  # runs Python for whoever connects
REMOTE_CONTROL_ENABLED = False  # so does this one, on by default since 2.19
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default is False
HTTPPROXY_ENABLED = False  # a proxy resolves names itself: the resolver's guard would be void. http_proxy and the like are not used
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("file", "data", "ftp", "s3")),  # None is off: file:// passes every check by host
    **dict.fromkeys(("http", "https"), "crawler.header_limit.LimitedHttpHandler"),  # Scrapy's, with DOWNLOAD_MAX_HEADER_BYTES
}
# The one of these that may be changed: where we come from may hold a secret in its query; it is no other host's business.
REFERRER_POLICY = "same-origin"

# --- The parts ---
CONCURRENT_ITEMS = 1  # of one response, and ours gives one; Scrapy starts as many tasks for each response (100: 2 ms of CPU time)
SCHEDULER = "crawler.scheduler.LedgerScheduler"  # crash-safe; JOBDIR lost 44 to 66 % of a crawl after SIGKILL
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"  # refuses every non-public answer; maps the names of RESOLVE
DOWNLOADER_MIDDLEWARES = {
    # first, before robots.txt is asked for: it also sees redirects, retries and robots.txt itself; sets the per-site download slot
    "crawler.middlewares.guard.GuardMiddleware": 40,
    # RFC 9309: one file for each origin, 5xx or no answer disallows all, at most 512 KiB are parsed. In the place of Scrapy's
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    # once a page may be fetched: the site's file of text-and-data-mining reservations
    "crawler.middlewares.tdm_reservation.TdmReservationMiddleware": 110,
    # Retry-After pauses the whole site. In the place of Scrapy's
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retry_after.RetryAfterMiddleware": 550,
    # a bomb is too big and a broken file is broken: neither is "forbidden by robots.txt". In the place of Scrapy's
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.compression.CompressionMiddleware": 590,
    # a target that is no web address ends its page with a reason. In the place of Scrapy's
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirect.GuardedRedirectMiddleware": 600,
    # next to the wire, so that it sees each attempt: a host that fails again and again is left alone
    "crawler.middlewares.breaker.BreakerMiddleware": 950,
    # the scheduler takes no request to another site; Scrapy's would have to be told the sites of each run
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.item_pipelines.ExaminePipeline": 100,  # bytes to article and links, in worker processes
    "crawler.item_pipelines.RecordPipeline": 900,  # last: once this has committed, the page is acknowledged
}
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,  # Progress says it better
    "crawler.extensions.progress.Progress": 500,
    "crawler.extensions.limits.DiskLimit": 500,  # stops while the store can still publish
    "crawler.extensions.run_limits.RunLimit": 500,  # MAX_RUN_S, MAX_RUN_PAGES, MAX_RUN_MB, MEMUSAGE_LIMIT_MB
    "scrapy.extensions.memusage.MemoryUsage": None,  # looks at the peak, once a minute; RunLimit looks at what is
    "crawler.extensions.graceful_stop.GracefulStop": 500,  # a stop does not wait for Crawl-delay, nor for what hangs
    "crawler.extensions.crawl_delay.CrawlDelay": 500,  # Crawl-delay of robots.txt
}

# --- Logs: to standard error, standard output is for results ---
LOG_LEVEL = "INFO"  # DEBUG logs every body
