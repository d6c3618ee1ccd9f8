"""What publishers allow and reserve, from the page to the stored row: one crawl, one page for each line of docs/politeness.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest
from crawls import Answer, Servers, Site, articles, crawl, pages, serve
from small_site import FRONT, HOST, article, listing, robots

ELSEWHERE = "sport.kurier.example"  # another host of the site, with a tdmrep.json of its own
LICENCE = "https://agency.example/contract/2026-17"
TEXT = "The town council of"  # how each story begins
PAID = {"@type": "NewsArticle", "isAccessibleForFree": False, "articleBody": "What only subscribers are shown of the ferry. " * 20}
KEPT, WITHHELD = "kept", "withheld"


@dataclass(frozen=True)
class Case:
    """A page that says something about its rights: what it says and where, and what becomes of its text."""

    text: str = KEPT
    head: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    directives: tuple[str, ...] = ()
    tdm_reserved: bool | None = None
    section: str = "news"
    host: str = HOST


CASES = {
    "silent": Case(),
    "noindex": Case(head="<meta name='robots' content='noindex, max-snippet:-1'>", directives=("noindex", "max-snippet:-1")),
    "noarchive": Case(WITHHELD, "<meta name='ROBOTS' content='index, NoArchive'>", directives=("index", "noarchive")),
    "noarchive-for-us": Case(WITHHELD, "<meta name='reinschrift' content='noarchive'>", directives=("noarchive",)),
    "noarchive-for-another": Case(head="<meta name='googlebot' content='noarchive'>", directives=("googlebot: noarchive",)),
    "noai": Case(WITHHELD, "<meta name='robots' content='noai noimageai'>", directives=("noai", "noimageai")),
    "noimageai-header": Case(WITHHELD, headers={"X-Robots-Tag": "noimageai"}, directives=("noimageai",)),
    "noai-header-for-us": Case(WITHHELD, headers={"X-Robots-Tag": "Reinschrift: noai"}, directives=("noai",)),
    "noai-header-for-another": Case(
        headers={"X-Robots-Tag": "otherbot: noindex, noai"}, directives=("otherbot: noindex", "otherbot: noai")
    ),
    "tdm-meta": Case(WITHHELD, "<meta name='tdm-reservation' content='1'>", tdm_reserved=True),
    "tdm-header": Case(WITHHELD, headers={"tdm-reservation": "1", "tdm-policy": "https://x.example/p"}, tdm_reserved=True),
    "tdm-header-allows": Case(headers={"TDM-Reservation": "0"}, tdm_reserved=False),
    "tdm-header-is-nonsense": Case(headers={"tdm-reservation": "yes"}),
    "tdm-file": Case(WITHHELD, section="reserved", tdm_reserved=True),
    "tdm-file-first-rule-counts": Case(section="reserved/free", tdm_reserved=False),
    "tdm-header-outranks-file": Case(section="reserved", headers={"tdm-reservation": "0"}, tdm_reserved=False),
    "tdm-meta-outranks-header": Case(WITHHELD, "<meta name='tdm-reservation' content='1'>", {"tdm-reservation": "0"}, tdm_reserved=True),
    "tdm-file-of-another-host": Case(WITHHELD, host=ELSEWHERE, tdm_reserved=True),
    "paid": Case(head=f"<script type='application/ld+json'>{json.dumps(PAID)}</script>"),
}
TDMREP = [
    {"location": "/reserved/free/*", "tdm-reservation": 0},
    {"location": "/reserved/", "tdm-reservation": 1},
]
# Pages whose links are or are not to be followed: what each links to is on no other page.
FOLLOWED = {"silent": True, "noindex": True, "nofollow-otherbot": True, "nofollow": False, "nofollow-header": False, "nofollow-link": False}
NOFOLLOW = {
    "nofollow": Case(head="<meta name='robots' content='noindex,nofollow'>"),
    "nofollow-header": Case(headers={"X-Robots-Tag": "reinschrift: none"}),
    "nofollow-otherbot": Case(headers={"X-Robots-Tag": "otherbot: nofollow"}),
    "nofollow-link": Case(),
}


def _path(name: str, case: Case) -> str:
    return f"/{case.section}/ferry-landing-{name}-stays-closed"


def _linked(name: str) -> str:
    return f"/news/story-that-only-{name}-links-to"


def _page(name: str, case: Case) -> Answer:
    answer = article(name, head=case.head)
    rel = "nofollow" if name == "nofollow-link" else "bookmark"
    link = f'<a rel="{rel}" href="{_linked(name)}">More on the ferry</a></article>'
    body = str(answer.body).replace("</article>", link) if name in FOLLOWED else answer.body
    return replace(answer, body=body, headers={**answer.headers, **case.headers})


def _sites() -> dict[str, Site]:
    sites: dict[str, Site] = {HOST: {}, ELSEWHERE: {"/.well-known/tdmrep.json": Answer('[{"location": "/", "tdm-reservation": 1}]')}}
    everything = CASES | NOFOLLOW
    for name, case in everything.items():
        sites[case.host][_path(name, case)] = _page(name, case)
    for name in FOLLOWED:
        sites[HOST][_linked(name)] = article(f"linked by {name}")
    links = [f"http://{case.host}{_path(name, case)}" for name, case in everything.items()]
    sites[HOST] |= {
        "/": listing(*links, "/closed/ferry-landing-of-nowhere-stays-closed"),
        "/robots.txt": robots("User-agent: *", "Disallow: /closed/"),
        "/.well-known/tdmrep.json": Answer(json.dumps(TDMREP), headers={"Content-Type": "application/json"}),
    }
    return sites


@dataclass(frozen=True)
class Run:
    """A finished crawl: the log of the server, and what was stored."""

    servers: Servers
    articles: pd.DataFrame
    pages: pd.DataFrame

    @property
    def asked(self) -> set[str]:
        """The URLs that the server was asked for."""
        return {f"http://{request.replace(' ', '')}" for request in self.servers.requests}

    def row(self, name: str) -> pd.Series:
        """The row of one of the cases."""
        case = (CASES | NOFOLLOW)[name]
        return self.articles.set_index("url").loc[f"http://{case.host}{_path(name, case)}"]


def _run(data_dir: Path, *options: str) -> Run:
    with serve(_sites()) as servers:
        process = crawl(data_dir, servers.resolve, *options)
    assert process.returncode == 0, process.stderr
    return Run(servers, articles(data_dir), pages(data_dir))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A crawl with the settings as they are shipped; `since=` so that undated links of articles are followed."""
    return _run(tmp_path_factory.mktemp("data"), "-a", f"url={FRONT}", "-a", "since=2026-01-01")


@pytest.mark.parametrize("name", CASES)
def test_text_is_kept_or_withheld(run: Run, name: str) -> None:
    """The row of a reserved page has its metadata, its blocks' labels and no text at all; every other page is stored as it is."""
    case, row = CASES[name], run.row(name)
    texts = [row["body"], *(block["text"] or "" for block in row["blocks"])]
    assert row["headline"] == f"Ferry landing of {name} stays closed for another winter"
    assert any(TEXT in text for text in texts) is (case.text == KEPT)
    assert ("reserved" in row["quality_flags"]) is (case.text == WITHHELD)
    if case.text == WITHHELD:
        assert set(texts) == {""}
        assert {block["label"] for block in row["blocks"]} >= {"body", "headline"}
        assert not any(block["kept"] for block in row["blocks"])


@pytest.mark.parametrize("name", CASES)
def test_what_the_publisher_says_is_recorded(run: Run, name: str) -> None:
    """Directives and reservation stand in the row, those for other robots with their name."""
    case, row = CASES[name], run.row(name)
    assert tuple(row["robots_directives"] if row["robots_directives"] is not None else ()) == case.directives
    assert row["tdm_reserved"] is case.tdm_reserved or row["tdm_reserved"] == case.tdm_reserved


def test_text_for_subscribers_is_in_no_row(run: Run) -> None:
    """A page that says it is not free may give its whole text to machines: what no reader is shown is not taken."""
    row = run.row("paid")
    assert row["is_accessible_for_free"] == False  # noqa: E712  # a NumPy boolean
    assert "subscribers" not in json.dumps([row["body"], *(block["text"] for block in row["blocks"])])


@pytest.mark.parametrize("name", FOLLOWED)
def test_links_are_followed_or_not(run: Run, name: str) -> None:
    """Neither from a page nor by a link that says nofollow; a page's own text is stored all the same."""
    assert (f"http://{HOST}{_linked(name)}" in run.asked) is FOLLOWED[name]
    assert TEXT in run.row(name)["body"]


def test_disallowed_page_is_not_fetched(run: Run) -> None:
    """It has a verdict, and the server was never asked."""
    assert not [url for url in run.asked if "/closed/" in url]
    assert list(run.pages[run.pages["url"].str.contains("/closed/")]["reason"]) == ["robots"]


def test_skip_stores_no_row(tmp_path: Path) -> None:
    """With RESERVED=skip the reserved pages have the verdict skipped:reserved and no row."""
    reserved = {f"http://{case.host}{_path(name, case)}" for name, case in CASES.items() if case.text == WITHHELD}
    run = _run(tmp_path, "-a", f"url={FRONT}", "-s", "RESERVED=skip")
    logged = run.pages[run.pages["url"].isin(reserved)]
    assert Counter(logged["verdict"].astype(str) + ":" + logged["reason"].astype(str)) == {"skipped:reserved": len(reserved)}
    assert not reserved.intersection(run.articles["url"])


def test_licence_lifts_the_reservation(write_profile, tmp_path: Path) -> None:
    """A profile's licence lets all texts of its site be kept, and stands in each row; what the publisher says is still recorded."""
    profile = f'name = "kurier"\ndomain = "kurier.example"\nstart = ["{FRONT}"]\nlicense_url = "{LICENCE}"\n'
    run = _run(tmp_path / "data", "-a", "site=kurier", "-s", f"SITES_DIRS={write_profile('kurier.example', profile)}")
    assert set(run.articles["license_url"]) == {LICENCE}
    assert all(TEXT in body for body in run.articles["body"])
    assert not any("reserved" in flags for flags in run.articles["quality_flags"])
    assert run.row("tdm-meta")["tdm_reserved"]
    assert not [url for url in run.asked if "/closed/" in url]
