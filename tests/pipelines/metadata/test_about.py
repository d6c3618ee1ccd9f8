"""Fields that need no weighing."""

import lxml.html
import pytest

from pipelines.metadata import about
from pipelines.metadata.claims import read_claims


def claims(html):
    return read_claims(lxml.html.document_fromstring(html), "https://www.example.org/a/b")


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<meta property="og:type" content="Article">', "article"),
        ('<meta property="og:type" content="Ein ganzer Titel">', None),
        ('<script type="application/ld+json">{"@type": "http://schema.org/LiveBlogPosting"}</script>', "liveblogposting"),
        ('<script type="application/ld+json">{"@type": "CollectionPage"}</script>', "collectionpage"),
        ('<script type="application/ld+json">{"@type": "WebPage"}</script><meta property="og:type" content="website">', "website"),
        ('<script type="application/ld+json">[{"@type": "Organization"}, {"@type": "JobPosting"}]</script>', "jobposting"),
        ('<script type="application/ld+json">[{"@type": "ClaimReview"}, {"@type": "NewsArticle"}]</script>', "newsarticle"),
        ("<p>", None),
    ],
)
def test_article_type(html, kind):
    """The article's schema.org type wins, then another telling one, then og:type; all in lower case."""
    assert about.article_type(claims(html)) == kind


def test_publisher_is_a_name():
    """A publisher given as a URL is none; the site's name is taken."""
    html = """<meta property="og:site_name" content="Anzeiger">
    <script type="application/ld+json">{"@type": "Article", "publisher": {"name": "https://www.example.org"}}</script>"""
    assert about.publisher(claims(html)) == "Anzeiger"


def test_keywords_are_a_list():
    """Joined keywords are taken apart, each once."""
    assert about.keywords(claims('<meta name="keywords" content="Rat; Haushalt, rat,, Streit">')) == ("Rat", "Haushalt", "Streit")


def test_headline_of_a_listed_article():
    """Articles that a list names are not this page's article."""
    html = """<script type="application/ld+json">{"@type": "ItemList", "itemListElement":
    [{"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "Another"}}]}</script>"""
    assert claims(html).articles == ()


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("../c?x=1#top", "https://www.example.org/c?x=1"),
        ("//m.example.org/c", "https://m.example.org/c"),
        ("javascript:alert(1)", None),
        ("https://other.example.com/c", None),
        ("http://[", None),
    ],
)
def test_canonical_url(canonical, url):
    """A canonical URL is absolute, http(s) and of the same registered domain, or none."""
    assert about.canonical_url(claims(f'<link rel="canonical" href="{canonical}">')) == url
