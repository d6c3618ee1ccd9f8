"""Log texts in, log texts out: what is secret is not in them, and the rest is."""

from __future__ import annotations

import io
import logging
import pprint

import pytest
from scrapy.settings import Settings

from crawler.log_lines import CleanRecord
from crawler.redaction import is_secret_name, mask_settings, redact

REDACTED = [
    ("<GET https://anna:geheim@www.kurier.example/a>", "<GET https://***@www.kurier.example/a>"),
    ("to //geheim@www.kurier.example, done", "to //***@www.kurier.example, done"),
    ("http://a@b:geheim@c/?x", "http://***@c/?x"),
    ("https://x.example/a?page=2&api_key=geheim&q=z", "https://x.example/a?page=2&api_key=***&q=z"),
    ("https://x.example/a?sessionToken=geheim#top", "https://x.example/a?sessionToken=***"),
    ("<200 https://x.example/;jsessionid=geheim>", "<200 https://x.example/;jsessionid=***>"),
    ("{'FTP_PASSWORD': 'ge\\'heim', 'FTP_USER': 'anna'}", "{'FTP_PASSWORD': '***', 'FTP_USER': 'anna'}"),
    ('{"access_token": "geheim"}', '{"access_token": "***"}'),
    ("{b'Authorization': [b'Basic geheim'], b'Accept': b'*/*'}", "{b'Authorization': ***, b'Accept': b'*/*'}"),
    ("Authorization: Bearer geheim geheim\nAccept: */*", "Authorization: ***\nAccept: */*"),
    ("set-cookie: sid=geheim; path=/", "set-cookie: ***"),
    ("scrapy crawl -s MAIL_PASS=geheim -a url=x", "scrapy crawl -s MAIL_PASS=*** -a url=x"),
]
KEPT = [
    "Crawled (200) <GET https://www.kurier.example/news/2026/story?id=7&author=anna&keyword=key> (referer: None)",
    "https://www.kurier.example:8080/@anna/story and https://www.kurier.example/a@b",
    "profile kurier.toml: key 'body' must be text; password: a word in a sentence",
    "{'FTP_PASSWORD': None, 'HTTPPROXY_ENABLED': False, 'AUTOTHROTTLE_ENABLED': True}",
    "found 12, fetched 3, stored 2, queued 0, 1.3 pages/s",
]


@pytest.mark.parametrize(("text", "redacted"), REDACTED)
def test_hides_what_is_secret(text: str, redacted: str) -> None:
    """User names, passwords, and the values of secret-like parameters, settings and headers."""
    assert redact(text) == redacted


@pytest.mark.parametrize("text", KEPT)
def test_keeps_what_is_not(text: str) -> None:
    """What an operator needs to find a fault stays in the log."""
    assert redact(text) == text


@pytest.mark.parametrize("text", [text for _, text in REDACTED])
def test_what_is_redacted_stays_so(text: str) -> None:
    """A text that is redacted twice is the same."""
    assert redact(text) == text


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("AWS_SECRET_ACCESS_KEY", True),
        ("AWS_SESSION_TOKEN", True),
        ("HTTPAUTH_PASS", True),
        ("TELNETCONSOLE_PASSWORD", True),
        ("ALARM_WEBHOOK", True),
        ("X-Api-Key", True),
        ("PHPSESSID", True),
        ("Cookie", True),
        ("AUTOTHROTTLE_ENABLED", False),
        ("author", False),
        ("keywords", False),
        ("passage", False),
        ("Accept-Language", False),
    ],
)
def test_secret_like_names(name: str, *, is_secret: bool) -> None:
    """A name is judged by its words, not by letters that happen to stand in it."""
    assert is_secret_name(name) is is_secret


def test_a_masked_setting_still_works() -> None:
    """Scrapy's list of settings shows stars; who reads the setting gets its value."""
    settings = Settings({"FTP_PASSWORD": "geheim", "FTP_USER": "anna"})
    mask_settings(settings)
    assert pprint.pformat({name: settings[name] for name in ("FTP_PASSWORD", "FTP_USER")}) == "{'FTP_PASSWORD': '***', 'FTP_USER': 'anna'}"
    assert settings["FTP_PASSWORD"] == settings.get("FTP_PASSWORD") == "geheim"
    assert f"{settings.copy()['FTP_PASSWORD']}".encode() == b"geheim"


def test_tracebacks_and_arguments_are_redacted() -> None:
    """What a formatter makes of message, arguments and exception holds no password, in a file as on the screen."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    try:
        int("http://anna:geheim@www.kurier.example/")
    except ValueError as error:
        exc_info = (type(error), error, error.__traceback__)
    handler.handle(CleanRecord("x", logging.ERROR, __file__, 1, "at %s", ("http://anna:geheim@x/",), exc_info))
    assert "geheim" not in stream.getvalue()
    assert "at http://***@x/\n" in stream.getvalue()
    assert "ValueError: invalid literal for int() with base 10: 'http://***@www.kurier.example/'" in stream.getvalue()
