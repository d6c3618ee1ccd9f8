"""Session ids in URLs, and parameters that only look like them."""

from __future__ import annotations

import pytest

from crawler.session_ids import without_session_id
from pipelines.urls import url_id

HOST = "https://www.kurier.example"
DRAWN = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.mark.parametrize(
    ("path", "stripped"),
    [
        (f"/a?PHPSESSID={DRAWN}", "/a"),
        (f"/a?id=7&PHPSESSID={DRAWN}&page=2", "/a?id=7&page=2"),
        (f"/a;jsessionid={DRAWN.upper()}.node3?id=7", "/a?id=7"),
        (f"/a;jsessionid={DRAWN}/b", "/a/b"),
        (f"/a?sid={DRAWN}", "/a"),
        ("/a?ASPSESSIONIDQQTSBADC=FKBEDHMCPLBGAJ&x=1", "/a?x=1"),
        ("/(S(lit3py55t21z5v55vlm25s55))/default/a.aspx", "/default/a.aspx"),
        ("/a?CFID=123&CFTOKEN=456&x=1", "/a?x=1"),
        (f"/a?session_id={DRAWN}&osCsid={DRAWN}", "/a"),
        ("/a?session%69d=abc", "/a"),
    ],
)
def test_session_id_is_stripped(path: str, stripped: str) -> None:
    """In path and query, whatever stands around it: the page has one URL at each visit."""
    assert without_session_id(HOST + path) == HOST + stripped


@pytest.mark.parametrize(
    "path",
    [
        "/", "/a?sid=123",
        "/artikel.php?sid=123456", "/a?session=morning", "/a?sid=sport", "/a?id=" + DRAWN, "/" + DRAWN, "/session/a-day-in-court",
        "/a?side=2&president=9", "/a;b=c", "/news/(update)/a", "/a?q=jsessionid", "/a?sidebar=off&assessment=1",
    ],
)  # fmt: skip
def test_url_without_one_stays_as_it_is(path: str) -> None:
    """Story ids, sections and words that hold the same letters."""
    assert without_session_id(HOST + path) == HOST + path


def test_order_of_parameters_does_not_make_another_page() -> None:
    """All permutations are one URL."""
    assert len({url_id(f"{HOST}/a?{query}") for query in ("x=1&y=2&z=3", "z=3&x=1&y=2", "y=2&z=3&x=1&utm_source=a")}) == 1
