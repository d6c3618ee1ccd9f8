"""Which rules of a robots.txt hold for us, as a person reads them."""

from __future__ import annotations

from scrapy.robotstxt import ProtegoRobotParser

from crawler.discovery.robots import read_robots
from crawler.doctor.findings import RobotsFinding
from crawler.robots_groups import ANY_AGENT, MAX_ROBOTS_BYTES, group_for


def read_rules(body: bytes, url: str, site: str, agent: str) -> RobotsFinding:
    """The group that a crawl obeys, and what it says."""
    sitemaps = tuple(find.url for find in read_robots(body, url, site))
    group = group_for(body[:MAX_ROBOTS_BYTES], agent)
    if group is None:
        return RobotsFinding(is_there=True, sitemaps=sitemaps)
    disallow = tuple(value for key, value in group.lines if key == "disallow")
    delay_s = ProtegoRobotParser(group.as_file(), None).crawl_delay(ANY_AGENT)
    return RobotsFinding(is_there=True, group=group.agent, disallow=disallow, crawl_delay_s=delay_s, sitemaps=sitemaps)
