"""Which rules of a robots.txt hold for us, as a person reads them. Whether a URL may be fetched is decided by the robots middleware."""

from __future__ import annotations

from crawler.discovery.robots import read_robots
from crawler.doctor.findings import RobotsFinding

MAX_BYTES = 512 * 1024
Rules = dict[str, list[tuple[str, str]]]


def read_rules(body: bytes, url: str, site: str, agent: str) -> RobotsFinding:
    """The group for this agent, else the one for all; groups with the same agent are one (RFC 9309, section 2.2.1)."""
    groups = _groups(body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff"))
    group = agent if agent in groups else "*" if "*" in groups else None
    rules = groups.get(group or "", [])
    delays = [_seconds(value) for key, value in rules if key == "crawl-delay"]
    return RobotsFinding(
        is_there=True,
        group=group,
        disallow=tuple(value for key, value in rules if key == "disallow" and value),
        crawl_delay_s=next((delay for delay in delays if delay is not None), None),
        sitemaps=tuple(find.url for find in read_robots(body, url, site)),
    )


def _groups(text: str) -> Rules:
    """The rules by agent in lower case; lines of agents in a row head one group."""
    groups: Rules = {}
    agents: list[str] = []
    is_heading = False
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent" and colon:
            agents = [*agents, value.lower()] if is_heading else [value.lower()]
            groups.setdefault(value.lower(), [])
        elif key in ("disallow", "allow", "crawl-delay") and colon:
            for agent in agents:
                groups[agent].append((key, value))
        else:
            continue
        is_heading = key == "user-agent"
    return groups


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
