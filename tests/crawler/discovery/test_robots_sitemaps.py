"""Sitemaps named by robots.txt."""

from crawler.discovery.robots import read_robots
from crawler.finds import Find, Source, UrlKind


def test_reads_sitemap_lines() -> None:
    """Every spelling of the line counts, each sitemap once, and a bad line does not end the file."""
    body = (
        b"\xef\xbb\xbfSitemap: https://www.example.com/one.xml\r\nUser-agent: *\r\nDisallow: /x\r\n"
        b"sitemap:/two.xml  # ours\rSITEMAP : https://www.example.com/one.xml\n  Sitemap: http://[\n"
        b"Sitemap: https://maps.example.com/three.xml.gz\nSitemap: https://www.example.org/four.xml\nSitemap:\nNot-Sitemap: /five.xml\n"
    )
    urls = ["https://www.example.com/one.xml", "https://www.example.com/two.xml", "https://maps.example.com/three.xml.gz"]
    assert read_robots(body, "https://www.example.com/robots.txt") == [Find(url, Source.ROBOTS, UrlKind.SITEMAP) for url in urls]


def test_site_may_be_named() -> None:
    """With the site named, what belongs to that site counts, wherever the file was found."""
    finds = read_robots(b"Sitemap: https://www.example.com/s.xml", "https://cdn.example.net/robots.txt", site="example.com")
    assert [find.url for find in finds] == ["https://www.example.com/s.xml"]


def test_html_and_garbage_name_nothing() -> None:
    """An error page in place of robots.txt, or bytes of no kind, name no sitemap."""
    assert read_robots(b"<html>Sitemap for you</html>", "https://www.example.com/robots.txt") == []
    assert read_robots(bytes(range(256)) * 50, "https://www.example.com/robots.txt") == []
