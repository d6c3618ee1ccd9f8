"""What URLs look like: a table over many sites' habits and several languages."""

import pytest

from crawler.finds import UrlKind
from crawler.url_shape import is_further_page, judge_url

TABLE: dict[UrlKind | None, str] = {
    UrlKind.ARTICLE: """
        https://www.spiegel.de/politik/deutschland/zoll-streit-a-0f3e1234-5678-4abc-9def-0123456789ab
        https://www.tagesschau.de/inland/innenpolitik/koalition-haushalt-100.html
        https://www.zeit.de/politik/2026-01/haushalt-bundestag
        https://www.zeit.de/politik/2026-01/haushalt-bundestag/seite-2
        https://www.sueddeutsche.de/politik/haushalt-1.123456
        https://www.sueddeutsche.de/politik/haushalt-bund-streit-li.3370001
        https://www.dw.com/de/haushalt/a-71234567
        https://www.heise.de/news/Titel-10234567.html?wt_mc=rss
        https://www.derstandard.at/story/3000000123456/titel
        https://www.nzz.ch/wirtschaft/zinsen-ld.1234567
        https://taz.de/Streit-um-den-Haushalt/!6051234/
        https://blog.news.example.de/?p=1234
        https://www.beispiel.de/abo/fuenf-worte-in-einem-langen-titel
        https://www.bbc.com/news/articles/c0l2x3p4q5vo
        https://www.bbc.co.uk/news/uk-politics-68012345
        https://www.theguardian.com/world/2026/jan/02/ministers-meet
        https://www.nytimes.com/2026/01/02/world/europe/budget.html
        https://edition.cnn.com/2026/01/02/politics/budget/index.html
        https://apnews.com/article/budget-0123456789abcdef0123456789abcdef
        https://www.aljazeera.com/news/2026/1/2/budget-vote
        https://timesofindia.indiatimes.com/india/budget/articleshow/12345678.cms
        https://www.dawn.com/news/1234567/budget
        https://www.town-news.example.com/20260102-market-square
        https://www.town-news.example.com/the-market-square-reopens/
        https://www.town-news.example.com/the-market-square-reopens/?share_id=1&utm_source=x
        https://www.lemonde.fr/international/article/2026/01/02/budget_6123456_3210.html
        https://www.lefigaro.fr/politique/le-budget-est-vote-20260102
        https://www.20minutes.fr/politique/4123456-20260102-budget
        https://elpais.com/internacional/2026-01-02/presupuesto.html
        https://www.lanacion.com.ar/politica/el-congreso-vota-nid02012026/
        https://www1.folha.uol.com.br/mundo/2026/01/orcamento.shtml
        https://www.repubblica.it/esteri/2026/01/02/news/bilancio-123456789/
        https://nos.nl/artikel/2512345-begroting
        https://yle.fi/a/74-20012345
        https://www.svt.se/nyheter/inrikes/regeringen-lagger-fram-budget
        https://wyborcza.pl/7,75399,30123456,budzet.html
        https://ria.ru/20260102/byudzhet-1234567890.html
        https://tass.ru/ekonomika/23456789
        https://lenta.ru/news/2026/01/02/byudzhet/
        https://www3.nhk.or.jp/news/html/20260102/k10012345678000.html
        https://www.asahi.com/articles/ASS123X45.html
        https://news.example.jp/%E6%94%BF%E6%B2%BB/%E4%BA%88%E7%AE%97%E6%A1%88%E3%81%8C%E5%9B%BD%E4%BC%9A%E3%81%A7%E5%8F%AF%E6%B1%BA%E3%81%95%E3%82%8C%E3%81%9F
        http://www.people.com.cn/n1/2026/0102/c1001-40123456.html
        https://www.news.example.kr/news/articleView.html?idxno=123456
        https://www.chosun.com/politics/2026/01/02/ABCDEFGH/
        https://www.akhbar.example.ae/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D9%85%D8%AC%D9%84%D8%B3-%D8%A7%D9%84%D9%88%D8%B2%D8%B1%D8%A7%D8%A1-%D9%8A%D9%82%D8%B1
        https://eleftheria.example.gr/%CE%B7-%CE%B2%CE%BF%CF%85%CE%BB%CE%AE-%CF%88%CE%AE%CF%86%CE%B9%CF%83%CE%B5-%CF%84%CE%BF%CE%BD
    """,
    UrlKind.SECTION: """
        https://www.tagesschau.de/inland
        https://www.spiegel.de/politik/deutschland/
        https://www.beispiel.de/wissen-und-technik/
        https://www.beispiel.de/politik.html
        https://www.beispiel.de/sport/fussball/index.html
        https://www.beispiel.de/politik/?page=2
        https://www.beispiel.de/politik/page/2/
        https://www.beispiel.de/politik/seite/3
        https://www.beispiel.de/politik/seite-3
        https://www.beispiel.de/page/2/
        https://www.beispiel.de/de/
        https://www.beispiel.de/fr/politique
        https://www.beispiel.de/category/politik-und-wirtschaft-im-land
        https://www.theguardian.com/uk
        https://www.bbc.com/sport/formula1
        https://www.lemonde.fr/planete/
        https://elpais.com/economia/
        https://news.example.jp/%E6%94%BF%E6%B2%BB/
        https://news.example.jp/%E3%82%A8%E3%83%B3%E3%82%BF%E3%83%BC%E3%83%86%E3%82%A4%E3%83%B3%E3%83%A1%E3%83%B3%E3%83%88
        https://news.example.ru/%D0%BF%D0%BE%D0%BB%D0%B8%D1%82%D0%B8%D0%BA%D0%B0
    """,
    UrlKind.LISTING: """
        https://www.zeit.de/thema/ukraine-krieg-und-die-folgen
        https://www.beispiel.de/tag/haushalt
        https://www.beispiel.de/author/jane-doe/
        https://www.beispiel.de/author/jane-doe/page/2/
        https://www.theguardian.com/profile/jane-doe
        https://elpais.com/autor/ana-maria-lopez/
        https://www.beispiel.de/2026/01/02/
        https://www.beispiel.de/2026/01/
        https://www.beispiel.de/2026/
        https://www.beispiel.de/archiv/2026-01-02
        https://www.beispiel.de/sitemap.html
    """,
    UrlKind.FRONT: "https://www.beispiel.de https://www.beispiel.de/ https://www.beispiel.de/index.html https://www.beispiel.de/?utm_source=x",
    UrlKind.FEED: """
        https://www.beispiel.de/feed/
        https://www.beispiel.de/rss
        https://www.beispiel.de/rss/politik
        https://www.beispiel.de/politik/index.rss
        https://www.beispiel.de/news.atom
        https://www.beispiel.de/feeds/politik.xml
        https://feeds.bbci.co.uk/news/rss.xml
        https://rss.nytimes.com/services/xml/rss/nyt/World.xml
        https://www.beispiel.de/?feed=rss2
    """,
    UrlKind.SITEMAP: """
        https://www.beispiel.de/sitemap.xml
        https://www.beispiel.de/sitemap_news.xml.gz
        https://www.beispiel.de/sitemaps/news-sitemap-2026-01.xml
        https://www.beispiel.de/sitemap.txt
    """,
    UrlKind.ROBOTS: "https://www.beispiel.de/robots.txt",
    UrlKind.UNKNOWN: """
        https://www.beispiel.de/a/b/c
        https://www.beispiel.de/politik/ausland/europa
        https://www.beispiel.de/?lang=de
        https://www.beispiel.de/politik?view=all
    """,
    None: """
        https://www.beispiel.de/login
        https://www.beispiel.de/de/anmelden/
        https://www.beispiel.de/mein-konto/lesezeichen-und-gemerkte-artikel
        https://login.beispiel.de/
        https://abo.beispiel.de/angebote
        https://www.beispiel.de/impressum.html
        https://www.beispiel.de/terms-of-service
        https://www.beispiel.de/mentions-legales
        https://www.beispiel.de/newsletter/
        https://www.beispiel.de/abo/angebote
        https://www.beispiel.de/suche?q=haushalt
        https://www.beispiel.de/?s=haushalt
        https://www.beispiel.de/search/haushalt-im-bundestag-heute
        https://www.beispiel.de/politik/haushalt-im-bund/print
        https://www.beispiel.de/politik/haushalt-im-bund.html?print=1
        https://www.beispiel.de/politik/haushalt-im-bund/?share=facebook
        https://www.beispiel.de/politik/haushalt-im-bund/?replytocom=12
        https://www.beispiel.de/comments/feed/
        https://www.beispiel.de/bilder/haushalt-im-bundestag.jpg
        https://www.beispiel.de/2026/01/02/bericht-zum-haushalt.pdf
        https://www.beispiel.de/video/haushalt-im-bund.mp4
        https://www.beispiel.de/wp-admin/post.php
        https://www.beispiel.de/wp-content/uploads/2026/01/haushalt-im-bund
        https://www.beispiel.de/warenkorb
        https://static.beispiel.de/a
        mailto:redaktion@beispiel.de
        javascript:void(0)
        tel:+49301234567
        ftp://www.beispiel.de/politik/
        http://[::1
        https://
        politik/haushalt.html
    """,
}


FIRST = "https://www.beispiel.de/politik/"


@pytest.mark.parametrize(
    ("url", "first", "further"),
    [
        ("https://www.beispiel.de/politik/page/2/", FIRST, True),
        ("https://www.beispiel.de/politik?seite=3", FIRST, True),
        ("https://www.beispiel.de/politik/?page=3", "https://www.beispiel.de/politik/?page=2", True),
        ("https://www.beispiel.de/?page=2", "https://www.beispiel.de/", True),
        ("https://www.beispiel.de/politik/", "https://www.beispiel.de/politik/page/2/", False),
        ("https://www.beispiel.de/sport/page/2/", FIRST, False),
        ("https://sport.beispiel.de/politik/page/2/", FIRST, False),
        ("https://www.beispiel.de/politik/bund/", FIRST, False),
    ],
)
def test_further_page_of_a_list(url: str, first: str, *, further: bool) -> None:
    """The same list with another page number."""
    assert is_further_page(url, first) is further


@pytest.mark.parametrize(("kind", "url"), [(kind, url) for kind, urls in TABLE.items() for url in urls.split()])
def test_kind_of_a_url(kind: UrlKind | None, url: str) -> None:
    """The shape of a URL tells articles, lists of links, feeds and useless pages apart."""
    assert judge_url(url) is kind
