"""Each shipped profile against the gold pages of its site: text of our own in the structure that the site's pages have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import Article, Page, extract_article
from pipelines.sites import SHIPPED_PROFILES, SiteProfile, load_all, profile_of

FOLDER = Path(__file__).parent / "gold"
LABELS = sorted(FOLDER.rglob("*.labels.json"))


def _extract(path: Path, url: str, profile: SiteProfile | None) -> Article:
    html = path.with_name(path.name.replace(".labels.json", ".html")).read_bytes()
    outcome = extract_article(Page(url, html, datetime(2026, 3, 5, tzinfo=UTC), "text/html; charset=utf-8"), profile)
    assert isinstance(outcome, Article)
    return outcome


@pytest.mark.parametrize("path", LABELS, ids=[f"{path.parent.name}/{path.name.partition('.')[0]}" for path in LABELS])
def test_profile_is_proved_by_its_gold_page(path: Path) -> None:
    """With the profile the story is exactly what is kept, each listed block has its label by the profile; without, one of both is wrong."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    profile = profile_of(truth["url"], (SHIPPED_PROFILES,))
    assert profile is not None
    article = _extract(path, truth["url"], profile)
    named = {block.text: [str(block.label), block.reason] for block in article.blocks}
    assert article.body.split("\n\n") == truth["kept"]
    assert {text: named.get(text) for text, _, _ in truth["removed"]} == {text: [label, reason] for text, label, reason in truth["removed"]}
    bare = _extract(path, truth["url"], None)
    labels = {block.text: str(block.label) for block in bare.blocks}
    assert bare.body != article.body or any(labels[text] != label for text, label, _ in truth["removed"])


def test_every_shipped_profile_has_a_gold_page() -> None:
    """No profile without proof."""
    assert {path.parent.name for path in LABELS} == {profile.domain for profile in load_all((SHIPPED_PROFILES,))}
