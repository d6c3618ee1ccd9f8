"""`scrapy inspect` in an empty folder: what it writes, what it never writes over, and how it ends."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, Answer, Site, serve
from small_site import FRONT, HOST, article, redirect, robots, story

from crawler.inspect_file import slug_of_file, slug_of_url
from crawler.run_result import ExitCode
from pipelines.article import Article, Rejection
from pipelines.errors import InputError
from pipelines.extract import extract_article
from pipelines.page import Page
from pipelines.reasons import Reason, Stage
from pipelines.review import PAGE_MARK, render_article, render_rejection

HEADLINE = "<h1>Ferry landing of Aldorf stays closed for another winter</h1>"
STORY = f"http://{HOST}{story(1)}"
HANGING = "<!doctype html><article><h1>Slow</h1>" + "".join(f"<p>Mill {number} of the valley stands still" for number in range(219_000))

Inspect = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Runs the command in a folder of its own, as an installed package gives it."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", "inspect", *arguments, "-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=False"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=CRAWL_TIMEOUT_S, check=False)

    return run


def _write(folder: Path, name: str, body: str = str(article("Aldorf").body)) -> None:
    (folder / name).write_text(body, encoding="utf-8")


def test_file_becomes_a_page_named_after_it(inspect: Inspect, tmp_path: Path) -> None:
    """The page stands in the current folder; its path is all that standard output carries. A second time it is replaced."""
    _write(tmp_path, "ferry.html")
    for _ in range(2):
        process = inspect("ferry.html", "--url", STORY)
        assert (process.returncode, process.stdout, process.stderr) == (0, "ferry.inspect.html\n", "")
    page = (tmp_path / "ferry.inspect.html").read_text(encoding="utf-8")
    assert HEADLINE in page
    assert STORY in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ferry.html", "ferry.inspect.html"]


def test_gzipped_file_to_standard_output(inspect: Inspect, tmp_path: Path) -> None:
    """With -o - nothing is written but the page itself, to standard output; a file needs no URL."""
    (tmp_path / "ferry.html.gz").write_bytes(gzip.compress(str(article("Aldorf").body).encode()))
    process = inspect("ferry.html.gz", "-o", "-")
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith("<!DOCTYPE html>")
    assert HEADLINE in process.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["ferry.html.gz"]


@pytest.mark.parametrize("output", [(), ("-o", "ferry.html")])
def test_nothing_but_an_inspect_page_is_replaced(inspect: Inspect, tmp_path: Path, output: tuple[str, ...]) -> None:
    """A file that is none stays as it is, whether the name was given or made."""
    _write(tmp_path, "ferry.html")
    _write(tmp_path, "ferry.inspect.html", "mine")
    process = inspect("ferry.html", *output)
    assert process.returncode == ExitCode.BAD_INPUT
    assert process.stderr.endswith(" exists and is no inspect page; name another file with -o\n")
    assert (tmp_path / "ferry.inspect.html").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "ferry.html").read_text(encoding="utf-8") == article("Aldorf").body


def test_page_without_an_article_is_shown_too(inspect: Inspect, tmp_path: Path) -> None:
    """That there is no article is an answer, with its reason, and exit code 0."""
    _write(tmp_path, "empty.html", "<html><body></body></html>")
    process = inspect("empty.html")
    assert (process.returncode, process.stdout) == (0, "empty.inspect.html\n")
    assert "No article here" in (tmp_path / "empty.inspect.html").read_text(encoding="utf-8")


def test_page_that_hangs_its_worker_is_a_rejection(inspect: Inspect, tmp_path: Path) -> None:
    """The deadline of a crawl holds here too."""
    _write(tmp_path, "slow.html", HANGING)
    process = inspect("slow.html", "-o", "-", "-s", "EXTRACT_TIMEOUT_S=2")
    assert process.returncode == 0
    assert "<code>timeout</code>" in process.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name one URL or one FILE; see scrapy inspect --help"),
        (("a.html", "b.html"), "name one URL or one FILE; see scrapy inspect --help"),
        (("nosuch.html",), "no such file: nosuch.html (a URL begins with http:// or https://)"),
        ((".",), "cannot read .: Is a directory"),
        (("http:///path",), "http:///path: not a URL that can be fetched; it needs http:// or https:// and a host"),
        (("file:///etc/hostname",), "file:///etc/hostname: not a URL that can be fetched; it needs http:// or https:// and a host"),
        (("http://10.0.0.1/",), "http://10.0.0.1/: refused (address): 'http://10.0.0.1/'"),
        ((STORY, "--url", STORY), "--url names the page of a FILE"),
        (("nosuch.html", "--url", "nonsense"), "nonsense: not a URL that can be fetched; it needs http:// or https:// and a host"),
        ((STORY, "-o", "nowhere/page.html"), "nowhere is no folder"),
        ((STORY,), f"fetching from {HOST} needs a contact for the user agent: -s CONTACT=https://… or a mail address"),
    ],
)
def test_bad_arguments_are_one_line_and_exit_code_2(inspect: Inspect, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """Nothing is fetched and nothing written."""
    process = inspect(*arguments)
    assert (process.returncode, process.stdout, process.stderr) == (ExitCode.BAD_INPUT, "", f"scrapy inspect: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_url_is_fetched_as_the_crawler_fetches(inspect: Inspect, tmp_path: Path) -> None:
    """robots.txt is asked first, then the one page; redirects inside the site are followed, and the user agent names us."""
    site = {story(1): article("Aldorf"), "/old": redirect(story(1))}
    with serve({HOST: site}) as servers:
        process = inspect(f"{FRONT}old?utm_source=x&page=2", "-s", f"RESOLVE={servers.resolve}")
        assert servers.requests == [f"{HOST} /robots.txt", f"{HOST} /old?utm_source=x&page=2"]
        assert process.returncode == ExitCode.NOTHING_FETCHED
        process = inspect(f"{FRONT}old", "-s", f"RESOLVE={servers.resolve}")
    assert (process.returncode, process.stdout, process.stderr) == (0, f"{HOST}-old.inspect.html\n", "")
    assert servers.requests[2:] == [f"{HOST} /robots.txt", f"{HOST} /old", f"{HOST} {story(1)}"]
    page = (tmp_path / f"{HOST}-old.inspect.html").read_text(encoding="utf-8")
    assert HEADLINE in page
    assert STORY in page


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        ({}, "the server answers with status 404"),
        ({story(1): Answer("<p>Sorry.</p>", 500)}, "the server answers with status 500"),
        ({"/robots.txt": robots("User-agent: *", "Disallow: /")}, "Forbidden by robots.txt"),
        ({"/robots.txt": Answer("", 503)}, "robots.txt unreachable (status 503)"),
        ({story(1): redirect("http://elsewhere.example/a")}, "it leads to another site, http://elsewhere.example/a"),
        ({story(1): redirect(story(1))}, "too many redirects"),
    ],
)
def test_url_that_cannot_be_had_is_one_line_and_exit_code_4(inspect: Inspect, tmp_path: Path, site: Site, reason: str) -> None:
    """The line says why; nothing is written, and no other site is asked."""
    with serve({HOST: site, "elsewhere.example": {}}) as servers:
        process = inspect(STORY, "-s", f"RESOLVE={servers.resolve}")
    assert (process.returncode, process.stdout) == (ExitCode.NOTHING_FETCHED, "")
    assert process.stderr == f"scrapy inspect: {STORY} could not be fetched: {reason}\n"
    assert list(tmp_path.iterdir()) == []
    assert not [request for request in servers.requests if request.startswith("elsewhere")]


def test_server_that_is_not_there(inspect: Inspect) -> None:
    """The cause behind robots.txt is named."""
    process = inspect(STORY, "-s", f"RESOLVE={HOST}=127.0.0.1:9")
    assert process.returncode == ExitCode.NOTHING_FETCHED
    assert "its robots.txt could not be had, connection (Connection was refused" in process.stderr
    assert process.stderr.count("\n") == 1


def test_settings_of_another_project_do_not_count(inspect: Inspect, tmp_path: Path) -> None:
    """Inside somebody's own Scrapy project robots.txt is obeyed all the same."""
    _write(tmp_path, "scrapy.cfg", "[settings]\ndefault = theirs\n")
    _write(tmp_path, "theirs.py", "ROBOTSTXT_OBEY = False\nUSER_AGENT = 'Mozilla/5.0'\n")
    with serve({HOST: {story(1): article("Aldorf"), "/robots.txt": robots("User-agent: *", "Disallow: /")}}) as servers:
        process = inspect(STORY, "-s", f"RESOLVE={servers.resolve}")
    assert process.returncode == ExitCode.NOTHING_FETCHED
    assert servers.requests == [f"{HOST} /robots.txt"]


def test_help_shows_examples(inspect: Inspect) -> None:
    """The help has lines to copy and the exit codes."""
    process = inspect("--help")
    assert process.returncode == 0
    assert "scrapy inspect page.html.gz --url https://www.example.org/story" in process.stdout
    assert "Exit codes: 0" in process.stdout


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.example.org/news/rain.html", "www.example.org-news-rain"),
        ("https://www.example.org/", "www.example.org"),
        ("https://www.example.org/a?utm_source=x&id=7", "www.example.org-a-id-7"),
        ("https://www.example.org/../../etc/passwd", "www.example.org-etc-passwd"),
        ("https://www.example.org/%2e%2e%2fetc%00/x", "www.example.org-..-etc-x"),
        ("https://www.example.org/news/%E3%83%8B%E3%83%A5%E3%83%BC%E3%82%B9", "www.example.org-news-ニュース"),
        (f"https://www.example.org/{'a' * 80}-the-end", f"{'a' * 52}-the-end"),
    ],
)
def test_name_made_from_a_url(url: str, slug: str) -> None:
    """It stays inside the folder, says what the page is, and is no longer than file systems allow."""
    assert slug_of_url(url) == slug


@pytest.mark.parametrize(
    ("path", "slug"), [("a/rain.html.gz", "rain"), ("/news/rain/index.html", "rain"), ("/.hidden", "hidden"), ("/", "page")]
)
def test_name_made_from_a_file(path: str, slug: str) -> None:
    """An index page is named by its folder."""
    assert slug_of_file(Path(path)) == slug


def test_both_pages_carry_the_mark_and_load_nothing() -> None:
    """By the mark an earlier page is known; the policy keeps a hostile page's text from doing anything."""
    page = Page(STORY, article("<script>alert(1)</script>").body, datetime.now(UTC))
    outcome = extract_article(page)
    assert isinstance(outcome, Article)
    for rendered in (render_article(outcome), render_rejection(Rejection(STORY, Stage.PARSE, Reason.EMPTY, "<script>"))):
        assert rendered.index(PAGE_MARK) < rendered.index("default-src 'none'") < 1000
        assert "<script" not in rendered


def test_url_without_host_has_no_name() -> None:
    """It is refused like any other bad argument."""
    with pytest.raises(InputError, match="it needs http:// or https:// and a host"):
        slug_of_url("http:///path")
