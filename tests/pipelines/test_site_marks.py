"""What a profile's selectors do to a page: named blocks, a bounded story, dated layouts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import lxml.html

from pipelines import Article, Page, extract_article
from pipelines.site_marks import BODY_MISSED
from pipelines.sites import SiteProfile, read_profile
from pipelines.sites.selectors import select

DOMAIN = "kurier.example"
STORY = [
    "The council of Talheim met on Tuesday evening to talk about the old ferry landing, which has been closed since last spring.",
    "Engineers had found cracks in two of the beams, and the repair would cost as much as the town spends on its library in a year.",
    "“We have waited long enough, and the people on the other bank have waited longer,” said the mayor after the vote.",
]
AD = "A week on the river with meals and a guide, every day from May until the end of September, now at a lower price."
FACTS = "The ferry of Talheim carried its first passengers in 1871 and was rebuilt twice, the last time after the flood of 1954."
HTML = f"""<html lang="en"><head><script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry landing stays closed",
"datePublished": "2026-03-04T10:00:00Z"}}</script></head><body><article><h1>Ferry landing stays closed</h1>
<div class="text"><p>{STORY[0]}</p><div class="trip"><p>{AD}</p></div><p>{STORY[1]}</p><p><a class="more">More about the ferry</a></p>
<p>{STORY[2]}</p></div><div class="facts"><p>{FACTS}</p></div></article></body></html>"""


def _extract(write_profile: Callable[[str, str], Path], keys: str) -> Article:
    text = f'name = "kurier"\ndomain = "{DOMAIN}"\nstart = ["https://www.{DOMAIN}/"]\n{keys}'
    profile = read_profile(write_profile(DOMAIN, text) / f"{DOMAIN}.toml")
    return extract(profile)


def extract(profile: SiteProfile | None) -> Article:
    outcome = extract_article(Page(f"https://www.{DOMAIN}/news/ferry-landing-stays-closed", HTML, datetime.now(UTC)), profile)
    assert isinstance(outcome, Article)
    return outcome


def _reasons(article: Article) -> dict[str, tuple[str, str]]:
    return {block.text: (str(block.label), block.reason) for block in article.blocks}


def test_removed_element_gives_its_blocks_label_and_reason(write_profile: Callable[[str, str], Path]) -> None:
    """Blocks in a removed box, and the one that a removed link fills, get the named label; the story loses them, and nothing else."""
    assert AD in extract(None).body
    article = _extract(write_profile, '[remove]\npromotion = [".trip"]\nrelated = ["a.more"]\n')
    reasons = _reasons(article)
    assert reasons[AD] == ("promotion", "site:promotion")
    assert reasons["More about the ferry"] == ("related", "site:related")
    assert AD not in article.body
    assert all(paragraph in article.body for paragraph in STORY)


def test_body_bounds_the_story(write_profile: Callable[[str, str], Path]) -> None:
    """What reads like story outside of the body is none, and its reason says so."""
    assert FACTS in extract(None).body
    article = _extract(write_profile, 'body = ["div.text"]\n')
    assert _reasons(article)[FACTS][1] == "site:body"
    assert FACTS not in article.body
    assert all(paragraph in article.body for paragraph in STORY)
    assert article.quality_flags == ()


def test_body_that_is_not_there_bounds_nothing(write_profile: Callable[[str, str], Path]) -> None:
    """After a site has changed its pages the story is kept, and a flag tells the operator."""
    article = _extract(write_profile, 'body = ["div.old-text"]\n')
    assert BODY_MISSED in article.quality_flags
    assert article.body == extract(None).body


def test_layout_of_the_publication_day_applies(write_profile: Callable[[str, str], Path]) -> None:
    """The page is of 4 March: the layout until the 3rd does not hold, the one from the 4th does."""
    layouts = '[[layout]]\nuntil = 2026-03-03\nbody = ["div.facts"]\n[[layout]]\nsince = 2026-03-04\nremove = { promotion = [".trip"] }\n'
    article = _extract(write_profile, layouts)
    assert _reasons(article)[AD] == ("promotion", "site:promotion")
    assert FACTS in article.body


def test_removing_everything_leaves_no_article(write_profile: Callable[[str, str], Path]) -> None:
    """A page whose every block is removed is a rejection, not a story of one block."""
    text = f'name = "kurier"\ndomain = "{DOMAIN}"\nstart = ["https://www.{DOMAIN}/"]\n[remove]\nother = ["body"]\n'
    profile = read_profile(write_profile(DOMAIN, text) / f"{DOMAIN}.toml")
    outcome = extract_article(Page(f"https://www.{DOMAIN}/a", HTML, datetime.now(UTC)), profile)
    assert getattr(outcome, "reason", None) == "no_story"


def test_selectors_name_what_css_says() -> None:
    """A class or an id, looked up in one walk, gives what the same selector gives through XPath; both in document order."""
    root = lxml.html.document_fromstring('<div class=" a\nb" id="x"><p class="ab">1</p><p class="b">2</p></div><p id="y" class="a">3</p>')
    found = select(root, [".a", "*.a", "#x", "*#x", ".b", "*.b", "p + p", ".none"])
    assert [[element.tag for element in found[name]] for name in (".a", "#x", ".b", "p + p", ".none")] == [
        ["div", "p"],
        ["div"],
        ["div", "p"],
        ["p"],
        [],
    ]
    assert (found[".a"], found["#x"], found[".b"]) == (found["*.a"], found["*#x"], found["*.b"])
