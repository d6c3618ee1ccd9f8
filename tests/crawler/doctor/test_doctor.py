"""`scrapy doctor` against sites on loopback: what it reports, what it writes, what it never asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT, Answer, Servers, articles, crawl, serve
from small_site import FRONT, HOST, TODAY, XML, article, listing, redirect, robots, sitemap, story

from crawler.doctor.profile_draft import check_profile_target, write_profile
from crawler.run_result import ExitCode
from pipelines.errors import InputError, ProfileError
from pipelines.sites import read_profile

DOMAIN = "kurier.example"
STORIES = [story(number) for number in range(4)]
FEED = Answer(
    "<rss version='2.0'><channel><title>Kurier</title>"
    + "".join(f"<item><title>Ferry</title><link>{FRONT.rstrip('/')}{path}</link></item>" for path in STORIES[:2])
    + "</channel></rss>",
    headers=XML,
)
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
GOOD = {
    "/": Answer(str(listing(*STORIES[2:], "/town/", "/secret/plan-that-nobody-may-read").body).replace("<title>", f"{FEED_LINK}<title>")),
    "/robots.txt": robots("User-agent: *", "Disallow: /secret/", f"Sitemap: {FRONT}news.xml"),
    "/news.xml": sitemap(*((path, TODAY) for path in STORIES)),
    "/feed.xml": FEED,
    "/town/": listing(*STORIES),
    "/.well-known/tdmrep.json": Answer('[{"location": "/", "tdm-reservation": 1}]', headers={"Content-Type": "application/json"}),
} | {path: article(f"village {number}") for number, path in enumerate(STORIES)}


def doctor(data_dir: Path, servers: Servers, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command without delays."""
    settings = (
        f"DATA_DIR={data_dir}",
        f"RESOLVE={servers.resolve}",
        "DOWNLOAD_DELAY=0",
        "AUTOTHROTTLE_ENABLED=False",
        "EXTRACT_TIMEOUT_S=3",
    )
    options = [option for setting in settings for option in ("-s", setting)]
    command = [sys.executable, "-m", "scrapy", "doctor", *arguments, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)


def test_good_site_gets_a_profile_that_crawls(data_dir: Path) -> None:
    """The report names sitemap, feed, section, forms and stories; the profile loads, and a crawl with it stores every story."""
    with serve({HOST: GOOD}) as servers:
        process = doctor(data_dir, servers, FRONT)
        requests = list(servers.requests)
        again = crawl(data_dir, servers.resolve, "-a", "site=kurier")
    assert process.returncode == 0, process.stderr
    for line in (
        "robots.txt: the rules for '*' hold for us, 1 paths disallowed, 1 sitemaps named",
        f"  sitemap: 4 entries, 4 stories, newest {TODAY:%Y-%m-%d %H:%M}   {FRONT}news.xml (robots.txt)",
        f"  feed: 2 entries, 2 stories   {FRONT}feed.xml (autodiscovered)",
        f"  section: 4 entries, 4 stories   {FRONT}town/ (front page)",
        "  tdmrep.json reserves text and data mining",
        "Ferry landing of village 0 stays closed for another winter",
    ):
        assert line in process.stdout
    assert len(requests) <= 25
    assert not [request for request in requests if "/secret/" in request]
    path = data_dir / "sites" / f"{DOMAIN}.toml"
    assert process.stdout.endswith(f"Profile: {path}\n")
    profile = read_profile(path)
    assert (profile.name, profile.language, profile.feeds) == ("kurier", "en", (f"{FRONT}feed.xml",))
    assert profile.start == (FRONT, f"{FRONT}town/")
    assert again.returncode == 0, again.stderr
    assert len(articles(data_dir)) == len(STORIES)


def test_bad_site_costs_no_more_than_the_budget(data_dir: Path) -> None:
    """What is broken, hangs, redirects away or is guarded is named with its reason; nothing of it stops the rest."""
    inside, away, hanging, busy = (
        "/news/story-that-leads-inside-the-house",
        "/news/story-that-leads-far-away",
        story(7),
        "/news/too-many-asked",
    )
    slow = "<!doctype html><article><h1>Slow</h1>" + "".join(f"<p>Mill {number} of the valley stands still" for number in range(219_000))
    front = str(listing(story(1), inside, away, hanging, busy, story(2)).body).replace("Kurier</title>", "Kurier</title>" + FEED_LINK)
    reserved = article("Aldorf", head='<meta name="robots" content="noai">')
    site = {
        "/": Answer(front),
        "/robots.txt": robots("User-agent: *", "Disallow: /closed/", f"Sitemap: {FRONT}broken.xml", f"Sitemap: {FRONT}loop.xml"),
        "/broken.xml": Answer('<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>', headers=XML),
        "/loop.xml": redirect("/loop.xml?again"),
        "/loop.xml?again": redirect("/loop.xml"),
        "/feed.xml": Answer(b"\x1f\x8b\x08broken", headers=XML),
        story(1): Answer(str(reserved.body).replace("<h1>Ferry", "<h1>\x1b[31mFerry")),
        inside: redirect("http://127.0.0.2/secret"),
        away: redirect("http://elsewhere.example/"),
        hanging: Answer(slow),
        busy: Answer("slow down", 429),
        story(2): article("village 2"),
    }
    with serve({HOST: site, "elsewhere.example": {}}) as servers:
        process = doctor(data_dir, servers, FRONT, "--json", "--requests", "30")
    assert process.returncode == 0, process.stderr
    report = json.loads(process.stdout)
    failures = dict(report["failures"])
    assert "too many redirects" in failures[f"{FRONT}loop.xml"]
    assert "doctype" in failures[f"{FRONT}broken.xml"]
    assert "broken_feed" in failures[f"{FRONT}feed.xml"]
    assert "another site, http://127.0.0.2/secret" in failures[f"http://{HOST}{inside}"]
    assert "another site, http://elsewhere.example/" in failures[f"http://{HOST}{away}"]
    assert "no answer within 3 s" in failures[f"http://{HOST}{hanging}"]
    assert "status 429" in failures[f"http://{HOST}{busy}"]
    assert servers.requests[-1] == f"{HOST} {busy}"  # who says that it is too much is asked for nothing more
    assert not [request for request in servers.requests if "elsewhere" in request]
    assert report["requests"] == len(servers.requests) <= 30
    assert [(sample["url"], sample["reserved"]) for sample in report["samples"]] == [(f"http://{HOST}{story(1)}", ["noai"])]
    assert "\x1b" not in process.stderr
    assert read_profile(Path(report["profile"])).start == (FRONT,)


def test_site_that_lets_nobody_in_gives_exit_code_4(data_dir: Path) -> None:
    """Where robots.txt forbids everything, nothing else is asked for, the line says so, and no profile is written."""
    with serve({HOST: GOOD | {"/robots.txt": robots("User-agent: *", "Disallow: /")}}) as servers:
        process = doctor(data_dir, servers, FRONT)
    assert process.returncode == ExitCode.NOTHING_FETCHED
    assert process.stderr.splitlines()[-1] == f"scrapy doctor: nothing of {DOMAIN} could be fetched: Forbidden by robots.txt"
    assert set(servers.requests) == {f"{HOST} /robots.txt"}
    assert not data_dir.exists()


def test_strangers_are_asked_only_with_a_contact() -> None:
    """Without CONTACT nothing is fetched at all."""
    command = [sys.executable, "-m", "scrapy", "doctor", "https://www.kurier.example/"]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)
    assert (process.returncode, process.stdout) == (ExitCode.BAD_INPUT, "")
    assert "fetching from www.kurier.example needs a contact" in process.stderr


def test_profile_is_never_written_over(tmp_path: Path) -> None:
    """Another one's file stays without --force; a name that the loader would not find is refused; so is a draft that does not load."""
    path = tmp_path / f"{DOMAIN}.toml"
    good = f'name = "kurier"\ndomain = "{DOMAIN}"\nstart = ["{FRONT}"]\n'
    check_profile_target(path, DOMAIN, force=False)
    write_profile(path, good)
    with pytest.raises(InputError, match="exists; --force replaces it"):
        check_profile_target(path, DOMAIN, force=False)
    check_profile_target(path, DOMAIN, force=True)
    with pytest.raises(InputError, match=r"must be kurier\.example\.toml"):
        check_profile_target(tmp_path / "kurier.toml", DOMAIN, force=True)
    with pytest.raises(ProfileError):
        write_profile(path, "name = 1")
    assert path.read_text(encoding="utf-8") == good
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
