"""The robots layer decides as google/robotstxt and Protego do, case by case."""

from __future__ import annotations

import time

import pytest
from robots_cases import CASES, OUR_OWN, Case

from crawler.middlewares.robots import read_rules
from crawler.robots_groups import MAX_LINE_CHARS, MAX_ROBOTS_BYTES, rules_of

ENDS = {"unix": "\n", "dos": "\r\n", "mac": "\r", "mixed": "\n\r\n\r"}


def _allows(body: bytes, agent: str, path: str) -> bool:
    return read_rules(rules_of(200, body), agent).allowed(f"https://www.a.example{path}", agent)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in (CASES | OUR_OWN).items()])
def test_published_case(case: Case) -> None:
    """What the rules allow may be fetched, and nothing else."""
    paths = (*case.allowed.split(), *case.refused.split())
    assert paths
    assert [path for path in paths if _allows(case.body(), case.agent, path)] == case.allowed.split()


@pytest.mark.parametrize("end", ENDS)
def test_line_ends(end: str) -> None:
    """Lines end as on any system, the last one also without."""
    body = ENDS[end].join(("User-Agent: foo", "Allow: /some/path", "User-Agent: bar", "", "", "Disallow: /")).encode()
    assert [_allows(body, agent, "/some/path/") for agent in ("foo", "bar")] == [True, False]


def test_line_that_is_too_long_is_cut() -> None:
    """As with google/robotstxt: what stands beyond 8 times 2083 characters of a line does not count."""
    path = "/x/" + "a" * (MAX_LINE_CHARS - len("disallow: /x/"))
    body = f"user-agent: FooBot\ndisallow: {path}/qux\n".encode()
    assert (_allows(body, "FooBot", "/fux"), _allows(body, "FooBot", f"{path}/fux")) == (True, False)


@pytest.mark.parametrize("line", ["User-agent: *\nDisallow: /{0}*a*b*c$\n", "User-agent: bot{0}\nDisallow: /\n"])
def test_largest_files_are_read_at_once(line: str) -> None:
    """512 KiB of rules, ours or those of others: read and asked in seconds."""
    body = ("User-agent: *\n" + "".join(line.format(number) for number in range(MAX_ROBOTS_BYTES // len(line) + 1))).encode()
    began_s = time.perf_counter()
    assert _allows(body, "reinschrift", "/a") is not None
    assert time.perf_counter() - began_s < 10
