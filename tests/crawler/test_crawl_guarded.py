"""One crawl of a site that tries to lead it inside, with an environment that does the same: what was asked, stored and logged."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT, Answer, Site, articles, crawl_command, pages, serve
from small_site import FRONT, HOST, XML, article, listing, redirect, robots

STORIES = [f"/news/ferry-landing-of-{name}-stays-closed" for name in ("north", "login", "canon", "claim", "refresh")]
NORTH, LOGIN, CANON, CLAIM, REFRESH = STORIES
MOVED, INWARD, MASKED = "/news/ferry-moved-to-another-place", "/news/ferry-moved-inward", "/news/ferry-moved-inward-masked"
CREDENTIALS = ("anna", "geheim")
SECRET_SETTINGS = ("AWS_SECRET_ACCESS_KEY", "FTP_PASSWORD", "MAIL_PASS", "HTTPAUTH_PASS")
SECRETS = ("s3cret-aws", "s3cret-ftp", "s3cret-mail", "s3cret-http", "s3cret-query")


@dataclass(frozen=True)
class Crawled:
    """What a crawl left behind."""

    code: int
    log: str
    data_dir: Path
    asked: list[str]
    inside: list[str]


def hostile_site(inside: str) -> Site:
    """A site whose every way of naming a URL leads to `inside`, an address and port, beside five good stories."""
    with_login = f"http://anna:geheim@{HOST}"
    address, port = inside.split(":")
    spellings = (
        address,
        "127.2",
        "2130706434",
        "0x7f.2",
        "0177.0.0.2",
        "[::ffff:7f00:2]",
        "１２７。0.0.2",
        f"{HOST}@{address}",
        f"{HOST}\\@{address}",
    )
    inward = [f"http://{spelling}:{port}/from-link" for spelling in spellings]
    others = [f"http://{HOST}:9/news/ferry-landing-on-another-port", f"file://{HOST}/etc/hostname", f"//{inside}/x", f"{with_login}{LOGIN}"]
    feed = f"<rss><channel><item><link>http://{inside}/feed</link></item><item><link>{with_login}{CANON}</link></item></channel></rss>"
    entries = f"<url><loc>http://{inside}/map</loc></url><url><loc>{with_login}{CANON}</loc></url>"
    refresh = f'<meta http-equiv="refresh" content="0; url=http://{inside}/refresh">'
    return {
        "/robots.txt": robots(
            "User-agent: *", f"Sitemap: http://{inside}/robots", f"Sitemap: {with_login}/map.xml", "Sitemap: http://0x7f.2/"
        ),
        "/map.xml": Answer(f"<urlset>{entries}</urlset>", headers=XML),
        "/feed.xml": Answer(feed, headers=XML),
        "/": listing(NORTH, CANON, CLAIM, REFRESH, MOVED, INWARD, MASKED, "/feed.xml", f"{NORTH}?api_key=s3cret-query", *inward, *others),
        NORTH: article("north"),
        LOGIN: article("login"),
        CANON: article("canon", canonical=f"{with_login}{CANON}"),
        CLAIM: article("claim", canonical=f"http://{HOST}:9{CLAIM}", head=f'<meta property="og:url" content="http://{inside}/og">'),
        REFRESH: article("refresh", head=refresh),
        MOVED: redirect(f"{with_login}/news/ferry-landing-of-moved-stays-closed"),
        "/news/ferry-landing-of-moved-stays-closed": article("moved"),
        INWARD: redirect(f"http://{inside}/redirect"),
        MASKED: redirect(f"http://{HOST}@{inside}/redirect"),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, loopback: Callable[[str], object]) -> Iterator[Crawled]:
    """One crawl with everything that might open a way in, but RESOLVE on the command line."""
    inside = loopback("127.0.0.2")
    data_dir = tmp_path_factory.mktemp("guarded") / "data"
    proxy = f"http://proxyuser:geheim@{inside.address}"  # type: ignore[attr-defined]
    environment = {
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"), proxy),
        **dict.fromkeys(("SCRAPY_RESOLVE", "RESOLVE"), f"www.elsewhere.example={inside.address}"),  # type: ignore[attr-defined]
    }
    secrets = [
        f"AWS_SECRET_ACCESS_KEY={SECRETS[0]}",
        f"FTP_PASSWORD={SECRETS[1]}",
        f"MAIL_PASS={SECRETS[2]}",
        f"HTTPAUTH_PASS={SECRETS[3]}",
    ]
    options = [part for setting in (*secrets, "HTTPAUTH_DOMAIN=www.elsewhere.example", "LOG_LEVEL=DEBUG") for part in ("-s", setting)]
    with serve({HOST: hostile_site(inside.address)}) as servers:  # type: ignore[attr-defined]
        command = crawl_command(data_dir, servers.resolve, "-a", f"url={FRONT}", *options)
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False
        )
        yield Crawled(done.returncode, done.stdout + done.stderr, data_dir, servers.requests, inside.asked)  # type: ignore[attr-defined]


def test_nothing_inside_is_asked(crawled: Crawled) -> None:
    """Links, robots.txt, sitemap, feed, redirects, refresh, canonical and a proxy of the environment: no request went inside."""
    assert crawled.code == 0, crawled.log
    assert crawled.inside == []


def test_the_good_stories_are_stored(crawled: Crawled) -> None:
    """What the site has to tell beside its tricks is stored, also where it was named with user name and password."""
    stored = set(articles(crawled.data_dir)["url"])
    moved = f"{FRONT}news/ferry-landing-of-moved-stays-closed"
    assert stored >= {*(f"http://{HOST}{story}" for story in STORIES), moved}


def test_each_refusal_is_a_verdict(crawled: Crawled) -> None:
    """Another port of the site is refused by the guard, a redirect to elsewhere ends as such."""
    log = pages(crawled.data_dir)
    verdicts = {row.url.removeprefix(f"http://{HOST}"): f"{row.verdict}:{row.reason}" for row in log.itertuples()}
    assert verdicts[":9/news/ferry-landing-on-another-port"] == "skipped:guard"
    assert verdicts[INWARD] == verdicts[MASKED] == "skipped:offsite_redirect"
    assert verdicts[MOVED] == "skipped:alias"


def test_a_refused_canonical_is_no_claim(crawled: Crawled) -> None:
    """A canonical URL on another port is not kept; one with user name and password is kept without."""
    stored = articles(crawled.data_dir).set_index("url")["canonical_url"]
    assert stored[f"http://{HOST}{CLAIM}"] is None or stored.isna()[f"http://{HOST}{CLAIM}"]
    assert stored[f"http://{HOST}{CANON}"] == f"http://{HOST}{CANON}"


def test_no_credentials_are_stored(crawled: Crawled) -> None:
    """User names and passwords of URLs stand in no file of the ledger and in no cell of the data set."""
    cells = " ".join(map(str, [*articles(crawled.data_dir).to_numpy().flatten(), *pages(crawled.data_dir).to_numpy().flatten()]))
    state = b"".join(path.read_bytes() for path in (crawled.data_dir / "state").rglob("*") if path.is_file())
    for word in CREDENTIALS:
        assert word not in cells
        assert word.encode() not in state
    assert HOST.encode() in state


def test_no_secrets_are_logged(crawled: Crawled) -> None:
    """The log of a crawl at DEBUG, its list of settings included, holds no password, key or secret parameter."""
    found = [word for word in (*CREDENTIALS, *SECRETS) if word in crawled.log]
    assert found == []
    settings = overridden_settings(crawled.log)
    assert {settings[name] for name in SECRET_SETTINGS} == {"***"}
    assert "api_key=***" in crawled.log


def test_unused_proxies_are_said(crawled: Crawled) -> None:
    """An operator whose environment names a proxy learns that it is not used, and why."""
    assert "all_proxy, http_proxy, https_proxy is not used: a proxy resolves names itself" in crawled.log


def test_effective_settings(crawled: Crawled) -> None:
    """The crawl process itself says what it runs with."""
    settings = overridden_settings(crawled.log)
    expected = {
        "COOKIES_ENABLED": False,
        "DOWNLOAD_MAXSIZE": 10 * 2**20,
        "DOWNLOAD_TIMEOUT": 30,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REDIRECT_MAX_TIMES": 5,
        "REMOTE_CONTROL_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
    }
    assert {name: settings.get(name) for name in expected} == expected


def test_enabled_components(crawled: Crawled) -> None:
    """The guard is the first middleware; no console, proxy, cookie or refresh middleware runs."""
    middlewares, extensions = enabled(crawled.log, "downloader middlewares"), enabled(crawled.log, "extensions")
    assert middlewares[0] == "crawler.middlewares.guard.GuardMiddleware"
    running = " ".join((*middlewares, *extensions))
    assert not re.search(r"telnet|remote_control|httpproxy|cookies|MetaRefresh", running, re.IGNORECASE)


def overridden_settings(log: str) -> dict[str, object]:
    """The settings that Scrapy lists at the start."""
    return dict(ast.literal_eval(_after(log, "Overridden settings:")))


def enabled(log: str, kind: str) -> list[str]:
    """The components of a kind that Scrapy lists at the start."""
    return list(ast.literal_eval(_after(log, f"Enabled {kind}:")))


def _after(log: str, heading: str) -> str:
    """What a log record lists below its heading."""
    return re.split(r"\n\d{4}-\d\d-\d\d ", log.partition(f"{heading}\n")[2])[0]
