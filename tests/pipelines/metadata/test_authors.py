"""Pages in, authors out."""

import lxml.html
import pytest

from pipelines.metadata import read_metadata

PROSE = "<p>" + "A sentence of the story that goes on for a while. " * 5 + "</p>"
SITE = '<meta property="og:site_name" content="The Harbour">'


def authors(body, head="", **options):
    html = f"<html><head>{SITE}{head}</head><body><nav><a href='/authors/x-y'>Xena Yves</a></nav>{body}</body></html>"
    return read_metadata(lxml.html.document_fromstring(html), "https://www.harbour.example/story-1", **options).authors


def story(below):
    return f"<article><h1>A headline of the story</h1>{below}{PROSE}</article>"


VISIBLE = [
    ('<div class="post-author-name">Jane Doe</div>', ("Jane Doe",)),
    ('<div class="blog__authorname">Jane Doe</div>', ("Jane Doe",)),
    ('<span class="x_authorName__1a2">Jane Doe</span>', ("Jane Doe",)),
    ('<div class="elementor-widget"><span class="author">Jane Doe</span></div>', ("Jane Doe",)),
    ('<div><a href="/authors/jane-doe">Jane Doe</a>, <a href="/authors/john-roe">John Roe</a></div>', ("Jane Doe", "John Roe")),
    ("<div>By Jane Doe and John Roe</div>", ("Jane Doe", "John Roe")),
    ("<div>by: Jane Doe, Dec 17, 2025</div>", ("Jane Doe",)),
    ("<div>By Jane Doe | 12/10/2020</div>", ("Jane Doe",)),
    ("<div>By</div><div>Jane Doe</div>", ("Jane Doe",)),
    ("<p>Autorin: Jana Muster, Leiterin der Schule</p>", ("Jana Muster",)),
    ("<p>Text von Jana Muster</p>", ("Jana Muster",)),
    ("<p>（责任编辑：张三、李四）</p>", ("张三", "李四")),
    ("<p>김철수 기자</p>", ("김철수",)),
    ("<p>11.12.2019 - Jana Muster</p>", ("Jana Muster",)),
    ("<p>By AFP, in News</p>", ("AFP",)),
    ("<p>By the river, where the Old Mill stands</p>", ()),
    ('<div class="comments"><span class="author">Jane Doe</span></div>', ()),
    ('<a class="author" href="/login">Login</a>', ()),
]


@pytest.mark.parametrize(("below", "names"), VISIBLE, ids=[row[0] for row in VISIBLE])
def test_visible(below, names):
    """Names that only the visible page gives are found in the story, and there alone."""
    assert authors(story(below)) == names


def test_signature():
    """A name alone in bold above the prose is the author's on a page that claims to be an article, and may be anything on others."""
    below = "<p><strong>Jane Doe/John Roe</strong></p>"
    article = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A headline of the story"}</script>'
    assert authors(story(below), article) == ("Jane Doe", "John Roe")
    assert authors(story(below)) == ()


def test_account_yields_to_whole_name():
    """An account in the meta tags gives way to the whole name that the page shows."""
    assert authors(story("<p>By Jane Doe</p>"), '<meta name="author" content="jdoe1">') == ("Jane Doe",)


def test_account_that_the_page_shows():
    """A single name that the page shows, too, stays, whoever else is named further down."""
    below = '<span class="author">Ela</span>' + PROSE + "<p>By Jane Doe</p>"
    assert authors(story(below), '<meta name="author" content="Ela">') == ("Ela",)


def test_fuller_source():
    """A later source that names the same people and more is the better one."""
    tags = (("author", "Jane Doe"), ("citation_author", "Jane Doe"), ("citation_author", "John Roe"))
    head = "".join(f'<meta name="{name}" content="{content}">' for name, content in tags)
    assert authors(story(""), head) == ("Jane Doe", "John Roe")


def test_site_beside_person():
    """The site's own name beside a person goes."""
    assert authors(story(""), '<meta name="author" content="The Harbour - Jane Doe">') == ("Jane Doe",)


def test_site_as_author():
    """The site is its page's author where the page says so and nobody else is named; not where people alone are asked for."""
    head = '<meta name="author" content="The Harbour">'
    assert authors(story(""), head) == ("The Harbour",)
    assert authors(story(""), head, keep_organisations=False) == ()


def test_agency_before_site():
    """An agency in one tag wins over the site in another."""
    assert authors(story(""), '<meta name="author" content="The Harbour"><meta name="dc.creator" content="dpa">') == ("dpa",)


def test_byline_before_declared_site():
    """A person in the byline wins over the site that the markup names."""
    assert authors(story("<p>By Jane Doe</p>"), '<meta name="author" content="The Harbour">') == ("Jane Doe",)
