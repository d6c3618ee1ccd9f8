"""URLs of traps, and honest ones that look like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.traps import USUAL_TRAP_LIMITS, trap_in
from crawler.url_shape import judge_url
from pipelines.reasons import Reason

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = datetime(2026, 11, 15, 12, tzinfo=UTC)
HOST = "https://www.kurier.example"

TRAPS = {
    Reason.URL_TOO_LONG: (f"/news/{'a' * 2100}", f"/?a={'1' * 2100}", f"/news/{'%20' * 700}x"),
    Reason.PATH_TOO_DEEP: ("/" + "/".join(f"ordner{number}" for number in range(21)) + "/",),
    Reason.REPEATING_PATH: (
        "/a/a/a/",
        "/news/news/news/story.html",
        "/politik/bund/politik/bund/politik/bund/",
        "/news/../news/%6Eews/News/x".replace("/..", ""),
        "/images/css/images/js/images/index.html",
    ),
    Reason.TOO_MANY_PARAMETERS: (
        "/liste?" + "&".join(f"f{number}={number}" for number in range(17)),
        "/liste?" + "&".join(["tag[]=x"] * 17),
    ),
    Reason.CALENDAR: (
        "/kalender/2027/02/",
        "/termine/2031-04-12",
        "/events/?month=2027-02",
        "/events/?year=2031&month=4",
        "/termine?date=2027-02-01",
        "/termine?d=20270201",
        "/2099/12/31/",
    ),
    Reason.TOO_OLD: (
        "/kalender/2026/10/",
        "/kalender/1987-04-12",
        "/events/?month=2025-11",
        "/events?y=1950&m=4&d=2",
        "/2026/11/09/",
    ),
}

HONEST = """
    / /news/ /news/news/ein-bericht /news/news/news-of-the-day /2026/11/22/ /2026/11/ /2026/ /archiv/2026-11-22 /kalender/2026/12/
    /2011/11/11/11/ein-bericht-von-damals /2026/11/22/2026-11-22-ein-bericht /politik/?page=2 /politik/page/2/ /politik/seite/37
    /?id=123 /index.php?id=123&cat=4 /artikel.php?sid=123456&mode=thread&order=0 /node/123456 /?p=1234 /news/articleView.html?idxno=123456
    /2040-ziele-der-regierung /thema/agenda-2030 /tag/2050 /tag/g20 /sport/wm-2030/spielplan /story/3000000123456/titel /wirtschaft?y=2&m=1
    /1987/04/12/ein-bericht-aus-dem-archiv /2031/04/12/vorschau-auf-die-feier-in-vier-jahren /de/de/deutschland-im-winter
    /a/b/c/d/e/f/g/h/i/j /news?utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d&utm_content=e&fbclid=f&gclid=g&ref=h&id=12345
    /suche-nach-dem-verlorenen-schatz?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8 /7,75399,30123456,budzet.html /en/world/en-marche/en-vue
    /%E6%94%BF%E6%B2%BB/%E6%94%BF%E6%B2%BB/%E4%BA%88%E7%AE%97 /blog/2026/11/22/11/22/ /video/video/ein-video-vom-markt
"""


@pytest.mark.parametrize(("reason", "path"), [(reason, path) for reason, paths in TRAPS.items() for path in paths])
def test_form_of_a_trap(reason: Reason, path: str) -> None:
    """Each has the reason that it is left out for."""
    url = HOST + path
    kind = judge_url(url)
    assert kind is not None
    assert trap_in(url, kind, USUAL_TRAP_LIMITS, SINCE, NOW) is reason


@pytest.mark.parametrize("path", HONEST.split())
def test_honest_url_that_looks_like_one(path: str) -> None:
    """Archives, pages of lists, ids, dates in headlines, words that come twice."""
    url = HOST + path
    kind = judge_url(url)
    assert kind is not None
    assert trap_in(url, kind, USUAL_TRAP_LIMITS, SINCE, NOW) is None


def test_archive_is_open_to_a_run_that_goes_back_in_time() -> None:
    """What lies before the horizon of one run lies within that of another."""
    url = f"{HOST}/kalender/1987-04-12"
    kind = judge_url(url)
    assert kind is not None
    assert trap_in(url, kind, USUAL_TRAP_LIMITS, datetime(1980, 1, 1, tzinfo=UTC), NOW) is None
