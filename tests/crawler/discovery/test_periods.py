"""The time that a sitemap covers, by its name."""

from __future__ import annotations

import pytest

from crawler.discovery.periods import periods_of

BASE = "https://www.example.com"


@pytest.mark.parametrize(
    ("paths", "spans"),
    [
        (["/sitemap-2024-03.xml", "/sitemap-2024-04.xml"], ["2024-02-28 2024-04-03", "2024-03-30 2024-05-03"]),
        (["/sitemap_20240315.xml.gz"], ["2024-03-13 2024-03-18"]),
        (["/sitemaps/2024/03/15/news.xml"], ["2024-03-13 2024-03-18"]),
        (["/sitemap.xml?yyyy=2024&mm=2&dd=29"], ["2024-02-27 2024-03-03"]),
        (["/sitemap-202403.xml"], ["2024-02-28 2024-04-03"]),
        (["/sitemap-2023.xml", "/sitemap-2024.xml"], ["2022-12-30 2024-01-03", "2023-12-30 2025-01-03"]),
        (["/sitemap-2023.xml"], [None]),  # one number alone may be any
        (["/sitemap-1.xml", "/sitemap-2001.xml"], [None, None]),  # a series that is counted
        (["/sitemap-2019-01.xml", "/sitemap-2019-40.xml"], [None, None]),  # forty files of a year
        (["/sitemap-2024-13.xml"], [None]),
        (["/sitemap-2024-02-30.xml"], [None]),
        (["/sitemap.xml?yyyy=20240&mm=1"], [None]),
        (["/news-sitemap.xml"], [None]),
        ([], []),
    ],
)
def test_periods(paths: list[str], spans: list[str | None]) -> None:
    """Month, day or year, two days wider on both sides; nothing where a series shows that its numbers are no dates."""
    periods = periods_of([BASE + path for path in paths])
    assert [period and f"{period.begin:%Y-%m-%d} {period.end:%Y-%m-%d}" for period in periods] == spans
