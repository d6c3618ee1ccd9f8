"""The rules of a robots.txt that hold for us."""

from __future__ import annotations

from crawler.doctor.findings import RobotsFinding
from crawler.doctor.robots_rules import read_rules

URL = "https://kurier.example/robots.txt"


def _read(text: str) -> RobotsFinding:
    return read_rules(text.encode(), URL, "kurier.example", "reinschrift")


def test_own_group_holds_alone_and_is_collected_from_the_whole_file() -> None:
    """Rules for others do not count; the same agent in two places is one group; agents in a row share theirs."""
    others = "User-agent: *\nDisallow: /all\n\nUser-agent: x\n"
    text = f"{others}User-Agent: Reinschrift\nDisallow: /a # why\nCrawl-delay: 2.5\n\nuser-agent: reinschrift\ndisallow: /b\n"
    assert _read(text) == RobotsFinding(is_there=True, group="reinschrift", disallow=("/a", "/b"), crawl_delay_s=2.5)


def test_group_for_all_holds_where_there_is_no_own_one() -> None:
    """An empty Disallow disallows nothing; a Sitemap line between two agents does not part them; of another site it is left out."""
    sitemaps = "Sitemap: https://kurier.example/s.xml\nSitemap: https://other.example/s.xml\n"
    text = f"User-agent: a\n{sitemaps}User-agent: *\nDisallow:\nDisallow: /x\nCrawl-delay: soon"
    assert _read(text) == RobotsFinding(is_there=True, group="*", disallow=("/x",), sitemaps=("https://kurier.example/s.xml",))


def test_what_is_no_robots_txt_has_no_rules() -> None:
    """An error page in its place says nothing."""
    assert _read("<html>User-agent\nDisallow: /\n") == RobotsFinding(is_there=True)
