"""What names of boxes and targets of links tell, by example."""

from __future__ import annotations

import pytest

from pipelines.block import BlockLabel
from pipelines.label.cues import cue_of, target_of


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ("newsletter-signup", BlockLabel.NEWSLETTER),
        ("widget newsletter_box", BlockLabel.NEWSLETTER),
        ("article__job-list", BlockLabel.JOB_LISTING),
        ("comment-form", BlockLabel.COMMENT_POLICY),
        ("comments", BlockLabel.COMMENTS),
        ("related-articles", BlockLabel.RELATED),
        ("ad-slot", BlockLabel.PROMOTION),
        ("share-buttons", BlockLabel.SHARE),
        ("author-bio", BlockLabel.AUTHOR_BIO),
        ("author-box", BlockLabel.AUTHOR_BIO),
        ("paywall", BlockLabel.PAYWALL),
        ("cookie-banner", BlockLabel.LEGAL),
        ("main-nav", BlockLabel.NAVIGATION),
        ("page-header", BlockLabel.NAVIGATION),
        ("byline", BlockLabel.BYLINE),
        ("tag-cloud", BlockLabel.BYLINE),
        ("figcaption", BlockLabel.CAPTION),
        ("video-player", BlockLabel.OTHER),
    ],
)
def test_cue_of_a_box(names: str, label: BlockLabel) -> None:
    """Names that page builders use point to a label; the rule names what was found."""
    found = cue_of(names)
    assert found is not None
    assert found[0] is label
    assert found[1].startswith(f"cue:{label}.")
    assert 0 < found[2] <= 1


@pytest.mark.parametrize("names", ["", "css-1a2b", "article-body", "story-body", "content", "road", "adidas", "mt-4 grid", "ü"])
def test_names_that_tell_nothing(names: str) -> None:
    """Made-up names, the story's own box, and words that only contain a cue are silent."""
    assert cue_of(names) is None


@pytest.mark.parametrize(
    "names", ["category-jobs", "tag-newsletter post-17", "category-comments", "topic_advertising", "author-newsletter", "tag-author-bio"]
)
def test_topics_of_a_story_are_no_cues(names: str) -> None:
    """What a story is about, as WordPress writes it into class names, does not say what the box is."""
    assert cue_of(names) is None


def test_the_surer_cue_is_asked_first() -> None:
    """An unmistakable piece of a name beats a word that may mean several things."""
    found = cue_of("box more newsletter")
    assert found is not None
    assert found[0] is BlockLabel.NEWSLETTER


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("/newsletter/", BlockLabel.NEWSLETTER),
        ("/NEWSLETTER", BlockLabel.NEWSLETTER),
        ("https://www.facebook.com/sharer/sharer.php?u=x", BlockLabel.SHARE),
        ("mailto:?subject=x", BlockLabel.SHARE),
        ("/jobs/123", BlockLabel.JOB_LISTING),
        ("https://jobs.example/", BlockLabel.JOB_LISTING),
        ("#comments", BlockLabel.COMMENT_POLICY),
        ("/netiquette", BlockLabel.COMMENT_POLICY),
        ("/donate", BlockLabel.PROMOTION),
        ("/abo/", BlockLabel.PAYWALL),
        ("/author/anna", BlockLabel.BYLINE),
        ("/impressum", BlockLabel.NAVIGATION),
        ("/login", BlockLabel.OTHER),
        ("/cookie-settings", BlockLabel.LEGAL),
    ],
)
def test_target_of_a_link(link: str, label: BlockLabel) -> None:
    """Where a link leads tells what it is for."""
    found = target_of(link)
    assert found is not None
    assert found[0] is label
    assert found[1].startswith(f"target:{label}.")


@pytest.mark.parametrize("link", ["", "/", "/news/ferry-landing", "#top", "https://n.example/2026/11/19/council"])
def test_target_that_tells_nothing(link: str) -> None:
    """A link to a story, or to nowhere, is silent."""
    assert target_of(link) is None
