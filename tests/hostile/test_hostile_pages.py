"""68 pages that break extractors: each is stored whole, stored and flagged, or refused with its reason, in seconds and in bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hostile_pages import CUT, WHOLE, HostilePage, hostile_pages
from hostile_story import BEGIN, PARAGRAPHS, page, paragraphs
from measured import Measured, measure_page

from pipelines.page import Page
from pipelines.workers import WorkerPool

URL = "https://www.valleypost.example/news/night-trains"
MAX_CPU_S, MAX_PEAK_MB = 5, 500
PAGES = tuple(hostile_pages())


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker, with a deadline that is long enough for a loaded machine: what counts is its CPU time."""
    with WorkerPool(1, 60) as pool:
        yield pool


def measured(pool: WorkerPool, body: str | bytes, content_type: str | None = None) -> Measured:
    """What becomes of the body."""
    return pool.submit(measure_page, Page(URL, body, datetime(2026, 11, 17, tzinfo=UTC), content_type)).result()


def test_there_are_68() -> None:
    """Each case has a name of its own."""
    assert len({case.name for case in PAGES}) == len(PAGES) == 68


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name, marks=[pytest.mark.slow] if case.is_large else []) for case in PAGES])
def test_page(case: HostilePage, pool: WorkerPool) -> None:
    """A page that a browser shows whole is stored whole; one that it shows in part is flagged; no page takes long."""
    result = measured(pool, case.body, case.content_type)
    if case.expected in (WHOLE, CUT):
        assert result.reason is None
        assert BEGIN in result.body
        assert ("truncated" in result.flags) is (case.expected == CUT)
        assert case.expected == CUT or all(text in result.body for text in PARAGRAPHS)
    else:
        assert result.reason == case.expected
    assert result.cpu_s < MAX_CPU_S
    assert result.peak_mb < MAX_PEAK_MB


@pytest.mark.parametrize(
    "opening",
    [
        *(
            "<select>",
            "<svg>",
            "<svg><text>",
            "<math>",
            "<object>",
            "<canvas>",
            "<template>",
            "<noscript>",
            "<a href=/x>",
            "<svg/>",
            "<p/>",
        ),
        *("</BODY\n></HTML\t>", "</body/>", "</body x=y>", "</html ", "<html/>", "<body class=a />", "<plaintext>", "<a 'href=x>", "<!-->"),
        *("<section>" * 700, "<ul><li>" * 600, "<table><tr><td>" * 600, "<blockquote>" * 3000, "<div><span><b>" * 4000, "<a>" * 900),
        *("<![CDATA[", "<?php ", "</ x", "<! x", "<script>if (a<b) x('<!--')</script>", "<script src=x />\n</script>", "<!-- a --!>"),
    ],
)
def test_markup_that_a_browser_shows_whole(opening: str) -> None:
    """Whatever is left open or nested, nothing of the story is lost, and nothing flagged."""
    result = measure_page(Page(URL, page(between=opening), datetime(2026, 11, 17, tzinfo=UTC)))
    assert [text for text in PARAGRAPHS if text not in result.body] == []
    assert "truncated" not in result.flags


@pytest.mark.parametrize(
    "opening",
    [
        *("<!-- ", "<!--" * 9000, "<SCRIPT type='x'>", "<script><!-- <script> </script>", "<style>", "<iframe>"),
        *('<img alt="', "<a href='", '<img alt="x" title="'),
    ],
)
def test_markup_that_swallows_the_rest(opening: str) -> None:
    """What no browser shows is not stored, and the article says that it is cut."""
    result = measure_page(Page(URL, page(between=opening), datetime(2026, 11, 17, tzinfo=UTC)))
    assert BEGIN in result.body
    assert PARAGRAPHS[-1] not in result.body
    assert "truncated" in result.flags


@pytest.mark.parametrize(
    "bottom",
    [
        "<!-- <p>Old news.</p> -->",
        "<script>document.write('<p>' + '<!--')</script>",
        "<select><option>a<option>b</select>",
        "<script><!--\nx('<p>One two three four five six seven eight nine ten eleven twelve thirteen</p>')\n</script>",
        '<div data-x="<p>One two three four five six seven eight nine ten eleven twelve thirteen</p>"></div>',
    ],
)
def test_usual_markup_is_not_flagged(bottom: str) -> None:
    """Comments, scripts and values with markup in them, all closed, are no sign of a cut."""
    assert measure_page(Page(URL, page(bottom=bottom), datetime(2026, 11, 17, tzinfo=UTC))).flags == ()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param('{"html": "<p>One</p>"}', "application/json", id="json"),
        pytest.param(f"<?xml version='1.0'?>\n<rss version='2.0'><item>{paragraphs()}</item></rss>", None, id="feed"),
        pytest.param("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", None, id="sitemap"),
        pytest.param(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{PARAGRAPHS[0]}</text></svg>", "image/svg+xml", id="drawing"),
    ],
)
def test_other_formats_are_refused(body: str, content_type: str | None) -> None:
    """What is no HTML is no article, whatever stands in it."""
    assert measure_page(Page(URL, body, datetime(2026, 11, 17, tzinfo=UTC), content_type)).reason == "not_html"


def test_crumbs_are_no_story(pool: WorkerPool) -> None:
    """Thousands of tiny pieces between two paragraphs neither hide the story nor become part of it."""
    result = measured(pool, page(between="<p>x</p>" * 20_000))
    assert [text for text in PARAGRAPHS if text not in result.body] == []
    assert len(result.body) < 20_000
