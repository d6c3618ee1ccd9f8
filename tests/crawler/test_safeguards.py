"""The safeguards: whoever takes one away gets one line that says so, and no crawl."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from crawls import ROOT
from scrapy.settings import Settings

import crawler.settings
from crawler.plan import read_plan
from crawler.safeguards import check_safeguards, unused_proxies
from pipelines.errors import InputError

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
GUARD = "crawler.middlewares.guard.GuardMiddleware"
WIDENED = {
    "RESOLVE": "www.kurier.example=127.0.0.1:80",
    "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
    "DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver",
    "TWISTED_REACTOR_ENABLED": False,
    "DOWNLOADER": "elsewhere.Downloader",
    "HTTPPROXY_ENABLED": True,
    "DOWNLOAD_VERIFY_CERTIFICATES": False,
    "DOWNLOADER_CLIENTCONTEXTFACTORY": "scrapy.core.downloader.contextfactory.BrowserLikeContextFactory",
    "TELNETCONSOLE_ENABLED": True,
    "REMOTE_CONTROL_ENABLED": True,
    "COOKIES_ENABLED": True,
    "DOWNLOAD_HANDLERS": {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler", "data": None, "ftp": None, "s3": None},
    "DOWNLOADER_MIDDLEWARES": {GUARD: None},
    "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html", "X-Api-Key": "s3cret"},
    "HTTPAUTH_PASS": "s3cret",
}


def settings_of(values: dict[str, object], priority: str = "project") -> Settings:
    """Our settings, then the values, as a settings file that begins with `from crawler.settings import *` gives them."""
    settings = Settings()
    settings.setmodule(crawler.settings, priority="project")
    if priority == "project":
        module = ModuleType("settings_of_somebody")
        vars(module).update(values)
        settings.setmodule(module, priority=priority)
    else:
        settings.setdict(values, priority=priority)
    return settings


def test_our_settings_have_all_safeguards() -> None:
    """The project's settings pass, with and without RESOLVE on the command line."""
    check_safeguards(settings_of({}))
    check_safeguards(settings_of({"RESOLVE": WIDENED["RESOLVE"]}, "cmdline"))


@pytest.mark.parametrize("name", WIDENED)
def test_no_settings_file_takes_one_away(name: str) -> None:
    """Each setting that would open a way in, or show secrets to others, is refused by its name; its value is not quoted if secret."""
    with pytest.raises(InputError, match=name) as refusal:
        check_safeguards(settings_of({name: WIDENED[name]}))
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize("name", [name for name in WIDENED if name != "RESOLVE"])
def test_nor_does_the_command_line(name: str) -> None:
    """RESOLVE is the one exception that an operator can give."""
    with pytest.raises(InputError, match=name):
        check_safeguards(settings_of({name: WIDENED[name]}, "cmdline"))


@pytest.mark.parametrize(
    "handlers",
    [
        {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"},
        {"https": "scrapy.core.downloader.handlers.http2.H2DownloadHandler"},
        {"https": None},
        {"gopher": "elsewhere.GopherHandler"},
        {"s3": "scrapy.core.downloader.handlers.s3.S3DownloadHandler"},
    ],
)
def test_only_the_handler_behind_the_resolver_fetches(handlers: dict[str, object]) -> None:
    """A handler that connects in its own way, or for another scheme, is refused."""
    with pytest.raises(InputError, match="DOWNLOAD_HANDLERS"):
        check_safeguards(settings_of({"DOWNLOAD_HANDLERS": {**crawler.settings.DOWNLOAD_HANDLERS, **handlers}}))


def test_nothing_comes_before_the_guard() -> None:
    """A middleware of somebody's own may come after the guard, not before."""
    middlewares = crawler.settings.DOWNLOADER_MIDDLEWARES
    check_safeguards(settings_of({"DOWNLOADER_MIDDLEWARES": {**middlewares, "scrapy.downloadermiddlewares.stats.DownloaderStats": 41}}))
    with pytest.raises(InputError, match="first"):
        check_safeguards(settings_of({"DOWNLOADER_MIDDLEWARES": {**middlewares, "scrapy.downloadermiddlewares.stats.DownloaderStats": 39}}))


def test_no_argument_maps_a_name(data_dir: Path) -> None:
    """RESOLVE as an argument of the spider is an unknown argument."""
    settings = settings_of({"DATA_DIR": str(data_dir)})
    with pytest.raises(InputError, match="unknown argument 'RESOLVE'"):
        read_plan({"url": "http://www.kurier.example/", "RESOLVE": "www.kurier.example=127.0.0.1:80"}, settings)


@pytest.mark.parametrize(
    ("domain", "start", "fault"),
    [
        ("127.0.0.1", "http://127.0.0.1/", "address"),
        ("localhost", "http://localhost/", "local_name"),
        ("kurier.local", "http://www.kurier.local/", "local_name"),
        ("kurier.example", "http://www.kurier.example:8080/", "port"),
        ("kurier.example", "http://0x7f.1/", "no http"),
        ("kurier.example", "file:///etc/hostname", "no http"),
        ("kurier.example", "http://anna@www.kurier.example/", "no http"),
    ],
)
def test_no_profile_leads_inside(data_dir: Path, write_profile: Callable[[str, str], Path], domain: str, start: str, fault: str) -> None:
    """A profile with a start that the guard refuses ends the run before anything is fetched."""
    folder = write_profile(domain, f'name = "kurier"\ndomain = "{domain}"\nstart = ["{start}"]\n')
    settings = settings_of({"DATA_DIR": str(data_dir), "SITES_DIRS": str(folder), "CONTACT": "me@kurier.example"})
    with pytest.raises(InputError, match=fault):
        read_plan({"site": "kurier"}, settings)


@pytest.mark.parametrize("key", ["resolve", "RESOLVE", "settings", "proxy"])
def test_no_profile_has_a_key_for_it(data_dir: Path, write_profile: Callable[[str, str], Path], key: str) -> None:
    """A profile cannot map names: such a key is unknown."""
    text = f'name = "kurier"\ndomain = "kurier.example"\nstart = ["http://www.kurier.example/"]\n{key} = "www.kurier.example=127.0.0.1"\n'
    folder = str(write_profile("kurier.example", text))
    settings = settings_of({"DATA_DIR": str(data_dir), "SITES_DIRS": folder, "CONTACT": "me@kurier.example"})
    with pytest.raises(InputError, match=f"'{key}'"):
        read_plan({"site": "kurier"}, settings)


@pytest.mark.parametrize("url", ["https://anna:geheim@www.kurier.example/", "https://geheim@www.kurier.example/"])
def test_a_url_with_a_password_is_refused_unquoted(data_dir: Path, url: str) -> None:
    """Credentials do not belong into a URL: the message says where, and does not repeat them."""
    with pytest.raises(InputError, match="leave out user name and password") as refusal:
        read_plan({"url": url}, settings_of({"DATA_DIR": str(data_dir)}))
    assert "geheim" not in str(refusal.value)


def test_no_notice_without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no proxy is told nothing."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert not unused_proxies()


@pytest.mark.parametrize("way", ["scrapy.cfg", "SCRAPY_SETTINGS_MODULE"])
def test_a_settings_module_of_ones_own(tmp_path: Path, way: str) -> None:
    """A settings module that scrapy.cfg or the environment names is held to the safeguards, too: exit code 2, one line."""
    (tmp_path / "own_settings.py").write_text(f"from crawler.settings import *\nRESOLVE = {WIDENED['RESOLVE']!r}\n", encoding="utf-8")
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = own_settings\n" if way == "scrapy.cfg" else "", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    if way != "scrapy.cfg":
        environment["SCRAPY_SETTINGS_MODULE"] = "own_settings"
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "news",
        "-a",
        "url=http://www.kurier.example/",
        "-s",
        f"DATA_DIR={tmp_path / 'data'}",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr.count("RESOLVE counts only on the command line")) == (2, 1), done.stderr
