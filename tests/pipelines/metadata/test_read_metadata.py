"""Whole pages in, metadata out."""

from datetime import UTC, date, datetime

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.article import DatePrecision, LanguageSource, Metadata, PageDate
from pipelines.metadata import read_metadata

URL = "https://www.anzeiger.example/politik/haushalt-123"
NOW = datetime(2026, 5, 1, tzinfo=UTC)

FULL_PAGE = """
<html lang="de_DE"><head>
<title>Stadtrat beschließt den Haushalt | Anzeiger</title>
<link rel="canonical" href="/politik/haushalt-123">
<meta property="og:site_name" content="Der Anzeiger">
<meta property="og:image" content="/bild.jpg">
<meta name="robots" content="index, NOARCHIVE, max-snippet:-1">
<meta name="googlebot" content="noarchive">
<meta name="tdm-reservation" content="1">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
 {"@type": "Organization", "@id": "#org", "name": "Der Anzeiger"},
 {"@type": "Person", "@id": "#jane", "name": "Jana Muster"},
 {"@type": ["NewsArticle", "Article"], "headline": "Stadtrat beschließt den Haushalt",
  "description": "Nach langem Streit.", "author": [{"@id": "#jane"}, {"@type": "Organization", "name": "dpa"}],
  "publisher": {"@id": "#org"}, "datePublished": "2026-04-30T18:00:00+02:00", "dateModified": "2026-04-30T19:30:00+02:00",
  "articleSection": "Politik", "keywords": "Haushalt, Stadtrat", "isAccessibleForFree": "False",
  "license": "https://lizenz.example/x", "copyrightHolder": {"name": "Anzeiger Verlag"}, "articleBody": "Erster Satz.\\n\\nZweiter Satz."}
]}
</script></head><body><h1>Stadtrat beschließt den Haushalt</h1></body></html>
"""


def read(html, url=URL, **options):
    return read_metadata(lxml.html.document_fromstring(html), url, fetched_at=NOW, **options)


def test_full_page():
    """A page that says everything has every field filled."""
    assert read(FULL_PAGE) == Metadata(
        headline="Stadtrat beschließt den Haushalt",
        description="Nach langem Streit.",
        image_url="https://www.anzeiger.example/bild.jpg",
        authors=("Jana Muster", "dpa"),
        keywords=("Haushalt", "Stadtrat"),
        publisher="Der Anzeiger",
        section="Politik",
        date_published=PageDate(
            datetime(2026, 4, 30, 16, tzinfo=UTC),
            DatePrecision.INSTANT,
            date(2026, 4, 30),
            "2026-04-30T18:00:00+02:00",
            "2026-04-30T18:00:00+02:00",
        ),
        date_modified=PageDate(
            datetime(2026, 4, 30, 17, 30, tzinfo=UTC),
            DatePrecision.INSTANT,
            date(2026, 4, 30),
            "2026-04-30T19:30:00+02:00",
            "2026-04-30T19:30:00+02:00",
        ),
        language="de-DE",
        language_source=LanguageSource.DECLARED,
        is_accessible_for_free=False,
        canonical_url="https://www.anzeiger.example/politik/haushalt-123",
        article_type="newsarticle",
        article_body="Erster Satz.\n\nZweiter Satz.",
        robots_directives=("index", "noarchive", "max-snippet:-1", "googlebot: noarchive"),
        tdm_reserved=True,
        license_url="https://lizenz.example/x",
        copyright_holder="Anzeiger Verlag",
    )


def test_people_on_request():
    """An agency named beside a person goes where people alone are asked for."""
    assert read(FULL_PAGE, keep_organisations=False).authors == ("Jana Muster",)


def test_empty_page():
    """A page that says nothing gives None and empty tuples, no empty strings."""
    assert read("<html><body><p>Text</p></body></html>", "https://x.example/") == Metadata()


@pytest.mark.parametrize("headline", ["5", "{}", "[]", "null", "true", '{"a": 1}', "[[1]]", '""'])
def test_headline_of_wrong_type(headline):
    """A headline that is no text is ignored, and the title is taken."""
    html = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":{headline}}}</script><title>Der wahre Titel</title>'
    assert read(html).headline == "Der wahre Titel"


def test_date_conflict():
    """Linked data and meta tags that disagree by more than a day raise a flag, and linked data holds."""
    html = """<meta property="article:published_time" content="2026-04-20T10:00:00Z">
    <script type="application/ld+json">{"@type":"Article","datePublished":"2026-04-28"}</script>"""
    metadata = read(html)
    assert metadata.flags == ("date_conflict",)
    assert metadata.date_published.iso == "2026-04-28"


def test_meta_date_is_finer():
    """A meta tag's moment on the day that linked data names is taken."""
    html = """<meta property="article:published_time" content="2026-04-28T10:00:00Z">
    <script type="application/ld+json">{"@type":"Article","datePublished":"2026-04-28"}</script>"""
    assert read(html).date_published.iso == "2026-04-28T10:00:00+00:00"


def test_canonical_of_another_site():
    """A canonical URL on another registered domain is dropped."""
    assert read('<link rel="canonical" href="http://localhost/x">').canonical_url is None


def test_robots_header():
    """Directives of the header join those of the page; those for another robot keep its name."""
    metadata = read('<meta name="robots" content="noindex">', robots_header="googlebot: NOAI, noindex")
    assert metadata.robots_directives == ("noindex", "googlebot: noai", "googlebot: noindex")


def test_tdm_allowed():
    """A reservation of 0 is a No, not silence."""
    assert read('<meta name="tdm-reservation" content="0">').tdm_reserved is False


def test_microdata():
    """Microdata fills what linked data leaves out; items of other types do not."""
    html = """<body><div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ein Titel aus Mikrodaten</h1>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Jana Muster</b></span>
    <time itemprop="datePublished" datetime="2026-04-28T10:00">28. April</time></div>
    <div itemscope itemtype="https://schema.org/Comment"><i itemprop="author">Horst Leser</i></div></body>"""
    metadata = read(html)
    assert (metadata.headline, metadata.authors) == ("Ein Titel aus Mikrodaten", ("Jana Muster",))
    assert metadata.date_published.precision is DatePrecision.LOCAL


def test_visible_byline():
    """Where no markup names the author, the byline does; names under comments do not."""
    html = """<body><h1>Titel der Geschichte</h1><p class="byline">Von Jana Muster und Max Öde, Berlin</p>
    <div class="comments"><a rel="author" href="#">Horst Leser</a></div></body>"""
    assert read(html).authors == ("Jana Muster", "Max Öde")


def test_heading_that_leads_home():
    """An h1 that links to the front page is the site's name, and no headline."""
    html = '<title>Mein Tagebuch | Ein Tag am Meer</title><h1><a href="/">Mein Tagebuch</a></h1><h2>Ein Tag am Meer</h2>'
    assert read(html).headline == "Ein Tag am Meer"


def test_visible_day():
    """Where no tag gives the day, the line beside the headline does, and a flag says so; a teaser's day does not count."""
    html = (
        """<body><div class="teaser">1. Mai 2026</div><h1>Titel der Geschichte</h1><div>Berlin, 28. April 2026</div><p>Text.</p></body>"""
    )
    metadata = read(html)
    assert (metadata.date_published.iso, metadata.flags) == ("2026-04-28", ("date_guessed",))


def test_day_of_script():
    """The data that a script builds the page from give the day where nothing visible does."""
    html = """<body><h1>Titel der Geschichte</h1><script>var page = {"publishedAt": "2026-04-28T10:00:00Z"}</script></body>"""
    assert read(html).date_published.iso == "2026-04-28T10:00:00+00:00"


def test_day_of_last_change():
    """A page that only says when it was changed has that day, flagged."""
    metadata = read('<meta property="article:modified_time" content="2026-04-28T10:00:00Z"><h1>Titel der Geschichte</h1>')
    assert (metadata.date_published, metadata.flags) == (metadata.date_modified, ("date_guessed",))


def test_tree_is_not_touched():
    """Reading leaves the tree as it was."""
    root = lxml.html.document_fromstring(FULL_PAGE)
    before = lxml.html.tostring(root)
    read_metadata(root, URL, fetched_at=NOW)
    assert lxml.html.tostring(root) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "@type @id @graph @value headline name author publisher datePublished dateModified image url license inLanguage keywords"
                " articleBody articleSection mainEntityOfPage isAccessibleForFree copyrightHolder".split()
            ),
            inner | st.sampled_from(["NewsArticle", "WebPage", "#a", "2026-04-28T10:00:00+99:99", "9999-12-31", "http://[", "\ud800"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(JSON, st.text(max_size=20))
def test_no_linked_data_raises(value, tail):
    """No JSON-LD text, well-formed or not, raises, and what is read is text."""
    import json

    root = lxml.html.document_fromstring("<html><head></head><body><h1>Titel</h1></body></html>")
    script = lxml.html.Element("script", type="application/ld+json")
    text = json.dumps(value) + tail
    script.text = "".join(letter for letter in text if letter == "\n" or " " <= letter <= "\ud7ff" or "\ue000" <= letter <= "\ufffd")
    root.head.append(script)
    metadata = read_metadata(root, URL, fetched_at=NOW)
    assert isinstance(metadata.headline, str)
    assert all(isinstance(name, str) for name in (*metadata.authors, *metadata.keywords))
